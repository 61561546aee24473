/** The audit log is kept for as long as the operator says: files whose every entry is older are dropped, whole, an hour at a time. */
import { type Clock, instant } from '@keybrake/core'
import type { AuditLog } from '@keybrake/ledger'
import type { Logger } from 'pino'
import { startRounds } from './rounds.ts'

const EVERY_MS = 3_600_000

/**
 * @param retentionMs null: everything is kept
 * @returns what ends it
 */
export function startRetention(
  retentionMs: number | null,
  audit: Pick<AuditLog, 'dropBefore'>,
  clock: Clock,
  log: Logger,
): () => Promise<void> {
  if (retentionMs === null) return () => Promise.resolve()
  return startRounds(
    EVERY_MS,
    async () => {
      const count = await audit.dropBefore(instant(clock.now() - retentionMs))
      if (count > 0) log.info({ files: count }, 'files of the audit log that are older than its retention were dropped')
    },
    (error) => log.error({ err: error }, 'old files of the audit log could not be dropped'),
  )
}
