/** What the main thread and the audit thread say to each other. */
import type {
  AuditFilter,
  AuditRow,
  CallDetail,
  RefusalFilter,
  RefusalLine,
  SpendFilter,
  SpendLine,
  VerifyReport,
} from '../../audit.ts'

export interface AuditWorkerData {
  readonly dataDir: string
  readonly checkpointKey: Uint8Array
  readonly callsPerFileMax: number
  /** The last batch that is durable. */
  readonly lastBatch: number
}

export interface AuditPage {
  readonly data: readonly AuditRow[]
  readonly nextCursor: string | null
}

/** What can be asked, with its arguments and its answer. */
export interface Questions {
  page: { args: readonly [filter: AuditFilter, limit: number, before: number]; answer: readonly AuditRow[] }
  call: { args: readonly [callId: string]; answer: CallDetail | null }
  spend: { args: readonly [filter: SpendFilter]; answer: readonly SpendLine[] }
  refusals: { args: readonly [filter: RefusalFilter]; answer: readonly RefusalLine[] }
  verify: { args: readonly []; answer: VerifyReport }
  dropBefore: { args: readonly [at: number]; answer: number }
  close: { args: readonly []; answer: number }
}
export type QuestionName = keyof Questions

export type ToAudit =
  /** Everything up to `batch` is durable. */
  | { readonly kind: 'work'; readonly batch: number }
  /** Answered once the log holds everything up to `batch`. */
  | {
      readonly kind: 'ask'
      readonly id: number
      readonly batch: number
      readonly name: QuestionName
      readonly args: readonly unknown[]
    }

export type FromAudit =
  /** `batch`: the last one that is in the log. */
  | { readonly kind: 'open'; readonly batch: number }
  | { readonly kind: 'failed'; readonly error: string }
  | { readonly kind: 'projected'; readonly batch: number }
  /** Nothing is left to project: a later commit must be told of. */
  | { readonly kind: 'idle' }
  | { readonly kind: 'answer'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'refused'; readonly id: number; readonly error: string }
