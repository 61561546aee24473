/**
 * Ends of calls that the ledger could not commit (a full disk). They are sent again until they are: without that, the hold
 * would stay in flight and its idempotency key blocked until the next start.
 */
import type { CloseResult } from '@keybrake/ledger'
import type { Logger } from 'pino'

const EVERY_MS = 1_000
/** Each is a small object; more than this many calls are not under way at once. */
const WAITING_MAX = 20_000

export class UnrecordedOutcomes {
  readonly #log: Logger
  readonly #waiting = new Map<string, () => Promise<CloseResult>>()
  #timer: NodeJS.Timeout | null = null
  #retrying = false

  constructor(log: Logger) {
    this.#log = log
  }

  /** How many calls have ended without the ledger knowing how. */
  get waiting(): number {
    return this.#waiting.size
  }

  add(callId: string, close: () => Promise<CloseResult>): void {
    if (this.#waiting.size >= WAITING_MAX) return
    this.#waiting.set(callId, close)
    this.#timer ??= setInterval(() => void this.retry(), EVERY_MS).unref()
  }

  /** Tries each once more. What fails again stays, and becomes `unknown` at the next start. */
  async retry(): Promise<void> {
    // A ledger slower than the timer must not be asked for the same thing by more and more of these.
    if (this.#retrying) return
    this.#retrying = true
    try {
      if (await this.#sendAll()) this.stop()
    } finally {
      this.#retrying = false
    }
  }

  /** Whether all were taken. */
  async #sendAll(): Promise<boolean> {
    for (const [callId, close] of this.#waiting) {
      try {
        await close()
        this.#waiting.delete(callId)
      } catch (error) {
        this.#log.warn(
          { err: error, call_id: callId, waiting: this.#waiting.size },
          'the end of a call still cannot be recorded',
        )
        // Last in line from now on: one that never succeeds must not keep the others waiting.
        this.#waiting.delete(callId)
        this.#waiting.set(callId, close)
        return false
      }
    }
    return true
  }

  stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer)
    this.#timer = null
  }
}
