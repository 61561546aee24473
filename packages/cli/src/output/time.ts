/** Times: `3 minutes ago` on a terminal, RFC 3339 wherever a program may read it. */
import { plain } from './plain.ts'

const UNITS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1_000],
] as const
/** A relative time of more than so many days says less than the date. */
const DAYS_MAX = 30

const relative = new Intl.RelativeTimeFormat('en', { numeric: 'always', style: 'short' })

/** @param text RFC 3339 @param nowMs null: as it stands */
export function timeCell(text: unknown, nowMs: number | null): string {
  if (typeof text !== 'string') return '-'
  const at = Date.parse(text)
  if (nowMs === null || Number.isNaN(at)) return plain(text)
  const away = at - nowMs
  if (Math.abs(away) > DAYS_MAX * 86_400_000) return text.slice(0, 10)
  const [unit, length] = UNITS.find(([, each]) => Math.abs(away) >= each) ?? ['second', 1_000]
  return relative.format(Math.trunc(away / length), unit)
}
