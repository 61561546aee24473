/**
 * Group commit: all commands of one batch become durable together. What throws is taken out and answered with its error, the rest
 * runs again. A batch is one record of the journal; where verbs wrote rows of their own, those are a transaction of ledger.db
 * that is committed once the journal has the record: a record without its rows is dropped when the ledger opens.
 */
import type { DatabaseSync } from 'node:sqlite'
import type { Journal, Position } from '../journal/journal.ts'
import { integer } from './columns.ts'
import { storeLastWithRows } from './journal-mark.ts'
import type { Unit } from './unit.ts'

export type AnyVerb = (unit: Unit, ...args: readonly unknown[]) => unknown

/** `[verb, arguments]`. */
export type Command = readonly [name: string, args: readonly unknown[]]

export type Answer = { readonly ok: unknown } | { readonly error: string }

/** A batch whose verbs have run. */
export interface Commit {
  /** In the order of the commands. */
  readonly answers: readonly Answer[]
  /** Its entries for the audit log. */
  readonly lines: readonly string[]
  /** Null: it changed nothing that has to be durable, and is over. */
  readonly position: Position | null
  readonly hasRows: boolean
}

export class Commits {
  readonly #db: DatabaseSync
  readonly #unit: Unit
  readonly #verbs: ReadonlyMap<string, AnyVerb>
  readonly #journal: Journal
  readonly #begin
  readonly #commit
  readonly #changes

  constructor(db: DatabaseSync, unit: Unit, verbs: ReadonlyMap<string, AnyVerb>, journal: Journal) {
    this.#db = db
    this.#unit = unit
    this.#verbs = verbs
    this.#journal = journal
    this.#begin = db.prepare('BEGIN')
    this.#commit = db.prepare('COMMIT')
    this.#changes = db.prepare('SELECT total_changes() AS n')
  }

  /**
   * Runs the commands and appends their record to the journal. Where the answer has a position, `keep` or `abandon` must follow
   * before anything else is run. Where the journal takes nothing, nothing of the batch has happened and everyone is told.
   */
  run(commands: readonly Command[]): Commit {
    /** By index of the command. */
    const errors = new Map<number, Answer>()
    for (;;) {
      const commit = this.#attempt(commands, errors)
      if (commit !== null) return commit
    }
  }

  /** The journal's record is durable: commits the rows, if there are any. Throws where they cannot be; nothing has happened then. */
  keep({ position, hasRows }: Commit): void {
    if (position === null) return
    if (hasRows) {
      try {
        this.#commit.run()
      } catch (error) {
        try {
          this.#journal.retract()
        } finally {
          this.abandon()
        }
        throw error
      }
    }
    this.#unit.committed(position)
  }

  /** Nobody may be told of the batch. */
  abandon(): void {
    this.#unit.rolledBack()
    // A full disk or an I/O error has ended the transaction already.
    if (this.#db.isTransaction) this.#db.exec('ROLLBACK')
  }

  /** Null: a command threw, and its error is in `errors` now. */
  #attempt(commands: readonly Command[], errors: Map<number, Answer>): Commit | null {
    const answers: Answer[] = []
    let running = -1
    try {
      this.#begin.run()
      const before = this.#rowsChanged()
      for (let index = 0; index < commands.length; index++) {
        running = index
        answers.push(errors.get(index) ?? { ok: this.#do(commands[index] as Command) })
      }
      running = -1
      return this.#record(answers, before)
    } catch (cause) {
      this.abandon()
      const error = cause instanceof Error ? cause.message : String(cause)
      if (running < 0)
        return {
          answers: commands.map((_, index) => errors.get(index) ?? { error }),
          lines: [],
          position: null,
          hasRows: false,
        }
      errors.set(running, { error })
      return null
    }
  }

  #record(answers: readonly Answer[], rowsBefore: number): Commit {
    const { redo, lines } = this.#unit.finish()
    const hasRows = this.#rowsChanged() > rowsBefore
    if (hasRows) storeLastWithRows(this.#db, this.#journal.position.number + 1)
    else this.#commit.run()
    if (!hasRows && redo === '' && lines.length === 0) {
      this.#unit.committed(this.#journal.position)
      return { answers, lines, position: null, hasRows }
    }
    const entries = lines.join('\n')
    const position = this.#journal.append({ clock: this.#unit.now, hasRows, redo, entries })
    this.#unit.redo.grew(entries.length)
    return { answers, lines, position, hasRows }
  }

  #rowsChanged(): number {
    const row = this.#changes.get()
    return row === undefined ? 0 : integer(row, 'n')
  }

  #do([name, args]: Command): unknown {
    const verb = this.#verbs.get(name)
    if (verb === undefined) throw new Error(`the writer knows no verb ${name}`)
    return args.length === 1 ? verb(this.#unit, args[0]) : verb(this.#unit, ...args)
  }
}
