/** Every cap that a call of the key must fit, its own first; with a forecast where the pace allows one. */
import { useQuery } from '@tanstack/react-query'
import { useLiveLines } from '../../api/live/live.ts'
import type { BudgetLine } from '../../api/types.ts'
import { Link } from '../../app/link.tsx'
import { nowStore } from '../../app/now.ts'
import { useStore } from '../../app/store.ts'
import { CapBar } from '../../ui/cap-bar.tsx'
import { lastSpending, unknownHeld } from '../budgets/last-spending.ts'
import { forecastCap, forecastText, type RecentSpending } from '../budgets/forecast.ts'
import { microsOf } from '../../format/money.ts'
import { moneyClassOf, ownerText, tightest, windowText, worthShowing } from '../budgets/tightest.ts'

export interface CapListProps {
  readonly lines: readonly BudgetLine[]
  /** Whose calls they are: for the forecast, and for how much of what is held awaits proof. Absent: neither is told. */
  readonly of?: { readonly key_id: string } | { readonly run: string }
}

export function CapList({ lines: read, of }: CapListProps) {
  const lines = worthShowing(useLiveLines(read))
  const { data: spending } = useQuery({ ...lastSpending(of ?? {}), enabled: of !== undefined })
  const { data: unknown = 0n } = useQuery({ ...unknownHeld(of ?? {}), enabled: of !== undefined })
  const ownKind = of !== undefined && 'run' in of ? 'run' : 'key'
  // Only of a cap that nobody else draws on, and that counts every kind of money.
  const foreseen = tightest(lines.filter((line) => line.kind === ownKind && moneyClassOf(line) === null))
  return (
    <ul className="flex flex-col gap-4">
      {lines.map((line) => (
        <li
          key={`${line.budget} ${line.window}`}
          className="grid gap-x-6 gap-y-1 desk:grid-cols-[minmax(10rem,1fr)_3fr]"
        >
          <div className="min-w-0 text-sm">
            <OwnerLink line={line} /> <span className="text-ink-3">{windowText(line.window)}</span>
            {line === foreseen && spending !== undefined ? <ForecastLine line={line} spending={spending} /> : null}
          </div>
          {line.window === 'calls' ? (
            <CallsLeft line={line} />
          ) : (
            <CapBar line={line} unknownUsd={line.kind === ownKind ? atMostHeld(unknown, line) : 0} />
          )}
        </li>
      ))}
    </ul>
  )
}

/** A call of unknown fate may lie in an earlier window: no line shows more of them than it holds. */
const atMostHeld = (unknown: bigint, { held_usd }: BudgetLine): number =>
  unknown < microsOf(held_usd) ? Number(unknown) / 1e6 : held_usd

function OwnerLink({ line }: { readonly line: BudgetLine }) {
  const words = ownerText(line)
  if (line.kind === 'named') return <Link to={`/budgets/${encodeURIComponent(line.budget)}`}>{words}</Link>
  return <span className="font-medium wrap-anywhere">{words}</span>
}

/** `max_calls` counts calls in the fields of amounts. */
const CallsLeft = ({ line: { spent_usd, held_usd, cap_usd } }: { readonly line: BudgetLine }) => (
  <p className="text-sm text-ink-2">
    {spent_usd + held_usd} of {cap_usd} calls
  </p>
)

function ForecastLine({ line, spending }: { readonly line: BudgetLine; readonly spending: RecentSpending }) {
  const now = useStore(nowStore)
  const resets = line.resets_at === null ? null : Date.parse(line.resets_at)
  const forecast = forecastCap(spending, microsOf(line.remaining_usd ?? 0), resets, now)
  return forecast === null ? null : <p className="mt-0.5 text-ink-2">{forecastText(forecast)}</p>
}
