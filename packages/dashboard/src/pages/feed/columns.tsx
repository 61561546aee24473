import { Counted } from '../../calls/counted.tsx'
import { Decision } from '../../calls/decision.tsx'
import { originalAmount } from '../../calls/original-amount.ts'
import type { CallRow } from '../../api/types.ts'
import type { Column } from '../../ui/columns.ts'
import { Time } from '../../ui/time.tsx'

export const FEED_COLUMNS: readonly Column<CallRow>[] = [
  {
    id: 'time',
    header: 'Time',
    width: '5.75rem',
    cell: ({ time }) => <Time at={time} as="clock" className="text-ink-2" />,
    card: 'plain',
  },
  { id: 'decision', header: 'Decision', width: '15.5rem', cell: (row) => <Decision row={row} />, card: 'bare' },
  {
    id: 'operation',
    header: 'Operation',
    cell: ({ vendor, operation, method, path }) => (
      <span className="inline-flex max-w-full items-baseline gap-1.5">
        <span className="shrink-0 text-ink-3">{vendor}</span>
        <span className="truncate font-medium">{operation ?? `${method ?? ''} ${path ?? ''}`}</span>
      </span>
    ),
    card: 'title',
  },
  {
    id: 'label',
    header: 'Label',
    width: '22%',
    cell: ({ key_label, run, key_id }) => (
      <>
        {key_label ?? <span className="text-ink-3">{key_id}</span>}
        {run === null || run === key_label ? null : <span className="ml-1.5 text-ink-3">{run}</span>}
      </>
    ),
    card: 'plain',
  },
  {
    id: 'amount',
    header: 'Asked',
    width: '7.5rem',
    align: 'end',
    wideOnly: true,
    cell: (row) => <span className="text-ink-2">{originalAmount(row) ?? '–'}</span>,
    card: 'none',
  },
  {
    id: 'counted',
    header: 'Counted',
    width: '8.5rem',
    align: 'end',
    cell: (row) => <Counted row={row} />,
    card: 'end',
  },
  {
    id: 'latency',
    header: 'Took',
    width: '5rem',
    align: 'end',
    wideOnly: true,
    cell: ({ latency_ms: ms }) => <span className="text-ink-3">{ms === null ? '–' : tookText(ms)}</span>,
    card: 'none',
  },
]

const tookText = (ms: number): string => (ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`)
