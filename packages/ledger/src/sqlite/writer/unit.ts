/**
 * The unit of work of one commit. Verbs load records through it, change them in memory, say so (`touch`) and record entries;
 * `flush` writes each changed record once, so a thousand calls on one budget write one row.
 *
 * A verb decides before it changes anything. A verb that reads by SQL of its own calls `flush` first.
 */
import type { DatabaseSync } from 'node:sqlite'
import { type Instant, instant } from '@keybrake/core'
import type { Entry } from '../../entry.ts'
import { text } from './columns.ts'
import { Memory } from './memory.ts'
import { type Budget, budgetTables } from './records/budget.ts'
import { Brakes, type Connection, connectionTable } from './records/connection.ts'
import {
  type Attempt,
  attemptTable,
  type ClaimRow,
  claimTable,
  type Hold,
  holdTable,
  type ObjectHolds,
  objectTable,
} from './records/hold.ts'
import { type Key, keyTable } from './records/key.ts'
import type { Table } from './table.ts'

const CLOCK = 'ledger_clock'
const CLOCK_STEP_MS = 1000

export class Unit {
  /** For reads of the registry and its small tables. Records of the tables below are never written past them. */
  readonly db: DatabaseSync
  readonly keys: Table<Key>
  readonly budgets: Table<Budget>
  /** `touch` a budget here when only what it counts has changed. */
  readonly counters: Table<Budget>
  readonly holds: Table<Hold>
  readonly attempts: Table<Attempt>
  readonly claims: Table<ClaimRow>
  readonly objects: Table<ObjectHolds>
  readonly connections: Table<Connection>
  readonly brakes: Brakes
  readonly memory = new Memory()
  /** Further refusals of rows that are shared, by row: one entry per commit says how many. */
  readonly moreRefusals = new Map<string, { at: number; count: number }>()
  #lines: string[] = []
  #now: number
  #storedClock: number
  readonly #insertOutbox
  readonly #storeClock

  constructor(db: DatabaseSync) {
    this.db = db
    this.keys = keyTable(db)
    const { budgets, counters } = budgetTables(db)
    this.budgets = budgets
    this.counters = counters
    this.holds = holdTable(db)
    this.attempts = attemptTable(db)
    this.claims = claimTable(db)
    this.objects = objectTable(db)
    this.connections = connectionTable(db)
    this.brakes = new Brakes(db)
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

  /** Writes every changed record. May be called in the middle of a commit. */
  flush(): void {
    this.budgets.flush()
    this.counters.flush()
    this.keys.flush()
    this.connections.flush()
    this.brakes.flush()
    this.holds.flush()
    this.attempts.flush()
    this.claims.flush()
  }

  /** Whether this commit will have an outbox row. */
  get hasEntries(): boolean {
    return this.#lines.length > 0 || this.moreRefusals.size > 0
  }

  /** Writes everything of this commit, the outbox row last. Answers its lines and its batch number, 0 where there is none. */
  finish(): { readonly lines: readonly string[]; readonly batch: number } {
    this.flush()
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
    for (const table of this.#tables()) table.evict()
  }

  /** The commit did not happen: only rows are true. */
  rolledBack(): void {
    this.memory.undo()
    this.#lines = []
    this.moreRefusals.clear()
    this.brakes.drop()
    for (const table of this.#tables()) table.drop()
  }

  #tables(): readonly { evict(): void; drop(): void }[] {
    const { keys, budgets, counters, holds, attempts, claims, objects, connections } = this
    return [keys, budgets, counters, holds, attempts, claims, objects, connections]
  }
}
