/** One shared budget: its caps, what draws on it, and what it was spent on. */
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { Ban, Pencil, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { useReason } from '../../app/role.ts'
import { Button } from '../../ui/button.tsx'
import { CapLegend } from '../../ui/cap-bar.tsx'
import { Given } from '../../ui/given.tsx'
import { Loaded } from '../../ui/loaded.tsx'
import { PageHead } from '../../ui/page-head.tsx'
import { PageSection } from '../../ui/page-section.tsx'
import { Time } from '../../ui/time.tsx'
import { CapList } from '../keys/cap-list.tsx'
import { DrawingKeys } from '../keys/drawing-keys.tsx'
import { RevokeDialog } from '../keys/revoke/revoke-dialog.tsx'
import { counted } from '../words.ts'
import { BesideList } from './beside-list.tsx'
import { budgetName } from './budget-columns.tsx'
import { ChangeBudgetDialog } from './change-budget-dialog.tsx'
import { DeleteBudgetDialog } from './delete-budget-dialog.tsx'
import { budgetBy, type VersionedBudget } from './reads.ts'

export function Page() {
  const { id = '' } = useParams({ strict: false }) as { readonly id?: string }
  const query = useQuery(budgetBy(id))
  return (
    <Loaded query={query} what="the budget">
      {(versioned) => <BudgetDetail of={versioned} />}
    </Loaded>
  )
}

function BudgetDetail({ of: versioned }: { readonly of: VersionedBudget }) {
  const { budget } = versioned
  return (
    <>
      <PageHead
        title={budgetName(budget)}
        about={
          <>
            Counts since <Time at={budget.created_at} as="full" />. {counted(budget.live_keys, 'live key')}{' '}
            {budget.live_keys === 1 ? 'draws' : 'draw'} on it, {counted(budget.open_holds, 'hold')} open.
          </>
        }
        actions={<Actions of={versioned} />}
      />
      <PageSection title="Caps" aside={<CapLegend />} boxed>
        <CapList lines={budget.budgets} />
      </PageSection>
      <BesideList name={budget.name} />
      <DrawingKeys by="budget" value={budget.name} />
    </>
  )
}

function Actions({ of: versioned }: { readonly of: VersionedBudget }) {
  const [open, setOpen] = useState<'change' | 'revoke' | 'delete' | null>(null)
  const navigate = useNavigate()
  const changeReason = useReason(['operator'], 'change budgets')
  const revokeReason = useReason(['operator', 'issuer'], 'revoke keys')
  const { budget } = versioned
  const close = () => setOpen(null)
  return (
    <>
      <Button icon={<Pencil size={15} />} disabledReason={changeReason} onClick={() => setOpen('change')}>
        Change caps
      </Button>
      <Button
        icon={<Trash2 size={15} />}
        disabledReason={changeReason ?? inUse(budget)}
        onClick={() => setOpen('delete')}
      >
        Delete
      </Button>
      <Button
        variant="stop"
        icon={<Ban size={16} />}
        disabledReason={revokeReason ?? (budget.live_keys === 0 ? 'No live key draws on it.' : null)}
        onClick={() => setOpen('revoke')}
      >
        Revoke its keys
      </Button>
      {open === 'change' ? <ChangeBudgetDialog opened={versioned} onClose={close} /> : null}
      {open === 'revoke' ? (
        <RevokeDialog
          target={{ by: 'budget', value: budget.id }}
          what={
            <>
              the keys on <Given>{budget.name}</Given>
            </>
          }
          onClose={close}
        />
      ) : null}
      {open === 'delete' ? (
        <DeleteBudgetDialog of={budget} onClose={close} onDeleted={() => void navigate({ to: '/budgets' as never })} />
      ) : null}
    </>
  )
}

const inUse = ({ live_keys, open_holds }: VersionedBudget['budget']): string | null => {
  if (live_keys > 0) return `${counted(live_keys, 'live key')} still draw on it.`
  return open_holds > 0 ? `${counted(open_holds, 'hold')} still open.` : null
}
