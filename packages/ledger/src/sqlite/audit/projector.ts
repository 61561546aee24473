/**
 * Moves the outbox into the log. It shares the machine with calls under way, so it gives way to them (give-way.ts) and waits
 * for much to come, because a commit costs the same for one call as for thousands; a query that waits makes it go on at once.
 */
import { Log, type LogOptions } from './log.ts'
import type { Outbox } from './outbox.ts'

/** Characters of entries per commit, where so much waits: some 5,000 calls, a tenth of a second. */
const STEP_CHARS = 8_000_000
/** Characters read at once: little enough to be gone before the memory of the thread fills with them. */
const READ_CHARS = 250_000
/** How long records wait for others: one commit then serves them all, and a call's end often joins its beginning. */
const GATHER_MS = 1_000
/** Between the steps of one that has much to do. */
const PAUSE_MS = 10
const RETRY_MS = 1_000

export interface ProjectorEvents {
  projected(batch: number): void
  idle(): void
}

export class Projector {
  readonly #outbox: Outbox
  readonly #options: LogOptions
  readonly #events: ProjectorEvents
  #log: Log
  #timer: NodeJS.Timeout | null = null
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
    const at = this.#log.batch
    if (last < at) this.#log.reposition(last, `the ledger was rolled back from batch ${at} to ${last}`)
  }

  get log(): Log {
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
      let next = RETRY_MS
      try {
        const chars = this.#step()
        if (chars === null) return this.#events.idle()
        next = chars >= STEP_CHARS ? PAUSE_MS : GATHER_MS
      } catch {
        // A full disk may have room again: the outbox keeps everything. A query that waits is told of the fault.
      }
      this.#schedule(next)
    }, ms)
  }

  /** Projects everything up to `batch`, letting other queries go on between steps. */
  async until(batch: number): Promise<void> {
    this.#outbox.grow(batch)
    while (this.#log.batch < batch) {
      if (this.#step() === null) throw new Error(`the journal ends before batch ${batch}`)
      await new Promise((resolve) => setImmediate(resolve))
    }
  }

  /** One commit. Answers with the characters it took, null where nothing was left to do. */
  #step(): number | null {
    try {
      const chars = this.#take()
      if (chars === null) return this.#takeNothing()
      this.#log.commit()
      this.#events.projected(this.#log.batch)
      return chars
    } catch (cause) {
      this.#reopen()
      throw cause
    }
  }

  #take(): number | null {
    let taken: number | null = null
    for (;;) {
      const rows = this.#outbox.after(this.#log.batch, READ_CHARS)
      if (rows.length === 0) return taken
      this.#log.take(rows)
      const chars = rows.reduce((sum, { lines }) => sum + lines.length, 0)
      taken = (taken ?? 0) + chars
      if (chars < READ_CHARS || taken >= STEP_CHARS) return taken
    }
  }

  /** There is nothing to take; batches that were committed and are gone leave their evidence. */
  #takeNothing(): number | null {
    const before = this.#log.batch
    const { last } = this.#outbox
    if (last <= before) return null
    this.#log.reposition(last, `batches ${before + 1} to ${last} vanished unrecorded`)
    this.#events.projected(this.#log.batch)
    return 0
  }

  #reopen(): void {
    this.#log.abandon()
    this.#log = new Log(this.#options)
  }

  close(): void {
    this.#closed = true
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#log.close()
  }
}
