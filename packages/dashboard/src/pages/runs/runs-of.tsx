/** The run of a label. Several principals may use one label: then all of theirs, to choose from. */
import { useQuery } from '@tanstack/react-query'
import { Navigate } from '@tanstack/react-router'
import type { Budget } from '../../api/types.ts'
import { EmptyState } from '../../ui/empty-state.tsx'
import { Loaded } from '../../ui/loaded.tsx'
import { budgetBy } from '../budgets/reads.ts'

export function RunsOf({ label }: { readonly label: string }) {
  const query = useQuery(budgetBy(`run:${label}`, 'runs'))
  return (
    <Loaded query={query} what="the run">
      {({ budget }) =>
        isRun(budget) ? <Navigate to={`/runs/${budget.id}` as never} replace /> : <NoRun label={label} />
      }
    </Loaded>
  )
}

const isRun = ({ kind }: Budget): boolean => kind === 'run'

const NoRun = ({ label }: { readonly label: string }) => (
  <EmptyState title={`No run is called ${label}`}>Runs end a week after their last key.</EmptyState>
)
