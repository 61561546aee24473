import { Download } from 'lucide-react'
import type { CallFilter } from '../../filters/call-filter.ts'
import { type ExportFormat, exportAddress, exportName } from './export-link.ts'

export interface ExportProps {
  readonly filter: CallFilter
  readonly kind: string
  readonly at: number
}

const FORMATS: readonly ExportFormat[] = ['csv', 'jsonl']

/** Links and not buttons: the browser streams them to disk, however long the log is. */
export const Export = ({ filter, kind, at }: ExportProps) => (
  <>
    {FORMATS.map((format) => (
      <a
        key={format}
        href={exportAddress({ filter, kind, format, at })}
        download={exportName({ format, at })}
        className="inline-flex min-h-9 items-center gap-1.5 rounded-md border border-line-strong bg-surface px-3.5 font-medium hover:bg-sunken max-desk:min-h-11"
      >
        <Download size={15} />
        {format.toUpperCase()}
      </a>
    ))}
  </>
)
