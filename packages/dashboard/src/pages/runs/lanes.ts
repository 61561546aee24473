/**
 * The timeline of a run: one lane a key with its calls as marks, and what the run's budget counted after each call. The
 * curve is read from the rows (each says how the budget stood after its call), never summed up here.
 */
import type { CallRow, Key } from '../../api/types.ts'
import { microsOf } from '../../format/money.ts'

export type Mark = 'settled' | 'held' | 'unknown' | 'free' | 'refused'

export interface LaneMark {
  /** Epoch ms of the first call in it. */
  readonly at: number
  /** Place on the time axis, 0 … 1. */
  readonly x: number
  readonly kind: Mark
  /** Calls that stand so close together that they are one mark. Refusals that share a row count all. */
  readonly count: number
  /** The first of them. */
  readonly callId: string
}

export interface Lane {
  readonly keyId: string
  readonly label: string | null
  /** 0 … 1: when the key joined, and when it ended (revoked, expired) if that is within the time shown. */
  readonly from: number
  readonly to: number
  readonly ended: 'revoked' | 'expired' | null
  readonly marks: readonly LaneMark[]
}

export interface CurvePoint {
  readonly at: number
  /** Micro-USD spent and held. */
  readonly counted: bigint
}

export interface Timeline {
  readonly from: number
  readonly to: number
  readonly lanes: readonly Lane[]
  readonly curve: readonly CurvePoint[]
}

/** Marks nearer than this on the axis become one. */
const NEAR = 1 / 120

/**
 * @param rows of the run, in any order
 * @param keys of the run; a row of a key that is not among them gets a lane of its own
 * @param now epoch ms
 */
export function timelineOf(run: string, rows: readonly CallRow[], keys: readonly Key[], now: number): Timeline {
  const inTime = [...rows].sort((a, b) => Date.parse(a.time) - Date.parse(b.time))
  const { from, to } = extent(inTime, keys, now)
  const place = (at: number) => Math.min(1, Math.max(0, (at - from) / (to - from)))
  const byKey = Map.groupBy(inTime, ({ key_id }) => key_id)
  const known = [...keys].sort((a, b) => Date.parse(a.created_at) - Date.parse(b.created_at))
  const strangers = [...byKey.keys()].filter((id) => !keys.some((key) => key.id === id))
  const lanes = [
    ...known.map((key) => laneOf(key, byKey.get(key.id) ?? [], place, now)),
    ...strangers.map((id) => {
      const own = byKey.get(id) ?? []
      return { keyId: id, label: own[0]?.key_label ?? null, from: 0, to: 1, ended: null, marks: marksOf(own, place) }
    }),
  ]
  return { from, to, lanes, curve: curveOf(run, inTime) }
}

function laneOf(key: Key, rows: readonly CallRow[], place: (at: number) => number, now: number): Lane {
  const revoked = key.revoked_at === null ? null : Date.parse(key.revoked_at)
  const expires = Date.parse(key.expires_at)
  const end = Math.min(revoked ?? Number.POSITIVE_INFINITY, expires)
  const ended = end > now ? null : revoked !== null && revoked <= expires ? 'revoked' : 'expired'
  return {
    keyId: key.id,
    label: key.label,
    from: place(Date.parse(key.created_at)),
    to: place(Math.min(end, now)),
    ended,
    marks: marksOf(rows, place),
  }
}

/** How much of the axis may be idle after the last thing that happened: an hour of nothing would press the calls into a corner. */
const IDLE_SHARE = 0.2
const SPAN_MIN_MS = 5_000

function extent(
  rows: readonly CallRow[],
  keys: readonly Key[],
  now: number,
): { readonly from: number; readonly to: number } {
  const events = [
    ...rows.map(({ time }) => time),
    ...keys.flatMap(({ created_at, revoked_at }) => (revoked_at === null ? [created_at] : [created_at, revoked_at])),
  ].map((time) => Date.parse(time))
  if (events.length === 0) return { from: now - 60_000, to: now }
  const from = Math.min(...events)
  const last = Math.max(...events)
  const to = Math.min(now, last + Math.max(SPAN_MIN_MS, last - from) * IDLE_SHARE)
  return { from, to: Math.max(to, last, from + 1_000) }
}

function marksOf(rows: readonly CallRow[], place: (at: number) => number): readonly LaneMark[] {
  const marks: LaneMark[] = []
  for (const row of rows) {
    const at = Date.parse(row.time)
    const x = place(at)
    const kind = markOf(row)
    const near = marks.findLast((mark) => mark.kind === kind)
    if (near !== undefined && x - near.x < NEAR) marks[marks.indexOf(near)] = { ...near, count: near.count + row.count }
    else marks.push({ at, x, kind, count: row.count, callId: row.call_id })
  }
  return marks
}

/** `6 settled, 2 refused, revoked`: the lane in words. */
export function laneText({ marks, ended }: Lane): string {
  const counts = new Map<Mark, number>()
  for (const { kind, count } of marks) counts.set(kind, (counts.get(kind) ?? 0) + count)
  const parts = [...counts].map(([kind, count]) => `${count.toLocaleString('en-US')} ${kind}`)
  return [...(parts.length === 0 ? ['no call'] : parts), ...(ended === null ? [] : [ended])].join(', ')
}

const REACH = 0.03

/** The mark that a press at `x` (0 … 1) means; null where none is near. */
export function nearestMark(marks: readonly LaneMark[], x: number): LaneMark | null {
  const away = (mark: LaneMark) => Math.abs(mark.x - x)
  const nearest = marks.reduce<LaneMark | null>(
    (best, mark) => (best === null || away(mark) < away(best) ? mark : best),
    null,
  )
  return nearest !== null && away(nearest) <= REACH ? nearest : null
}

export function markOf({ decision, state }: Pick<CallRow, 'decision' | 'state'>): Mark {
  if (decision === 'refused') return 'refused'
  if (state === 'settled' || state === 'assumed') return 'settled'
  return state === 'held' || state === 'unknown' ? state : 'free'
}

/** Its budgets are as they stood when its fate was last looked into: a later moment than the call's. */
const isToldLate = (row: CallRow): boolean => 'inquiries' in row || 'resolved_by' in row

function curveOf(run: string, rows: readonly CallRow[]): readonly CurvePoint[] {
  return rows.flatMap((row) => {
    if (isToldLate(row)) return []
    const { time, budgets } = row
    const counted = budgets
      .filter(({ budget }) => budget === `run:${run}`)
      .map(({ spent_usd, held_usd }) => microsOf(spent_usd) + microsOf(held_usd))
    // Of several windows the longest counts most.
    return counted.length === 0
      ? []
      : [{ at: Date.parse(time), counted: counted.reduce((most, one) => (one > most ? one : most)) }]
  })
}
