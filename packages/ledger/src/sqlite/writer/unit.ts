/**
 * The unit of work of one commit. Verbs load records through it, change them in memory, say so (`touch`) and record entries.
 * Holds and counters go to the journal, and many commits later to their rows, each once: a thousand calls on one budget write
 * one row. All other records change seldom and go to their rows with the commit.
 *
 * A verb decides before it changes anything. A verb that reads by SQL of its own calls `flush` of the table it reads first; one
 * that reads rows of holds or counters is in `ROW_READERS`.
 */
import type { DatabaseSync } from 'node:sqlite'
import { type Instant, instant } from '@keybrake/core'
import type { Entry } from '../../entry.ts'
import type { Position } from '../journal/journal.ts'
import type { Blocks } from './blocks.ts'
import { type CallEvents, followCall } from './follow-call.ts'
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
import type { Mark } from './journal-mark.ts'
import type { Table } from './table.ts'

/** What is followed: where the journal has it, and which store it is of. */
export interface Followed {
  readonly position: Position
  readonly node: number
  readonly clock: number
  readonly redo: string
  readonly entries: string
  /** Rows of other tables than holds and counters changed. */
  readonly hasRows: boolean
}

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
  moreRefusals = new Map<string, { at: number; count: number }>()
  /** Calls that this store admitted in a commit it gave up, and that the log has all the same: nobody was told, nothing was sent. */
  readonly givenUp = new Set<string>()
  readonly redo: Redo
  /** Null: every call waits for the disk. */
  readonly blocks: Blocks | null
  #lines: string[] = []
  #now: number
  #position: Position
  readonly #tables: readonly { evict(): void; drop(): void }[]

  /** This store's number among those that share a log; 0: it shares none. */
  readonly node: number

  /** @param at where the journal stands */
  constructor(db: DatabaseSync, redoBounds: RedoBounds, at: Mark, node: number, blocks: Blocks | null = null) {
    this.db = db
    this.node = node
    this.blocks = blocks
    const isShared = node !== 0
    this.keys = keyTable(db)
    const { budgets, counters } = budgetTables(db, isShared)
    this.budgets = budgets
    this.counters = counters
    this.holds = new Holds(db, isShared)
    this.attempts = attemptTable(db)
    this.redo = new Redo(db, [counters, this.holds.redo], redoBounds)
    this.connections = connectionTable(db)
    this.brakes = new Brakes(db)
    this.awaitedPrices = new AwaitedPrices(db)
    this.answers = new Answers(db)
    this.#tables = [this.keys, budgets, this.connections, this.attempts]
    this.#now = at.clock
    this.#position = at
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

  /** The batch that this commit's entries will have. */
  get batch(): number {
    return this.#position.batch + 1
  }

  /** The last batch, this commit's included. */
  get lastBatch(): number {
    return this.#lines.length > 0 || this.moreRefusals.size > 0 ? this.batch : this.#position.batch
  }

  /** Where the journal stands. */
  get mark(): Mark {
    return { ...this.#position, clock: this.#now }
  }

  /** Begins the verbs of a commit. */
  begin(): void {
    this.blocks?.begin(this.#position.number + 1)
  }

  /** Ends the verbs of a commit: what is to be written of it. Records that change seldom are in their rows. */
  finish(): { readonly redo: string; readonly lines: readonly string[] } {
    this.budgets.flush()
    this.keys.flush()
    this.connections.flush()
    this.brakes.flush()
    this.attempts.flush()
    const redo = this.redo.pack()
    if (this.moreRefusals.size > 0) {
      for (const [id, { at, count }] of this.moreRefusals) this.record({ k: 'more', id, t: at, n: count })
      this.moreRefusals = new Map()
    }
    const lines = this.#lines
    this.#lines = []
    return { redo, lines }
  }

  /** The commit is durable. */
  committed(position: Position): void {
    this.#position = position
    this.memory.keep()
    this.redo.committed()
    this.holds.committed()
    for (const table of this.#tables) table.evict()
  }

  /** A commit of the log that this store did not run, or gave up: the journal has it now. */
  follow({ position, node, clock, redo, entries, hasRows }: Followed): void {
    this.#position = position
    if (clock > this.#now) this.#now = clock
    this.redo.follow(redo)
    const events = node === this.node ? this.#ownCalls : this.#callsOf(node)
    if (entries !== '') for (const line of entries.split('\n')) followCall(line, events)
    if (!hasRows) return
    for (const table of this.#tables) table.drop()
    this.brakes.drop()
  }

  /** Only a commit that was given up is followed by its own store. */
  readonly #ownCalls: CallEvents = {
    began: (callId) => void this.givenUp.add(callId),
    ended: (callId) => {
      this.givenUp.delete(callId)
      this.memory.unfollow(callId)
    },
  }

  #callsOf(node: number): CallEvents {
    return {
      began: (callId, keyId, at) =>
        this.memory.follow(callId, keyId, at, node, this.keys.get(keyId)?.ratePerMs ?? null),
      ended: (callId) => this.memory.unfollow(callId),
    }
  }

  /** The commit did not happen: only rows and journal are true. */
  rolledBack(): void {
    this.memory.undo()
    this.#lines = []
    this.moreRefusals = new Map()
    this.brakes.drop()
    this.redo.rolledBack()
    this.holds.rolledBack()
    for (const table of this.#tables) table.drop()
  }
}
