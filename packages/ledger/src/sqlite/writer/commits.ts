/**
 * Group commit: all commands of one batch become durable together. What throws is taken out and answered with its error, the rest
 * runs again. A batch is one record of the journal; where verbs wrote rows of their own, those are a transaction of ledger.db
 * that is committed once the journal has the record: a record without its rows is dropped when the ledger opens.
 */
import type { DatabaseSync, Session } from 'node:sqlite'
import type { Journal, Position } from '../journal/journal.ts'
import type { Commit as Record } from '../journal/record.ts'
import { integer } from './columns.ts'
import { storeLastWithRows } from './journal-mark.ts'
import type { Unit } from './unit.ts'
import { isFull, Room } from './room.ts'
import { LEASABLE, type VerbName } from './verb.ts'

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
  /** What is to be made durable. Null: it changed nothing, and is over. */
  readonly draft: Draft | null
}

/** A commit that has no number yet. */
export interface Draft extends Omit<Record, keyof Position> {
  /** What it did to rows, as an SQLite changeset, for other stores to repeat. Null: it has none, or nobody asks for it. */
  readonly changes: Uint8Array | null
  /** It must be durable before anyone is told of it. Only a store with leases makes commits that need not. */
  readonly waits: boolean
}

/** Verbs by which a call may leave. */
const ADMITS: ReadonlySet<string> = new Set<VerbName>(['enter', 'admit'])

export class Commits {
  readonly #db: DatabaseSync
  readonly #unit: Unit
  readonly #verbs: ReadonlyMap<string, AnyVerb>
  readonly #journal: Journal
  readonly #begin
  readonly #commit
  readonly #changes
  readonly #isShared: boolean
  readonly #room: Room

  /** @param isShared other stores repeat what is committed here */
  constructor(db: DatabaseSync, unit: Unit, verbs: ReadonlyMap<string, AnyVerb>, journal: Journal, isShared: boolean) {
    this.#db = db
    this.#isShared = isShared
    this.#room = new Room(db)
    this.#unit = unit
    this.#verbs = verbs
    this.#journal = journal
    this.#begin = db.prepare('BEGIN')
    this.#commit = db.prepare('COMMIT')
    this.#changes = db.prepare('SELECT total_changes() AS n')
  }

  /**
   * Runs the commands. Where the answer has a draft, `append` and `keep`, or `abandon`, must follow before anything else is run.
   */
  run(commands: readonly Command[]): Commit {
    const errors = this.#withoutRoom(commands)
    for (;;) {
      const commit = this.#attempt(commands, errors)
      if (commit !== null) return commit
    }
  }

  /** By index of the command: nothing leaves while what an operator says cannot be written. */
  #withoutRoom(commands: readonly Command[]): Map<number, Answer> {
    const errors = new Map<number, Answer>()
    const error = this.#room.whyNone()
    if (error === null) return errors
    for (const [index, [name]] of commands.entries()) if (ADMITS.has(name)) errors.set(index, { error })
    return errors
  }

  /** The journal takes the draft. Throws where it does not; then `abandon`. */
  append({ clock, hasRows, redo, entries }: Draft): Position {
    const position = this.#journal.append({ clock, hasRows, redo, entries })
    this.#unit.redo.grew(entries.length)
    return position
  }

  /** The journal's record is durable: commits the rows, if there are any. Throws where they cannot be; nothing has happened then. */
  keep({ hasRows }: Draft): void {
    if (hasRows) {
      try {
        this.#commit.run()
      } catch (error) {
        this.#room.missed()
        try {
          this.#journal.retract()
        } finally {
          this.abandon()
        }
        throw error
      }
    }
    this.#unit.committed(this.#journal.position)
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
    const session = this.#isShared ? this.#db.createSession() : null
    try {
      this.#begin.run()
      this.#unit.begin()
      const before = this.#rowsChanged()
      for (let index = 0; index < commands.length; index++) {
        running = index
        answers.push(errors.get(index) ?? { ok: this.#do(commands[index] as Command) })
      }
      running = -1
      return this.#finish(commands, answers, before, session)
    } catch (cause) {
      if (isFull(cause)) this.#room.missed()
      this.abandon()
      const error = cause instanceof Error ? cause.message : String(cause)
      if (running < 0)
        return { answers: commands.map((_, index) => errors.get(index) ?? { error }), lines: [], draft: null }
      errors.set(running, { error })
      return null
    } finally {
      session?.close()
    }
  }

  #finish(
    commands: readonly Command[],
    answers: readonly Answer[],
    rowsBefore: number,
    session: Session | null,
  ): Commit {
    const { redo, lines } = this.#unit.finish()
    const hasRows = this.#rowsChanged() > rowsBefore
    const changes = hasRows ? (session?.changeset() ?? null) : null
    if (hasRows) storeLastWithRows(this.#db, this.#journal.position.number + 1)
    else this.#commit.run()
    if (!hasRows && redo === '' && lines.length === 0) {
      this.#unit.committed(this.#journal.position)
      return { answers, lines, draft: null }
    }
    const waits = hasRows || !(this.#unit.blocks?.isCovered ?? false) || !commands.every(([name]) => LEASABLE.has(name))
    return {
      answers,
      lines,
      draft: { clock: this.#unit.now, hasRows, redo, entries: lines.join('\n'), changes, waits },
    }
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
