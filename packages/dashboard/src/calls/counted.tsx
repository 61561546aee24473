import type { CallRow } from '../api/types.ts'
import { usdText } from '../format/money.ts'
import { cx } from '../ui/class-names.ts'

const SWATCHES = { held: 'hatched', unknown: 'dotted', assumed: 'dotted' } as const

const TITLES = {
  settled: 'Settled: what it cost.',
  released: 'Released: it certainly cost nothing.',
  held: 'Held: set aside while the call is under way.',
  unknown: 'Unknown: it may have cost this; counted until there is proof.',
  assumed: 'Assumed: no proof came in time; counted in full.',
  free: 'Free: it moves no money.',
}

/** What a call counts now, and in which state: money that is not settled has its pattern and its word. */
export function Counted({ row: { state, cost_usd } }: { readonly row: Pick<CallRow, 'state' | 'cost_usd'> }) {
  if (state === null) return <span className="text-ink-3">–</span>
  const isOpen = state === 'held' || state === 'unknown' || state === 'assumed'
  if (!isOpen)
    return (
      <span title={TITLES[state]} className={cx('whitespace-nowrap', state !== 'settled' && 'text-ink-3')}>
        {state === 'settled' ? usdText(cost_usd) : state}
      </span>
    )
  return (
    <span title={TITLES[state]} className="inline-flex items-center gap-1.5 align-middle whitespace-nowrap">
      <span className={cx('text-xs', state === 'held' ? 'text-accent' : 'text-warn')}>{state}</span>
      <span aria-hidden="true" className={cx('h-2.5 w-3.5 rounded-sm', SWATCHES[state])} />
      {usdText(cost_usd)}
    </span>
  )
}
