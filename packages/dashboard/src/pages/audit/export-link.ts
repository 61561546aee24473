/** The address that streams the whole of a filter's result as a file, and the name of the file. */
import { address } from '../../api/http.ts'
import { type CallFilter, toQuery } from '../../filters/call-filter.ts'

export type ExportFormat = 'csv' | 'jsonl'

export interface ExportParts {
  readonly filter: CallFilter
  readonly kind: string
  readonly format: ExportFormat
  /** When the list was read, in milliseconds of the epoch: a period ends there, as on the screen. */
  readonly at: number
}

export const exportAddress = ({ filter, kind, format, at }: ExportParts): string =>
  address('/vault/audit', { ...toQuery(filter, at), kind, format })

/** `keybrake-audit-2026-11-29T2300Z.csv` */
export const exportName = ({ format, at }: Pick<ExportParts, 'format' | 'at'>): string =>
  `keybrake-audit-${new Date(at).toISOString().slice(0, 16).replace(':', '')}Z.${format}`
