/**
 * The end of the process: no new calls, those under way are finished (30 s at most) and settled, the store is flushed, exit
 * 0. A second signal exits at once; nothing is lost either way, because every hold was on disk before its call left.
 */
import type { Logger } from 'pino'

const FINISH_MS_MAX = 30_000
/** npm and a process group pass one press of Ctrl-C on more than once. */
const SAME_SIGNAL_MS = 1_000
const LOOK_EVERY_MS = 20

export interface ShutdownParts {
  readonly log: Logger
  readonly callsInFlight: () => number
  /** Resolves when the listener has closed; streams of events end here too. */
  readonly stopAccepting: () => Promise<void>
  readonly closeIdle: () => void
  /** Ends jobs, flushes and closes the store. */
  readonly flush: () => Promise<void>
  readonly elapsedMs: () => number
  readonly exit: (code: number) => void
}

export function onSignals(parts: ShutdownParts, onFirst: () => void): void {
  let firstMs: number | null = null
  const received = (signal: NodeJS.Signals): void => {
    if (firstMs === null) {
      firstMs = parts.elapsedMs()
      onFirst()
      parts.log.info({ signal, in_flight: parts.callsInFlight() }, 'stopping')
      finish(parts).then(
        () => parts.exit(0),
        (error: unknown) => {
          parts.log.error({ err: error }, 'the store did not close in order')
          parts.exit(1)
        },
      )
    } else if (parts.elapsedMs() - firstMs > SAME_SIGNAL_MS) {
      parts.log.warn({ signal }, 'second signal: ending at once')
      parts.exit(1)
    }
  }
  process.on('SIGTERM', received).on('SIGINT', received)
}

async function finish(parts: ShutdownParts): Promise<void> {
  const endMs = parts.elapsedMs() + FINISH_MS_MAX
  void parts.stopAccepting()
  while (parts.callsInFlight() > 0 && parts.elapsedMs() < endMs) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS))
    parts.closeIdle()
  }
  if (parts.callsInFlight() > 0)
    parts.log.warn({ in_flight: parts.callsInFlight() }, 'calls are still under way; their holds stay counted')
  await parts.flush()
}
