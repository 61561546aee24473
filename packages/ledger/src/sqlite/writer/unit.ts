/**
 * The unit of work of one commit. Verbs load records through it, change them in memory, say so (`touch`) and record entries.
 * Holds and counters go to `redo`, and many commits later to their rows, each once: a thousand calls on one budget write one
 * row. All other records change seldom and go to their rows with the commit.
 *
 * A verb decides before it changes anything. A verb that reads by SQL of its own calls `flush` first: that of the table it
 * reads, or the unit's for holds and counters.
 */
import type { DatabaseSync } from 'node:sqlite'
import { type Instant, instant } from '@keybrake/core'
import type { Entry } from '../../entry.ts'
import { text } from './columns.ts'
import { Memory } from './memory.ts'
import { Answers } from './records/answers.ts'
import { AwaitedPrices } from './records/awaited-prices.ts'
import { type Budget, budgetTables } from './records/budget.ts'
import { Brakes, type Connection, connectionTable } from './records/connection.ts'
import { type Attempt, attemptTable } from './records/attempt.ts'
import { Holds } from './records/holds.ts'
import { type Key, keyTable } from './records/key.ts'
import { Redo, type RedoBounds } from './redo.ts'
import type { RedoTable } from './redo-table.ts'
import type { Table } from './table.ts'

const CLOCK = 'ledger_clock'
const CLOCK_STEP_MS = 1000

export class Unit {
  /** For reads of the registry and its small tables. Records of the tables below are never written past them. */
  readonly db: DatabaseSync
  readonly keys: Table<Key>
  readonly budgets: Table<Budget>
  /** `touch` a budget here when only what it counts has changed. */
  readonly counters: RedoTable<number, Budget>
  readonly holds: Holds
  readonly attempts: Table<Attempt>
  readonly connections: Table<Connection>
  readonly brakes: Brakes
  readonly awaitedPrices: AwaitedPrices
  readonly answers: Answers
  readonly memory = new Memory()
  /** Further refusals of rows that are shared, by row: one entry per commit says how many. */
  readonly moreRefusals = new Map<string, { at: number; count: number }>()
  #lines: string[] = []
  #now: number
  #storedClock: number
  readonly #tables: readonly { evict(): void; drop(): void }[]
  readonly #redo: Redo
  readonly #insertOutbox
  readonly #storeClock

  /** Brings the rows up to date first, where the last process ended before it could. */
  static open(db: DatabaseSync, redoBounds: RedoBounds): Unit {
    new Unit(db, redoBounds).#redo.replay()
    // What the first one read of the rows is old now.
    return new Unit(db, redoBounds)
  }

  private constructor(db: DatabaseSync, redoBounds: RedoBounds) {
    this.db = db
    this.keys = keyTable(db)
    const { budgets, counters } = budgetTables(db)
    this.budgets = budgets
    this.counters = counters
    this.holds = new Holds(db)
    this.attempts = attemptTable(db)
    this.#redo = new Redo(db, [counters, this.holds.redo], redoBounds)
    this.connections = connectionTable(db)
    this.brakes = new Brakes(db)
    this.awaitedPrices = new AwaitedPrices(db)
    this.answers = new Answers(db)
    this.#tables = [this.keys, budgets, this.connections, this.attempts]
    this.#insertOutbox = db.prepare('INSERT INTO outbox (lines) VALUES (?)')
    this.#storeClock = db.prepare('REPLACE INTO settings (name, value) VALUES (?, ?)')
    const row = db.prepare('SELECT value FROM settings WHERE name = ?').get(CLOCK)
    this.#now = row === undefined ? 0 : Number.parseInt(text(row, 'value'), 10)
    this.#storedClock = this.#now
  }

  /** The ledger's time: the command's, but never before a time that was seen. */
  time(at: Instant): Instant {
    if (at > this.#now) this.#now = at
    return instant(this.#now)
  }

  /** The highest time so far. */
  get now(): Instant {
    return instant(this.#now)
  }

  /** Adds an entry to this commit. */
  record(entry: Entry): void {
    this.#lines.push(JSON.stringify(entry))
  }

  /** The same for an entry whose JSON text is made already. It holds no line break. */
  recordText(line: string): void {
    this.#lines.push(line)
  }

  /** Writes every changed record to its row. May be called in the middle of a commit. */
  flush(): void {
    this.#flushAtOnce()
    this.#redo.write()
  }

  /** Whether rows are behind what was committed. */
  get isBehind(): boolean {
    return this.#redo.isBehind
  }

  /** Records that change seldom. */
  #flushAtOnce(): void {
    this.budgets.flush()
    this.keys.flush()
    this.connections.flush()
    this.brakes.flush()
    this.attempts.flush()
  }

  /** Whether this commit will have an outbox row. */
  get hasEntries(): boolean {
    return this.#lines.length > 0 || this.moreRefusals.size > 0
  }

  /** Writes everything of this commit, the outbox row last. Answers its lines and its batch number, 0 where there is none. */
  finish(): { readonly lines: readonly string[]; readonly batch: number } {
    this.#flushAtOnce()
    this.#redo.finish()
    for (const [id, { at, count }] of this.moreRefusals) this.record({ k: 'more', id, t: at, n: count })
    this.moreRefusals.clear()
    const lines = this.#lines
    if (lines.length === 0) return { lines, batch: 0 }
    this.#lines = []
    if (this.#now >= this.#storedClock + CLOCK_STEP_MS) this.#storeClock.run(CLOCK, String(this.#now))
    const { lastInsertRowid } = this.#insertOutbox.run(lines.join('\n'))
    return { lines, batch: Number.parseInt(String(lastInsertRowid), 10) }
  }

  /** The commit is durable. */
  committed(): void {
    if (this.#now >= this.#storedClock + CLOCK_STEP_MS) this.#storedClock = this.#now
    this.memory.keep()
    this.#redo.committed()
    this.holds.committed()
    for (const table of this.#tables) table.evict()
  }

  /** The commit did not happen: only rows and redo are true. */
  rolledBack(): void {
    this.memory.undo()
    this.#lines = []
    this.moreRefusals.clear()
    this.brakes.drop()
    this.#redo.rolledBack()
    this.holds.rolledBack()
    for (const table of this.#tables) table.drop()
  }
}
