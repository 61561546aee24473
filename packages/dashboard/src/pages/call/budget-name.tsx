import type { BudgetLine, CallRow } from '../../api/types.ts'
import { Link } from '../../app/link.tsx'

export interface BudgetNameProps {
  readonly line: BudgetLine
  readonly row: CallRow
}

/** Leads to the calls that drew on it, as far as the log can be asked for them. */
export function BudgetName({ line: { budget, kind }, row }: BudgetNameProps) {
  if (kind === 'key' && budget === `key:${row.key_id}`)
    return (
      <>
        key <Link to={`/keys/${row.key_id}`}>{row.key_label ?? row.key_id}</Link>
      </>
    )
  if (kind === 'run' && row.run !== null)
    return (
      <>
        run{' '}
        <Link to="/" search={{ run: row.run }}>
          {row.run}
        </Link>
      </>
    )
  return <>{kind === 'connection' ? `connection ${budget}` : budget}</>
}
