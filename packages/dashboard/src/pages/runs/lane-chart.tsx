/** Lanes of a run, drawn: a bar from when a key joined to when it ended, its calls upon it, refusals as crosses above the rest. */
import { type MouseEvent, useState } from 'react'
import { useSetSearch } from '../../app/search.ts'
import { useStore } from '../../app/store.ts'
import { zoneStore } from '../../app/zone.ts'
import { Link } from '../../app/link.tsx'
import { clockText, minuteText } from '../../format/time.ts'
import { Button } from '../../ui/button.tsx'
import { cx } from '../../ui/class-names.ts'
import { Given } from '../../ui/given.tsx'
import { counted } from '../words.ts'
import { type Lane, type LaneMark, laneText, type Mark, nearestMark, type Timeline } from './lanes.ts'

const percent = (share: number): string => `${(share * 100).toFixed(3)}%`

/** Form as well as colour tells the marks apart: a disc, a ring, a dotted ring, a small ring, a cross. */
const LOOKS: Readonly<Record<Mark, string>> = {
  settled: 'size-2.5 rounded-full bg-accent',
  held: 'size-2.5 rounded-full border-2 border-accent bg-surface',
  unknown: 'size-3 rounded-full border-2 border-dotted border-warn bg-surface',
  free: 'size-1.5 rounded-full bg-ink-3',
  refused: 'h-4 w-1 rounded-sm bg-stop-fill',
}

/** A backfill may have hundreds of keys. */
const LANES_AT_FIRST = 40

export function LaneChart({ timeline }: { readonly timeline: Timeline }) {
  const { lanes, from, to } = timeline
  const [all, setAll] = useState(false)
  const shown = all ? lanes : lanes.slice(0, LANES_AT_FIRST)
  return (
    <div className="min-w-0">
      <ol aria-label="Keys of the run in the order they joined" className="flex flex-col gap-1">
        {shown.map((lane) => (
          <LaneRow key={lane.keyId} lane={lane} />
        ))}
      </ol>
      <Axis from={from} to={to} />
      {shown.length === lanes.length ? null : (
        <Button small className="mt-2" onClick={() => setAll(true)}>
          Show all {lanes.length.toLocaleString('en-US')} keys
        </Button>
      )}
      <Legend />
    </div>
  )
}

/** The marks are for the eye and the pointer; what they say stands beside them as text, and each call in the list below. */
function LaneRow({ lane }: { readonly lane: Lane }) {
  const setSearch = useSetSearch()
  const openNearest = (event: MouseEvent<HTMLDivElement>) => {
    const { left, width } = event.currentTarget.getBoundingClientRect()
    const mark = nearestMark(lane.marks, (event.clientX - left) / width)
    if (mark !== null) setSearch({ call: mark.callId })
  }
  return (
    <li className="grid items-center gap-x-4 desk:grid-cols-[13rem_minmax(0,1fr)]">
      <div className="min-w-0 py-0.5 text-sm">
        <Link to={`/keys/${lane.keyId}`} className="block truncate">
          <Given>{lane.label ?? lane.keyId}</Given>
        </Link>
        <span className="block truncate text-xs text-ink-2">{laneText(lane)}</span>
      </div>
      <div aria-hidden="true" className="relative h-9 min-w-0 cursor-pointer" onClick={openNearest}>
        <div
          className={cx(
            'absolute top-1/2 h-1.5 -translate-y-1/2 bg-accent-soft',
            lane.ended === null ? 'rounded-l' : 'rounded',
          )}
          style={{ left: percent(lane.from), width: percent(Math.max(0.002, lane.to - lane.from)) }}
        />
        {lane.ended === 'revoked' ? (
          <div
            className="absolute inset-y-1 w-0.5 bg-stop-fill"
            style={{ left: percent(lane.to) }}
            title="Revoked here"
          />
        ) : null}
        {lane.marks.map((mark) => (
          <MarkDot key={`${mark.kind} ${mark.callId}`} mark={mark} />
        ))}
      </div>
    </li>
  )
}

function MarkDot({ mark }: { readonly mark: LaneMark }) {
  const zone = useStore(zoneStore)
  const when = clockText(new Date(mark.at).toISOString(), zone)
  return (
    <div
      title={`${counted(mark.count, 'call')} ${mark.kind} at ${when}`}
      className={cx('absolute top-1/2 -translate-x-1/2 -translate-y-1/2 hover:scale-150', LOOKS[mark.kind])}
      style={{ left: percent(mark.x) }}
    />
  )
}

const TICKS = [0, 0.25, 0.5, 0.75, 1]

function Axis({ from, to }: { readonly from: number; readonly to: number }) {
  const zone = useStore(zoneStore)
  const text = to - from > 24 * 3_600_000 ? minuteText : clockText
  return (
    <div className="mt-1 grid gap-x-4 desk:grid-cols-[13rem_minmax(0,1fr)]" aria-hidden="true">
      <span className="max-desk:hidden" />
      <div className="flex justify-between border-t border-line pt-1 text-xs text-ink-3">
        {TICKS.map((share) => (
          <span key={share} className="max-desk:nth-[2n]:hidden">
            {text(new Date(from + (to - from) * share).toISOString(), zone)}
          </span>
        ))}
      </div>
    </div>
  )
}

const WORDS: readonly (readonly [Mark, string])[] = [
  ['settled', 'settled'],
  ['held', 'held'],
  ['unknown', 'unknown'],
  ['free', 'free or released'],
  ['refused', 'refused'],
]

const Legend = () => (
  <ul aria-label="Legend" className="mt-3 flex flex-wrap gap-x-4 gap-y-1 text-xs text-ink-2">
    {WORDS.map(([mark, word]) => (
      <li key={mark} className="flex items-center gap-1.5">
        <span className={LOOKS[mark]} />
        {word}
      </li>
    ))}
  </ul>
)
