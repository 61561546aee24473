/**
 * Group commit: one batch is one transaction. What throws is taken out and answered with its error, the rest runs again;
 * where the commit itself fails, nothing of the batch has happened and everyone is told.
 */
import type { DatabaseSync } from 'node:sqlite'
import type { WireAnswer, WireCommand } from '../protocol.ts'
import type { Unit } from './unit.ts'

export type AnyVerb = (unit: Unit, ...args: readonly unknown[]) => unknown

export interface BatchResult {
  readonly answers: readonly WireAnswer[]
  readonly lines: readonly string[]
  readonly batch: number
}

export class Batches {
  readonly #db: DatabaseSync
  readonly #unit: Unit
  readonly #verbs: ReadonlyMap<string, AnyVerb>
  readonly #begin
  readonly #commit

  constructor(db: DatabaseSync, unit: Unit, verbs: ReadonlyMap<string, AnyVerb>) {
    this.#db = db
    this.#unit = unit
    this.#verbs = verbs
    this.#begin = db.prepare('BEGIN IMMEDIATE')
    this.#commit = db.prepare('COMMIT')
  }

  run(commands: readonly WireCommand[]): BatchResult {
    const answers: (WireAnswer | null)[] = commands.map(() => null)
    for (;;) {
      const failed = this.#attempt(commands, answers)
      if (typeof failed !== 'number') return failed
    }
  }

  /** The result, or the index of the command that threw: its error is in `answers` now. */
  #attempt(commands: readonly WireCommand[], answers: (WireAnswer | null)[]): BatchResult | number {
    const done: WireAnswer[] = []
    let running = -1
    try {
      this.#begin.run()
      for (const [index, [name, args]] of commands.entries()) {
        const error = answers[index]
        running = index
        if (error !== null && error !== undefined) done.push(error)
        else done.push({ ok: this.#verb(name)(this.#unit, ...args) })
      }
      running = -1
      const { lines, batch } = this.#unit.finish()
      this.#commit.run()
      this.#unit.committed()
      return { answers: done, lines, batch }
    } catch (cause) {
      this.#rollback()
      const error = cause instanceof Error ? cause.message : String(cause)
      if (running >= 0) {
        answers[running] = { error }
        return running
      }
      return { answers: commands.map((_, index) => answers[index] ?? { error }), lines: [], batch: 0 }
    }
  }

  #rollback(): void {
    this.#unit.rolledBack()
    // A full disk or an I/O error has ended the transaction already.
    if (this.#db.isTransaction) this.#db.exec('ROLLBACK')
  }

  #verb(name: string): AnyVerb {
    const verb = this.#verbs.get(name)
    if (verb === undefined) throw new Error(`the writer knows no verb ${name}`)
    return verb
  }
}
