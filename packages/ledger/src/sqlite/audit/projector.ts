/**
 * Moves the outbox into the log. It shares the machine with calls under way, so it gives way to them (../../give-way.ts): it waits
 * for much to come, because a commit costs the same for one call as for thousands, and then takes a little at a time. Who
 * wants to read the log makes it go on at once.
 */
import { Log, type LogOptions } from './log.ts'
import type { Outbox } from './outbox.ts'

/** Characters of entries per commit, where so much waits: some 5,000 calls, a tenth of a second. */
const COMMIT_CHARS = 8_000_000
/** Characters taken at once: a millisecond or less, as calls on the same core are no faster meanwhile. */
const TAKE_CHARS = 50_000
/** How long records wait for others: one commit then serves them all, and a call's end often joins its beginning. */
const GATHER_MS = 1_000
/** After each taking, calls have the core for so many times as long as it took. */
const REST_FACTOR = 2
const RETRY_MS = 1_000

export interface ProjectorEvents {
  projected(batch: number): void
  idle(): void
}

export class Projector {
  readonly #outbox: Outbox
  readonly #options: LogOptions
  readonly #events: ProjectorEvents
  /** Null: a fault ended it, and it could not be begun again yet. */
  #log: Log | null
  #timer: NodeJS.Timeout | null = null
  /** Characters that were taken since the last commit. */
  #taken = 0
  #readers = 0
  #closed = false

  constructor(outbox: Outbox, options: LogOptions, events: ProjectorEvents) {
    this.#outbox = outbox
    this.#options = options
    this.#events = events
    this.#log = new Log(options)
    this.#noticeRollback()
  }

  /**
   * A ledger older than the log (a restored copy) gives used batch numbers to new records. The log says so in its chain and
   * follows the ledger.
   */
  #noticeRollback(): void {
    const { last } = this.#outbox
    const at = this.log.batch
    if (last < at) this.log.reposition(last, `the ledger was rolled back from batch ${at} to ${last}`)
  }

  /** Throws where it can't be opened. */
  get log(): Log {
    this.#log ??= new Log(this.#options)
    return this.#log
  }

  /** Everything up to `batch` was recorded: project it soon. */
  wake(batch: number): void {
    this.#outbox.grow(batch)
    this.#schedule(GATHER_MS)
  }

  #schedule(ms: number): void {
    if (this.#timer !== null || this.#closed) return
    this.#timer = setTimeout(() => {
      this.#timer = null
      let next: number | null = RETRY_MS
      try {
        next = this.#work()
      } catch {
        // A full disk may have room again: the outbox keeps everything. A query that waits is told of the fault.
      }
      if (next === null) this.#events.idle()
      else this.#schedule(next)
    }, ms)
  }

  /** Takes a little. Answers with how long to wait for the next time (ms), null where nothing was left to do. */
  #work(): number | null {
    const before = process.threadCpuUsage()
    const chars = this.#take()
    if (chars === null && this.#taken === 0) return this.#takeNothing() ? GATHER_MS : null
    const isLast = (chars ?? 0) < TAKE_CHARS
    // Readers must not see what is not committed.
    if (isLast || this.#taken >= COMMIT_CHARS || this.#readers > 0) this.#commit()
    if (isLast) return GATHER_MS
    const { user, system } = process.threadCpuUsage(before)
    return (REST_FACTOR * (user + system)) / 1_000
  }

  /**
   * Projects everything up to `batch`, then reads the log. Other readers go on between steps.
   *
   * @throws Error where it cannot be projected
   */
  async read<T>(batch: number, question: () => T | Promise<T>): Promise<T> {
    this.#outbox.grow(batch)
    this.#readers++
    try {
      while (this.#taken > 0 || this.log.batch < batch) {
        this.#takeAll(batch)
        await new Promise((resolve) => setImmediate(resolve))
      }
      return await question()
    } finally {
      this.#readers--
    }
  }

  /** One commit of all that is there. */
  #takeAll(batch: number): void {
    while (this.#taken < COMMIT_CHARS) {
      const chars = this.#take()
      if (chars === null || chars < TAKE_CHARS) break
    }
    if (this.#taken > 0) this.#commit()
    else if (!this.#takeNothing()) throw new Error(`the journal ends before batch ${batch}`)
  }

  /** Answers with the characters it took, null where there are none. */
  #take(): number | null {
    return this.#whole(() => {
      const rows = this.#outbox.after(this.log.batch, TAKE_CHARS)
      if (rows.length === 0) return null
      const chars = rows.reduce((sum, { lines }) => sum + lines.length, 0)
      // Before it is taken: where that fails halfway, there is something to abandon.
      this.#taken += chars
      this.log.take(rows)
      return chars
    })
  }

  #commit(): void {
    this.#whole(() => {
      this.log.commit()
      this.#taken = 0
    })
    this.#events.projected(this.log.batch)
  }

  /** After a fault the log begins again where its last commit ended: what it knows besides is of a commit that never was. */
  #whole<T>(work: () => T): T {
    try {
      return work()
    } catch (cause) {
      const log = this.#log
      this.#log = null
      this.#taken = 0
      log?.abandon()
      throw cause
    }
  }

  /** There is nothing to take; batches that were committed and are gone leave their evidence. Says whether there are such. */
  #takeNothing(): boolean {
    const before = this.log.batch
    const { last } = this.#outbox
    if (last <= before) return false
    this.#whole(() => this.log.reposition(last, `batches ${before + 1} to ${last} vanished unrecorded`))
    this.#events.projected(this.log.batch)
    return true
  }

  close(): void {
    this.#closed = true
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#log?.close()
  }
}
