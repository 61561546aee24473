import type { SubjectWishes } from './subject.ts'

export interface LedgerJob extends SubjectWishes {
  readonly subject: 'sqliteStore' | 'postgresStore' | 'redisCounter' | 'postgresRows'
  /** Whose CPU counts besides the process's own. */
  readonly serverPids: readonly number[]
  readonly callers: number
  readonly warmUpS: number
  readonly seconds: number
}

export interface LedgerResult {
  readonly perSecond: number
  readonly p50Us: number
  readonly p99Us: number
  /** Of the client, the server and what they put off. */
  readonly cpuUsPerReservation: number
  /** Told `admitted` since the start, and what the ledger itself counts: must be equal. */
  readonly reserved: number
  readonly counted: number
}
