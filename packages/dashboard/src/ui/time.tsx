import { useStore } from '../app/store.ts'
import { nowStore } from '../app/now.ts'
import { zoneStore } from '../app/zone.ts'
import { clockText, fullText, minuteText, relativeText, secondText } from '../format/time.ts'

export interface TimeProps {
  readonly at: string | null | undefined
  /** `relative` (default), `clock` 14:03:59, `minute` 29 Nov, 14:03, `second` 29 Nov, 14:03:59, `full` with the zone. */
  readonly as?: 'relative' | 'clock' | 'minute' | 'second' | 'full'
  readonly className?: string
}

/** A moment; its title always says the whole of it, with the zone. */
export function Time({ at, as = 'relative', className }: TimeProps) {
  const zone = useStore(zoneStore)
  if (at === null || at === undefined) return <span className="text-ink-3">–</span>
  return (
    <time dateTime={at} title={fullText(at, zone)} className={className}>
      {as === 'relative' ? <Relative at={at} /> : TEXTS[as](at, zone)}
    </time>
  )
}

const TEXTS = { clock: clockText, minute: minuteText, second: secondText, full: fullText }

/** Alone in watching the clock, so that a second that passes redraws only what shows it. */
const Relative = ({ at }: { readonly at: string }) => relativeText(at, useStore(nowStore))
