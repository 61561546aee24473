/** Columns of a short list of calls, as it stands under a key or a run. */
import type { CallRow } from '../../api/types.ts'
import { Counted } from '../../calls/counted.tsx'
import { Decision } from '../../calls/decision.tsx'
import type { Column } from '../../ui/columns.ts'
import { Time } from '../../ui/time.tsx'

export const CALL_COLUMNS: readonly Column<CallRow>[] = [
  { id: 'time', header: 'When', width: '7.5rem', cell: ({ time }) => <Time at={time} />, card: 'plain' },
  { id: 'decision', header: 'Decision', width: '15.5rem', cell: (row) => <Decision row={row} />, card: 'bare' },
  {
    id: 'operation',
    header: 'Operation',
    cell: ({ operation, method, path }) => operation ?? `${method ?? ''} ${path ?? ''}`,
    card: 'title',
  },
  {
    id: 'label',
    header: 'Label',
    width: '22%',
    wideOnly: true,
    cell: ({ key_label }) => key_label ?? '–',
    card: 'plain',
  },
  {
    id: 'counted',
    header: 'Counted',
    width: '8.5rem',
    align: 'end',
    cell: (row) => <Counted row={row} />,
    card: 'end',
  },
]
