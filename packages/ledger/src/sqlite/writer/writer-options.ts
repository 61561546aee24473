/** What a writer is opened with. */
import type { CommitLog } from './commit-log.ts'
import type { Replica } from './replica.ts'

export interface WriterOptions {
  readonly dataDir: string
  /** Tests bound ledger.db and journal, each, to see a full disk. */
  readonly bytesMax?: number | undefined
  /** Tests write rows sooner, to see every interleaving. */
  readonly unwrittenMax?: number | undefined
  /** Tests write fewer rows at once. */
  readonly sliceRows?: number | undefined
  /** Something is durable: its batch, and its entries. */
  readonly onCommit: (batch: number, lines: readonly string[]) => void
  /** Calls that lie in blocks are answered before they are synced. Not with `shared`. */
  readonly leases?: LeaseOptions | undefined
  /** Tests say which kernel it is (boot.ts). */
  readonly bootId?: string | null
  /** The journal is synced up to this batch: where there are leases, later than `onCommit` says it. */
  readonly onDurable?: (batch: number) => void
  /** Where it shares its log with other stores. Absent: its own journal is the log. */
  readonly shared?: SharedLog | undefined
}

/** How tests see more of it in less time. */
export interface LeaseOptions {
  /** At most so long after it was written, a commit is synced. */
  readonly everyMs?: number
  readonly segmentBytes?: number
}

export interface SharedLog {
  /** This store's number among them, not 0. */
  readonly node: number
  /** Opens the log over this store's replica. */
  readonly open: (replica: Replica) => CommitLog
}
