/**
 * Which calls are shown: the filters of the audit log under its own names, as they stand in the address. The server applies them
 * to what is read; `matches` says the same of a row that the event stream brings.
 */
import { microsOf } from '../format/money.ts'
import type { CallRow } from '../api/types.ts'
import type { Search } from '../app/search.ts'

export type CallFilter = Readonly<Record<string, string>>

export const FILTER_NAMES = [
  'label',
  'label_prefix',
  'run',
  'key_id',
  'vendor',
  'operation',
  'money_class',
  'decision',
  'code',
  'state',
  'status',
  'from',
  'to',
  'last',
  'min_usd',
  'q',
] as const
export type FilterName = (typeof FILTER_NAMES)[number]

const TAG = 'tag.'

/** The filters among all that the address says. */
export const readFilter = (search: Search): CallFilter =>
  Object.fromEntries(
    Object.entries(search).filter(
      ([name, value]) => value !== '' && (name.startsWith(TAG) || FILTER_NAMES.some((known) => known === name)),
    ),
  )

/** `last` is a period that moves with the clock; the server is told the moment it began. */
export const PERIODS = [
  { value: '15m', name: 'last 15 minutes', ms: 900_000 },
  { value: '1h', name: 'last hour', ms: 3_600_000 },
  { value: '24h', name: 'last 24 hours', ms: 86_400_000 },
  { value: '7d', name: 'last 7 days', ms: 604_800_000 },
] as const

const periodMs = (filter: CallFilter): number | undefined => PERIODS.find(({ value }) => value === filter['last'])?.ms

/** @param now milliseconds of the epoch */
export function toQuery(filter: CallFilter, now: number): Readonly<Record<string, string>> {
  const { last: _last, ...rest } = filter
  const ms = periodMs(filter)
  return ms === undefined ? rest : { ...rest, from: new Date(now - ms).toISOString() }
}

type Check = (row: CallRow, value: string) => boolean

const CHECKS: Readonly<Record<Exclude<FilterName, 'last'>, Check>> = {
  label: (row, value) => row.key_label === value,
  label_prefix: (row, value) => row.key_label?.startsWith(value) === true,
  run: (row, value) => row.run === value,
  key_id: (row, value) => row.key_id === value,
  vendor: (row, value) => row.vendor === value,
  operation: (row, value) => row.operation === value,
  money_class: (row, value) => row.money_class === value,
  decision: (row, value) => row.decision === value,
  code: (row, value) => row.code === value,
  state: (row, value) => row.state === value,
  status: (row, value) => String(row.status) === value,
  from: (row, value) => Date.parse(row.time) >= momentOf(value),
  to: (row, value) => Date.parse(row.time) < momentOf(value),
  min_usd: (row, value) => /^\d{1,10}(\.\d{1,6})?$/.test(value) && microsOf(row.cost_usd) >= microsFrom(value),
  q: (row, value) => [row.call_id, row.vendor_request_id, row.vendor_object_id].includes(value),
}

/** Whether the server would give this row for this filter. */
export function matches(filter: CallFilter, row: CallRow, now: number): boolean {
  return Object.entries(filter).every(([name, value]) => {
    if (name.startsWith(TAG)) return row.tags[name.slice(TAG.length)] === value
    if (name === 'last') return Date.parse(row.time) >= now - (periodMs(filter) ?? Infinity)
    return CHECKS[name as keyof typeof CHECKS](row, value)
  })
}

/** Epoch seconds or RFC 3339, as the API takes them. */
const momentOf = (value: string): number =>
  /^\d+$/.test(value) ? Number.parseInt(value, 10) * 1000 : Date.parse(value)

function microsFrom(decimal: string): bigint {
  const [whole = '0', fraction = ''] = decimal.split('.')
  return BigInt(whole + fraction.padEnd(6, '0'))
}
