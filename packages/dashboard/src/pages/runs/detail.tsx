/** One run: its keys as lanes with their calls, the money against the cap, and the switch that stops all of it. */
import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { Ban, Pencil } from 'lucide-react'
import { useMemo, useState } from 'react'
import { Link } from '../../app/link.tsx'
import { nowStore } from '../../app/now.ts'
import { useReason } from '../../app/role.ts'
import { useShortcut } from '../../app/shortcuts.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { CapLegend } from '../../ui/cap-bar.tsx'
import { Given } from '../../ui/given.tsx'
import { Loaded } from '../../ui/loaded.tsx'
import { PageHead } from '../../ui/page-head.tsx'
import { PageSection } from '../../ui/page-section.tsx'
import { Time } from '../../ui/time.tsx'
import { budgetName } from '../budgets/budget-columns.tsx'
import { ChangeBudgetDialog } from '../budgets/change-budget-dialog.tsx'
import { budgetBy, type VersionedBudget } from '../budgets/reads.ts'
import { CapList } from '../keys/cap-list.tsx'
import { DrawingKeys } from '../keys/drawing-keys.tsx'
import { keysOf } from '../keys/reads.ts'
import { RecentCalls } from '../keys/recent-calls.tsx'
import { RevokeDialog } from '../keys/revoke/revoke-dialog.tsx'
import { PrincipalName } from '../principals/principal-name.tsx'
import { LaneChart } from './lane-chart.tsx'
import { timelineOf } from './lanes.ts'
import { callsOfRun, RUN_CALLS_MAX } from './reads.ts'
import { RunCurve } from './run-curve.tsx'

export function Page() {
  const { id = '' } = useParams({ strict: false }) as { readonly id?: string }
  const query = useQuery(budgetBy(id, 'runs'))
  return (
    <Loaded query={query} what="the run">
      {(versioned) => <RunDetail of={versioned} />}
    </Loaded>
  )
}

function RunDetail({ of: versioned }: { readonly of: VersionedBudget }) {
  const { budget } = versioned
  const label = budgetName(budget)
  return (
    <>
      <PageHead
        title={label}
        about={
          <span className="flex flex-wrap items-center gap-x-3">
            {budget.closed_at === null ? null : <Badge>closed</Badge>}
            <span>
              {budget.connection}, of <PrincipalName id={budget.principal} />, began <Time at={budget.created_at} />
            </span>
          </span>
        }
        actions={<Actions of={versioned} />}
      />
      <PageSection title="Caps" aside={<CapLegend />} boxed>
        <CapList lines={budget.budgets} of={{ run: label }} />
      </PageSection>
      <RunTimeline of={versioned} />
      <DrawingKeys by="run" value={label} />
      <RecentCalls filter={{ run: label }} />
    </>
  )
}

function RunTimeline({ of: { budget } }: { readonly of: VersionedBudget }) {
  const label = budgetName(budget)
  const calls = useQuery(callsOfRun(label))
  const keys = useQuery(keysOf('run', label))
  const rows = calls.data?.data
  const known = keys.data?.data
  const timeline = useMemo(
    () => (rows === undefined || known === undefined ? null : timelineOf(label, rows, known, nowStore.get())),
    [rows, known, label],
  )
  return (
    <PageSection
      title="Timeline"
      aside={
        <Link to="/" search={{ run: label }}>
          Its calls in the feed
        </Link>
      }
    >
      <Loaded query={calls} what="calls">
        {({ next_cursor }) =>
          timeline === null ? null : (
            <div className="flex flex-col gap-4">
              <div className="border-y border-line bg-surface px-4 py-4 desk:rounded-lg desk:border">
                {next_cursor === null ? null : (
                  <p className="mb-2 text-sm text-ink-2">The newest {RUN_CALLS_MAX.toLocaleString('en-US')} calls.</p>
                )}
                <LaneChart timeline={timeline} />
              </div>
              <RunCurve curve={timeline.curve} cap={budget.total_usd_cap} />
            </div>
          )
        }
      </Loaded>
    </PageSection>
  )
}

function Actions({ of: versioned }: { readonly of: VersionedBudget }) {
  const [open, setOpen] = useState<'revoke' | 'change' | null>(null)
  const revokeReason = useReason(['operator', 'issuer'], 'revoke runs')
  const changeReason = useReason(['operator'], 'change the caps of a run')
  const label = budgetName(versioned.budget)
  const closed = versioned.budget.closed_at !== null && versioned.budget.live_keys === 0
  useShortcut('r', 'Revoke this run', () => revokeReason === null && !closed && setOpen('revoke'))
  return (
    <>
      <Button icon={<Pencil size={15} />} disabledReason={changeReason} onClick={() => setOpen('change')}>
        Change caps
      </Button>
      <Button
        variant="stop"
        icon={<Ban size={16} />}
        disabledReason={revokeReason ?? (closed ? 'It is closed already and no key of it lives.' : null)}
        onClick={() => setOpen('revoke')}
      >
        Revoke the run
      </Button>
      {open === 'change' ? <ChangeBudgetDialog opened={versioned} onClose={() => setOpen(null)} /> : null}
      {open === 'revoke' ? (
        <RevokeDialog
          target={{ by: 'run', value: label }}
          what={
            <>
              the run <Given>{label}</Given>
            </>
          }
          onClose={() => setOpen(null)}
        />
      ) : null}
    </>
  )
}
