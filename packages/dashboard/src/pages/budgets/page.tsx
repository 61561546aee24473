/** Shared budgets, nearest to their cap first. */
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Plus } from 'lucide-react'
import { useState } from 'react'
import { useReason } from '../../app/role.ts'
import { Button } from '../../ui/button.tsx'
import { CapLegend } from '../../ui/cap-bar.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { Loaded } from '../../ui/loaded.tsx'
import { PageHead } from '../../ui/page-head.tsx'
import { Table } from '../../ui/table.tsx'
import { BUDGET_COLUMNS } from './budget-columns.tsx'
import { NewBudgetDialog } from './new-budget-dialog.tsx'
import { budgetsNearest } from './reads.ts'

export function Page() {
  const [open, setOpen] = useState(false)
  const navigate = useNavigate()
  const reason = useReason(['operator'], 'make budgets')
  const query = useQuery(budgetsNearest('named'))
  return (
    <>
      <PageHead
        title="Budgets"
        about="Caps that several keys share. A call must fit every budget its key draws on."
        actions={
          <Button variant="primary" icon={<Plus size={16} />} disabledReason={reason} onClick={() => setOpen(true)}>
            Make a budget
          </Button>
        }
      />
      <div className="mb-2 flex justify-end px-4 desk:px-1">
        <CapLegend />
      </div>
      <Loaded query={query} what="budgets">
        {({ data }) => (
          <Table
            caption="Shared budgets, nearest to their cap first"
            columns={BUDGET_COLUMNS}
            rows={data}
            rowKey={({ id }) => id}
            onOpen={({ id }) => void navigate({ to: `/budgets/${id}` as never })}
            empty={
              <EmptyState title="No shared budget">
                <p>
                  Every key has caps of its own. A shared budget caps several together: a team, a month, a campaign.
                  Make one here and name it when a key is issued.
                </p>
              </EmptyState>
            }
          />
        )}
      </Loaded>
      {open ? <NewBudgetDialog onClose={() => setOpen(false)} /> : null}
    </>
  )
}
