/** Spend against a cap: settled solid, held hatched, unknown dotted; the exact figures as text, for everyone. */
import type { BudgetLine } from '../api/types.ts'
import { microsOf, microsText, percentOf, usdText } from '../format/money.ts'
import { cx } from './class-names.ts'
import { Time } from './time.tsx'

export interface CapBarProps {
  readonly line: BudgetLine
  /** How much of `held_usd` awaits proof of its fate, where that is known. */
  readonly unknownUsd?: number
  /** Without the line of figures under it. */
  readonly bare?: boolean
  readonly className?: string
}

export function CapBar({ line, unknownUsd = 0, bare = false, className }: CapBarProps) {
  const { cap_usd: cap, spent_usd: spent, held_usd: held } = line
  if (cap === null)
    return (
      <p className={cx('text-sm text-ink-2', className)}>
        {usdText(spent)} spent{held > 0 ? `, ${usdText(held)} held` : ''}; no cap
      </p>
    )
  const sure = Math.max(0, percentOf(held, cap) - percentOf(unknownUsd, cap))
  const words = figures(line, unknownUsd)
  return (
    <div className={cx('min-w-0', className)} title={bare ? words : undefined}>
      <div
        className="flex h-2.5 w-full overflow-hidden rounded-sm bg-sunken ring-1 ring-line ring-inset"
        role="img"
        aria-label={words}
      >
        <Part look="bg-accent" percent={percentOf(spent, cap)} />
        <Part look="hatched" percent={sure} />
        <Part look="dotted" percent={percentOf(unknownUsd, cap)} />
      </div>
      {bare ? null : (
        <p className="mt-1 flex flex-wrap justify-between gap-x-3 text-xs text-ink-2">
          <span>
            {usdText(spent)} spent{held > 0 ? ` + ${usdText(held)} held` : ''} of {usdText(cap)}
          </span>
          <span className="text-ink-3">
            {usdText(line.remaining_usd ?? 0)} left
            {line.resets_at === null ? null : (
              <>
                , resets <Time at={line.resets_at} />
              </>
            )}
          </span>
        </p>
      )}
    </div>
  )
}

const Part = ({ look, percent }: { readonly look: string; readonly percent: number }) =>
  percent === 0 ? null : <div className={look} style={{ width: `${percent}%` }} />

function figures(
  { cap_usd: cap, spent_usd: spent, held_usd: held, remaining_usd: left, window }: BudgetLine,
  unknown: number,
): string {
  const sure = microsOf(held) - microsOf(unknown)
  const parts = [
    `${usdText(spent)} spent`,
    ...(sure > 0n ? [`${microsText(sure)} held`] : []),
    ...(unknown > 0 ? [`${usdText(unknown)} of unknown fate`] : []),
  ]
  return `${parts.join(', ')} of ${usdText(cap ?? 0)} (${window}); ${usdText(left ?? 0)} left`
}

/** What the patterns of `CapBar` mean. */
export const CapLegend = () => (
  <ul className="flex flex-wrap gap-x-4 gap-y-1 text-xs text-ink-2" aria-label="Legend">
    {LEGEND.map(({ look, word }) => (
      <li key={word} className="flex items-center gap-1.5">
        <span className={cx('inline-block h-2.5 w-5 rounded-sm', look)} />
        {word}
      </li>
    ))}
  </ul>
)

const LEGEND = [
  { look: 'bg-accent', word: 'settled' },
  { look: 'hatched', word: 'held' },
  { look: 'dotted', word: 'unknown' },
]
