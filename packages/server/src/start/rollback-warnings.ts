/**
 * Set-ups in which the ledger can go back to an earlier state behind our back, for `/readyz`: money that was spent would then be
 * spent again. A standby is added while processes run, so it is asked again and again; whoever asks for readiness never waits for
 * it, and cannot have it asked more often.
 */
import type { Clock } from '@keybrake/core'
import type { Logger } from 'pino'
import { doubtfulDisk } from './doubtful-disk.ts'

const FRESH_MS = 60_000

export class RollbackWarnings {
  readonly #ask: () => Promise<readonly string[]>
  readonly #clock: Pick<Clock, 'elapsedMs'>
  readonly #log: Pick<Logger, 'warn'>
  #known: readonly string[] = []
  #askedMs = Number.NEGATIVE_INFINITY
  #isAsking = false

  constructor(ask: () => Promise<readonly string[]>, clock: Pick<Clock, 'elapsedMs'>, log: Pick<Logger, 'warn'>) {
    this.#ask = ask
    this.#clock = clock
    this.#log = log
    this.#refresh()
  }

  /** As of when they were last asked for, a minute ago at most where someone asks all the time. */
  get current(): readonly string[] {
    if (this.#clock.elapsedMs() - this.#askedMs >= FRESH_MS) this.#refresh()
    return this.#known
  }

  #refresh(): void {
    if (this.#isAsking) return
    this.#isAsking = true
    this.#askedMs = this.#clock.elapsedMs()
    this.#ask()
      .then((found) => this.#take(found))
      // Whether it can be reached at all is readiness itself; what was found before still stands.
      .catch((error: unknown) =>
        this.#log.warn({ err: error }, 'whether the ledger can be rolled back could not be asked'),
      )
      .finally(() => {
        this.#isAsking = false
      })
  }

  #take(found: readonly string[]): void {
    for (const warning of found)
      if (!this.#known.includes(warning)) this.#log.warn({ warning }, 'the ledger can go back')
    this.#known = found
  }
}

/** Of the embedded store: where its files are. */
export function folderWarnings(dataDir: string): readonly string[] {
  const doubt = doubtfulDisk(dataDir)
  return doubt === null ? [] : [`the data folder is on ${doubt}`]
}
