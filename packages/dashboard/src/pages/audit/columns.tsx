import type { AuditRow } from '../../api/types.ts'
import { Counted } from '../../calls/counted.tsx'
import { Decision } from '../../calls/decision.tsx'
import type { Column } from '../../ui/columns.ts'
import { Time } from '../../ui/time.tsx'

/** Calls and admin actions in one list. */
export const AUDIT_COLUMNS: readonly Column<AuditRow>[] = [
  {
    id: 'time',
    header: 'Time',
    width: '10rem',
    cell: ({ time }) => (
      <span className="text-ink-2">
        <Time at={time} as="second" />
      </span>
    ),
    card: 'plain',
  },
  {
    id: 'what',
    header: 'What',
    cell: (row) =>
      row.kind === 'admin' ? (
        <span className="font-medium">{row.action}</span>
      ) : (
        <>
          <span className="text-ink-3">{row.vendor}</span>{' '}
          <span className="font-medium">{row.operation ?? `${row.method ?? ''} ${row.path ?? ''}`}</span>
        </>
      ),
    card: 'title',
  },
  {
    id: 'decision',
    header: 'Decision',
    width: '15.5rem',
    cell: (row) => (row.kind === 'call' ? <Decision row={row} /> : <span className="text-ink-3">admin action</span>),
    card: 'bare',
  },
  {
    id: 'subject',
    header: 'Label or subject',
    width: '22%',
    cell: (row) => (row.kind === 'admin' ? row.subject : (row.key_label ?? row.key_id)),
    card: 'plain',
  },
  {
    id: 'who',
    header: 'Principal',
    width: '9rem',
    wideOnly: true,
    cell: ({ principal }) => principal ?? '–',
    card: 'plain',
  },
  {
    id: 'counted',
    header: 'Counted',
    width: '8.5rem',
    align: 'end',
    cell: (row) => (row.kind === 'call' ? <Counted row={row} /> : null),
    card: 'end',
  },
]
