/** What helps whoever is asked for help: facts about this server and browser, and nothing that opens or names anything. */
import type { Status } from '../api/types.ts'

export interface DiagnosticsParts {
  readonly status: Status
  readonly role: string
  /** `live`, `broken`, … */
  readonly stream: string
  /** By how much this browser's clock is behind the server's. */
  readonly skewMs: number
  readonly browser: string
}

/** Reasons of brakes and names of principals stay out: people write anything into them. */
export function diagnosticsOf({ status, role, stream, skewMs, browser }: DiagnosticsParts): string {
  const { version, started_at, time, ledger, clock, audit, brakes, sandbox, event_streams } = status
  return JSON.stringify(
    {
      version,
      started_at,
      time,
      ledger,
      clock,
      audit:
        audit === null
          ? null
          : {
              last_seq: audit.last_seq,
              behind: audit.behind,
              caught_up_ms: audit.caught_up_ms,
              verified: audit.verified,
            },
      brakes_engaged: brakes.map(({ vendor }) => vendor ?? 'all'),
      sandbox,
      event_streams,
      role,
      stream,
      browser_clock_behind_ms: skewMs,
      browser,
    },
    null,
    2,
  )
}
