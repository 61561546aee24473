/** Moments as people read them. The zone is always one that was chosen: `UTC`, `local`, or an IANA name. */
export type Zone = string

/** The IANA name that `local` stands for here. */
export const localZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone

const ianaOf = (zone: Zone): string => (zone === 'local' ? localZone() : zone)

const formats = new Map<string, Intl.DateTimeFormat>()

/** Formatters are dear to make and used on every row. */
function format(zone: Zone, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const name = `${zone} ${JSON.stringify(options)}`
  const found = formats.get(name)
  if (found !== undefined) return found
  const made = new Intl.DateTimeFormat('en-GB', { ...options, timeZone: ianaOf(zone), hourCycle: 'h23' })
  formats.set(name, made)
  return made
}

/** `14:03:59` */
export const clockText = (at: string, zone: Zone): string =>
  format(zone, { hour: '2-digit', minute: '2-digit', second: '2-digit' }).format(new Date(at))

/** `29 Nov 2026, 14:03:59 UTC`: says everything, for titles and details. */
export const fullText = (at: string, zone: Zone): string =>
  format(zone, {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    timeZoneName: 'short',
  }).format(new Date(at))

/** `29 Nov` */
export const dayText = (at: string, zone: Zone): string =>
  format(zone, { day: 'numeric', month: 'short' }).format(new Date(at))

/** `29 Nov, 14:03` */
export const minuteText = (at: string, zone: Zone): string =>
  format(zone, { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' }).format(new Date(at))

/** `29 Nov, 14:03:59` */
export const secondText = (at: string, zone: Zone): string =>
  format(zone, {
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  }).format(new Date(at))

const STEPS = [
  [86_400_000, 'd'],
  [3_600_000, 'h'],
  [60_000, 'min'],
  [1_000, 's'],
] as const

/** `38 min`, `2 h 5 min`, `3 d`: the two largest units at most; the second one only where it is worth reading. */
export function durationText(ms: number): string {
  const rest = Math.max(0, Math.floor(ms / 1000) * 1000)
  const first = STEPS.findIndex(([unit]) => rest >= unit)
  const step = STEPS[first]
  if (step === undefined) return '0 s'
  const whole = Math.floor(rest / step[0])
  const next = STEPS[first + 1]
  const more = next === undefined || whole >= 10 || step[1] === 'min' ? 0 : Math.floor((rest % step[0]) / next[0])
  return more === 0 || next === undefined ? `${whole} ${step[1]}` : `${whole} ${step[1]} ${more} ${next[1]}`
}

/** `now`, `12 s ago`, `in 5 min`. */
export function relativeText(at: string, now: number): string {
  const away = Date.parse(at) - now
  if (Math.abs(away) < 2_000) return 'now'
  return away < 0 ? `${durationText(-away)} ago` : `in ${durationText(away)}`
}

/** A moment as the browser's own picker writes it, without a zone: `2026-11-29T23:30:05`. */
export function pickerText(at: string | undefined, zone: Zone): string {
  const ms = at === undefined ? NaN : Date.parse(at)
  if (Number.isNaN(ms)) return ''
  const moment = new Date(ms)
  const away = zone === 'UTC' ? 0 : moment.getTimezoneOffset() * 60_000
  return new Date(ms - away).toISOString().slice(0, 19)
}

/** What was picked, as RFC 3339 in UTC; undefined where nothing (or no moment) was. @param zone `UTC`, or `local` */
export function pickedTime(text: string | undefined, zone: Zone): string | undefined {
  if (text === undefined || text === '') return undefined
  const ms = Date.parse(zone === 'UTC' ? `${text}Z` : text)
  return Number.isNaN(ms) ? undefined : new Date(ms).toISOString()
}
