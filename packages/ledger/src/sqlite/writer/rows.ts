/**
 * The rows of holds and counters, which follow the commits: in slices between which calls go on, when many records wait or none
 * has come for a while. What is durable in its row, and in the audit log, the journal may forget.
 */
import type { DatabaseSync } from 'node:sqlite'
import type { Journal } from '../journal/journal.ts'
import { Checkpointer } from './checkpointer.ts'
import { integer } from './columns.ts'
import type { CommitLog } from './commit-log.ts'
import type { WalSync } from './database.ts'
import type { Mark } from './journal-mark.ts'
import type { Unit } from './unit.ts'

/** Rows are brought up to date when no command has come for so long. */
const IDLE_MS = 250
/** Rows written at once: a millisecond or two, as calls wait meanwhile. */
const SLICE_ROWS = 64
/** Between two slices calls have the thread for so many times as long as one took, */
const REST_FACTOR = 2
/** unless so many records wait. */
const PRESSING_RECORDS = 20_000

export interface RowsParts {
  readonly db: DatabaseSync
  readonly dataDir: string
  readonly unit: Unit
  readonly journal: Journal
  readonly log: CommitLog
  readonly walSync: WalSync
  readonly sliceRows: number | undefined
  /** Whether nothing is being committed, and the ledger is well. */
  readonly mayWrite: () => boolean
  /** A sync failed: nobody knows which rows are on disk, and a later sync that succeeds proves nothing. */
  readonly onLost: (error: Error) => void
}

export class Rows {
  readonly #parts: RowsParts
  readonly #checkpointer: Checkpointer
  readonly #changes
  #idle: NodeJS.Timeout | null = null
  #isQuiet = true
  #isTidying = false
  #syncs = 0
  #whenSynced: (() => void)[] = []
  /** Up to where rows are durable, and up to where the audit log is. */
  #inRows = 0
  #projected = 0

  constructor(parts: RowsParts) {
    this.#parts = parts
    this.#checkpointer = new Checkpointer(parts.dataDir)
    this.#changes = parts.db.prepare('SELECT total_changes() AS n')
    // What the last process left went to rows when the ledger opened.
    this.#wrote(parts.unit.mark)
  }

  /** Whether no command has come for a while. */
  get isQuiet(): boolean {
    return this.#isQuiet
  }

  /** A command came. */
  stir(): void {
    this.#isQuiet = false
    this.#idle ??= setTimeout(this.#whenIdle, IDLE_MS)
  }

  /** A commit ended: where many records wait for their rows, the next slice is written. */
  tidyWhereDue(): void {
    if (this.#parts.unit.redo.isDue) this.#tidy()
  }

  /** Writes every row that waits. Throws where the disk does not take it. */
  flush(): void {
    const { redo, mark } = this.#parts.unit
    while (redo.behind > 0) this.#wrote(redo.write(Number.POSITIVE_INFINITY, mark))
  }

  /** The audit log has everything up to this batch. */
  projected(batch: number): void {
    this.#projected = Math.max(this.#projected, batch)
    this.#trim()
  }

  /** Nothing is begun any more by itself. */
  stop(): void {
    if (this.#idle !== null) clearTimeout(this.#idle)
  }

  /** Ends the copying of the write-ahead log. */
  async endCheckpoint(): Promise<void> {
    await this.#checkpointer.close()
  }

  /** Resolves when no sync of rows is under way. */
  async synced(): Promise<void> {
    while (this.#syncs > 0) await new Promise<void>((resolve) => this.#whenSynced.push(resolve))
  }

  readonly #whenIdle = (): void => {
    this.#idle = null
    if (this.#isQuiet) this.#tidy()
    else this.#idle = setTimeout(this.#whenIdle, IDLE_MS)
    this.#isQuiet = true
  }

  #tidy(restMs = 0): void {
    if (this.#isTidying) return
    this.#isTidying = true
    if (restMs === 0) setImmediate(this.#slice)
    else setTimeout(this.#slice, restMs)
  }

  /** Where it may not be done now, the end of what is under way comes back here. */
  get #mayWrite(): boolean {
    return this.#parts.mayWrite() && !this.#checkpointer.isRunning
  }

  readonly #slice = (): void => {
    if (!this.#mayWrite) {
      this.#isTidying = false
      return
    }
    const { unit, log } = this.#parts
    const { number } = unit.redo.begin(unit.mark)
    log.whenDurable(number, (error) => {
      this.#isTidying = false
      if (error === null && this.#mayWrite) this.#writeSlice()
    })
  }

  #writeSlice(): void {
    const { unit, sliceRows = SLICE_ROWS } = this.#parts
    const { redo } = unit
    const before = process.threadCpuUsage()
    try {
      this.#wrote(redo.write(sliceRows, unit.mark))
    } catch (cause) {
      // A disk that is full or failing: the journal has everything, and the next commits try again. A fault of ours must be seen.
      if (!isOfDatabase(cause)) throw cause
      return
    }
    if (!redo.isDue && !(this.#isQuiet && redo.behind > 0)) return
    const { user, system } = process.threadCpuUsage(before)
    const isPressing = this.#isQuiet || redo.behind > PRESSING_RECORDS
    this.#tidy(isPressing ? 0 : (REST_FACTOR * (user + system)) / 1_000)
  }

  /** A generation is in its rows: once these are durable, the journal may forget it. */
  #wrote(mark: Mark | null): void {
    if (mark === null) return
    const row = this.#changes.get()
    const changes = row === undefined ? 0 : integer(row, 'n')
    if (this.#checkpointer.isDue(changes)) this.#checkpointer.run(changes, () => this.#tidy())
    this.#syncs++
    this.#parts.walSync.sync((error) => {
      this.#syncs--
      if (error === null) {
        this.#inRows = mark.number
        this.#trim()
      } else this.#parts.onLost(error)
      if (this.#syncs === 0) for (const resolve of this.#whenSynced.splice(0)) resolve()
    })
  }

  #trim(): void {
    this.#parts.journal.trim({ number: this.#inRows, batch: this.#projected })
  }
}

const isOfDatabase = (cause: unknown): boolean =>
  cause instanceof Error && 'code' in cause && cause.code === 'ERR_SQLITE_ERROR'
