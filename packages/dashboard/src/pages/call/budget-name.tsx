import type { BudgetLine, CallRow } from '../../api/types.ts'
import { Link } from '../../app/link.tsx'
import { RunLink } from './run-link.tsx'

export interface BudgetNameProps {
  readonly line: BudgetLine
  readonly row: CallRow
}

/** Leads to what can be changed or stopped: the key, the run. */
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
        run <RunLink label={row.run} />
      </>
    )
  return <>{kind === 'connection' ? `connection ${budget}` : budget}</>
}
