/** Unknown holds whose vendor window is over become `assumed`: still counted in full, and no longer waited for. */
import type { Clock } from '@keybrake/core'
import type { Ledger } from '@keybrake/ledger'
import type { Logger } from 'pino'

const EVERY_MS = 60_000

/** Runs until the returned function is called. */
export function startAssuming(ledger: Ledger, clock: Clock, log: Logger): () => void {
  const timer = setInterval(() => {
    ledger.assume(clock.now()).then(
      (count) => {
        if (count > 0) log.warn({ count }, 'holds of unknown outcome are now assumed spent')
      },
      (error: unknown) => log.error({ err: error }, 'unknown holds could not be looked through'),
    )
  }, EVERY_MS)
  timer.unref()
  return () => clearInterval(timer)
}
