/** Columns of named budgets and of runs: each is a budget with keys that draw on it. */
import type { Budget } from '../../api/types.ts'
import { Link } from '../../app/link.tsx'
import { countText } from '../../format/count.ts'
import { nowStore } from '../../app/now.ts'
import { useStore } from '../../app/store.ts'
import { useLiveLines } from '../../api/live/live.ts'
import { Badge } from '../../ui/badge.tsx'
import { CapBar } from '../../ui/cap-bar.tsx'
import type { Column } from '../../ui/columns.ts'
import { Given } from '../../ui/given.tsx'
import { Time } from '../../ui/time.tsx'
import { usdText } from '../../format/money.ts'
import { PrincipalName } from '../principals/principal-name.tsx'
import { nearestOwn, usedShare, windowText } from './tightest.ts'

/** `run:dagster/7` → `dagster/7` */
export const budgetName = ({ name, kind }: Pick<Budget, 'name' | 'kind'>): string =>
  kind === 'run' ? name.replace(/^run:/, '') : name

const addressOf = ({ id, kind }: Budget): string => `/${kind === 'run' ? 'runs' : 'budgets'}/${id}`

const name: Column<Budget> = {
  id: 'name',
  header: 'Name',
  card: 'title',
  width: '26%',
  sortBy: budgetName,
  cell: (budget) => (
    <>
      <Link
        to={addressOf(budget)}
        plain
        className="inline-block max-w-full truncate align-bottom font-medium hover:underline"
      >
        <BudgetTitle of={budget} />
      </Link>
      {budget.closed_at === null ? null : <Badge className="ml-2">closed</Badge>}
    </>
  ),
}

/** An issuer's own budget bears its id: people know the principal by name. */
function BudgetTitle({ of: budget }: { readonly of: Budget }) {
  const issuer = /^issuer:(.+)/.exec(budget.name)?.[1]
  if (issuer === undefined) return <Given>{budgetName(budget)}</Given>
  return (
    <>
      all keys of <PrincipalName id={issuer} />
    </>
  )
}

const cap: Column<Budget> = {
  id: 'cap',
  header: 'Nearest cap',
  card: 'bare',
  sortBy: ({ budgets }) => {
    const line = nearestOwn(budgets)
    return line === null ? null : usedShare(line)
  },
  cell: ({ budgets }) => <Nearest lines={budgets} />,
}

function Nearest({ lines }: { readonly lines: Budget['budgets'] }) {
  const line = nearestOwn(useLiveLines(lines))
  if (line === null) return <span className="text-ink-3">no cap</span>
  return (
    <span className="flex min-w-0 items-center gap-3">
      <CapBar line={line} bare className="w-40 shrink-0 max-desk:w-full max-desk:flex-1" />
      <span className="min-w-0 truncate text-xs text-ink-2">
        {usdText(line.remaining_usd ?? 0)} left of {usdText(line.cap_usd ?? 0)} {windowText(line.window)}
      </span>
    </span>
  )
}

const keys: Column<Budget> = {
  id: 'keys',
  header: 'Live keys',
  align: 'end',
  width: '5.5rem',
  sortBy: ({ live_keys }) => live_keys,
  cell: (budget) => (
    <Link to="/keys" search={budget.kind === 'run' ? { run: budgetName(budget) } : { budget: budget.name }}>
      {countText(budget.live_keys)}
    </Link>
  ),
}

const holds: Column<Budget> = {
  id: 'holds',
  header: 'Holds',
  align: 'end',
  width: '4rem',
  sortBy: ({ open_holds }) => open_holds,
  cell: ({ open_holds }) => countText(open_holds),
}

const since: Column<Budget> = {
  id: 'since',
  header: 'Since',
  align: 'end',
  width: '6.5rem',
  sortBy: ({ created_at }) => Date.parse(created_at),
  cell: ({ created_at }) => <Time at={created_at} />,
}

const principal: Column<Budget> = {
  id: 'principal',
  header: 'Of',
  width: '8rem',
  wideOnly: true,
  cell: (budget) => <PrincipalName id={budget.principal} />,
}

const connection: Column<Budget> = {
  id: 'connection',
  header: 'Connection',
  width: '8rem',
  cell: (budget) => budget.connection ?? '–',
}

/** To the hour: a budget keeps no more of its last call. */
const active: Column<Budget> = {
  id: 'active',
  header: 'Last active',
  align: 'end',
  width: '6.5rem',
  sortBy: ({ last_activity_at: at }) => (at === null ? null : Date.parse(at)),
  cell: ({ last_activity_at: at }) => <Activity at={at} />,
}

const Activity = ({ at }: { readonly at: string | null }) => {
  const nowMs = useStore(nowStore)
  return at !== null && nowMs - Date.parse(at) < HOUR_MS ? <span>this hour</span> : <Time at={at} />
}

const HOUR_MS = 3_600_000

export const BUDGET_COLUMNS: readonly Column<Budget>[] = [name, cap, keys, holds, since]
export const RUN_COLUMNS: readonly Column<Budget>[] = [name, cap, connection, principal, keys, holds, active, since]
