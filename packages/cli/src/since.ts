/** Moments as people give them: `2h` (ago), a day, or a moment. */
import { usage } from './fault.ts'

const UNITS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 }

/** @returns RFC 3339, UTC */
export function sinceOf(text: string, flag: string, nowMs: number): string {
  const [, digits, unit = ''] = /^([0-9]{1,6})([smhdw])$/.exec(text) ?? []
  if (digits !== undefined) return new Date(nowMs - Number.parseInt(digits, 10) * (UNITS[unit] ?? 0)).toISOString()
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(text)
  const at = Date.parse(isDay ? `${text}T00:00:00Z` : text)
  if (!/^\d{4}-\d{2}-\d{2}/.test(text) || Number.isNaN(at))
    throw usage(`${flag} needs 2h, 7d, 2026-11-29 or 2026-11-29T08:00:00Z, not ${JSON.stringify(text)}`)
  return new Date(at).toISOString()
}
