/** Columns of a short list of calls, as it stands under a key or a run. A press on a row opens the call. */
import { Ban, Check, CircleDashed, Eye, HelpCircle, Undo2 } from 'lucide-react'
import type { CallRow } from '../api/types.ts'
import { Badge } from './badge.tsx'
import type { Column } from './columns.ts'
import { Money } from './money.tsx'
import { Time } from './time.tsx'

export const CALL_COLUMNS: readonly Column<CallRow>[] = [
  { id: 'time', header: 'When', width: '7.5rem', cell: ({ time }) => <Time at={time} /> },
  { id: 'what', header: 'What became of it', card: 'end', width: '14rem', cell: (row) => <Outcome of={row} /> },
  {
    id: 'operation',
    header: 'Operation',
    card: 'title',
    cell: ({ operation, method, path }) =>
      operation ?? <span className="font-mono text-xs">{`${method} ${path}`}</span>,
  },
  { id: 'label', header: 'Label', width: '12rem', wideOnly: true, cell: ({ key_label }) => key_label ?? '–' },
  { id: 'status', header: 'Status', width: '5rem', align: 'end', wideOnly: true, cell: ({ status }) => status ?? '–' },
  {
    id: 'cost',
    header: 'Counted',
    width: '7rem',
    align: 'end',
    cell: ({ cost_usd, decision }) => <Money usd={decision === 'refused' ? null : cost_usd} />,
  },
]

const STATES = {
  settled: { word: 'settled', icon: Check, tone: 'plain' },
  free: { word: 'free', icon: Check, tone: 'plain' },
  released: { word: 'released', icon: Undo2, tone: 'plain' },
  held: { word: 'held', icon: CircleDashed, tone: 'accent' },
  unknown: { word: 'unknown', icon: HelpCircle, tone: 'warn' },
  assumed: { word: 'assumed', icon: HelpCircle, tone: 'warn' },
} as const

/** The decision and where its money stands, as a word and an icon. */
export function Outcome({ of: { decision, code, state, count } }: { readonly of: CallRow }) {
  if (decision === 'refused')
    return (
      <Badge tone="stop" icon={<Ban size={13} aria-hidden="true" />}>
        {code ?? 'refused'}
        {count > 1 ? ` × ${count.toLocaleString('en-US')}` : ''}
      </Badge>
    )
  const { word, icon: Icon, tone } = STATES[state ?? 'free']
  return (
    <span className="inline-flex gap-1">
      <Badge tone={tone} icon={<Icon size={13} aria-hidden="true" />}>
        {word}
      </Badge>
      {decision === 'observed' ? <Badge icon={<Eye size={13} aria-hidden="true" />}>{code ?? 'observed'}</Badge> : null}
    </span>
  )
}
