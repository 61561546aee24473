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
    /** By index of the command. */
    const errors = new Map<number, WireAnswer>()
    for (;;) {
      const result = this.#attempt(commands, errors)
      if (result !== null) return result
    }
  }

  /** Null: a command threw, and its error is in `errors` now. */
  #attempt(commands: readonly WireCommand[], errors: Map<number, WireAnswer>): BatchResult | null {
    const answers: WireAnswer[] = []
    let running = -1
    try {
      this.#begin.run()
      for (let index = 0; index < commands.length; index++) {
        running = index
        answers.push(errors.get(index) ?? { ok: this.#do(commands[index] as WireCommand) })
      }
      running = -1
      const { lines, batch } = this.#unit.finish()
      this.#commit.run()
      this.#unit.committed()
      return { answers, lines, batch }
    } catch (cause) {
      this.#rollback()
      const error = cause instanceof Error ? cause.message : String(cause)
      if (running < 0) {
        return { answers: commands.map((_, index) => errors.get(index) ?? { error }), lines: [], batch: 0 }
      }
      errors.set(running, { error })
      return null
    }
  }

  #do([name, args]: WireCommand): unknown {
    const verb = this.#verbs.get(name)
    if (verb === undefined) throw new Error(`the writer knows no verb ${name}`)
    return args.length === 1 ? verb(this.#unit, args[0]) : verb(this.#unit, ...args)
  }

  #rollback(): void {
    this.#unit.rolledBack()
    // A full disk or an I/O error has ended the transaction already.
    if (this.#db.isTransaction) this.#db.exec('ROLLBACK')
  }
}
