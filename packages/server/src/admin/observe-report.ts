/** Keys that only watch: what they would have been refused, and what their week says of a cap. From the rollups of seven days. */
import type { WireObserve } from '@keybrake/contract'
import { DAY_MS, type Instant, instant, toRfc3339, usdNumber } from '@keybrake/core'
import type { KeyWithBudgets, Store } from '@keybrake/ledger'
import { newest } from './nearest.ts'

const DAYS = 7
/** Labels that are told of, those with most keys. Each asks the rollups once. */
const LABELS_MAX = 20
const KEY_IDS_MAX = 100
const LINES_MAX = 1_000

type Sources = Pick<Store, 'audit'> & { readonly registry: Pick<Store['registry'], 'keys'> }
type Labels = Map<string | null, string[]>

export async function observeReport(store: Sources, sees: string | null, at: Instant): Promise<WireObserve> {
  const owner = sees === null ? {} : { principalId: sees }
  const from = instant(at - DAYS * DAY_MS)
  const { labels, considered, complete } = await observingKeys(store, owner, at)
  const refusals = await store.audit.refusals({ ...owner, decision: 'observed', from, limit: LINES_MAX })
  const shown = [...labels].sort(([, a], [, b]) => b.length - a.length).slice(0, LABELS_MAX)
  const data = []
  for (const [label, keyIds] of shown) {
    const observed = new Map<string, WireObserve['data'][number]['observed'][number]>()
    for (const { code, operation, count } of refusals.filter((line) => line.label === label)) {
      const name = JSON.stringify([code, operation])
      observed.set(name, { code, operation, count: (observed.get(name)?.count ?? 0) + count })
    }
    data.push({
      label,
      keys: keyIds.length,
      key_ids: keyIds.slice(0, KEY_IDS_MAX),
      observed: [...observed.values()].sort((a, b) => b.count - a.count),
      ...(await weekOf(store, owner, label, new Set(keyIds), from)),
    })
  }
  return { from: toRfc3339(from), to: toRfc3339(at), data, considered, complete }
}

async function observingKeys({ registry }: Sources, owner: object, at: Instant) {
  const labels: Labels = new Map()
  let considered = 0
  const all = newest((limit, cursor) => registry.keys({ ...owner, status: 'live', at, limit, cursor }))
  let next = await all.next()
  for (; next.done !== true; next = await all.next()) {
    considered++
    add(labels, next.value)
  }
  return { labels, considered, complete: next.value }
}

function add(labels: Labels, { key: { observe, label, id } }: KeyWithBudgets): void {
  if (observe) labels.set(label, [...(labels.get(label) ?? []), id])
}

/** @param keyIds what others with the same label spend says nothing of these */
async function weekOf(
  { audit }: Sources,
  owner: object,
  label: string | null,
  keyIds: ReadonlySet<string>,
  from: Instant,
): Promise<Pick<WireObserve['data'][number], 'days' | 'p99_daily_usd' | 'suggested_daily_usd_cap' | 'spent_usd'>> {
  const narrowed = label === null ? owner : { ...owner, label }
  const lines = await audit.spend({ ...narrowed, by: 'key', per: 'day', from, top: LINES_MAX })
  const days = lines.filter(({ group }) => keyIds.has(group)).map(({ spent, held }) => spent + held)
  const p99 = percentile(days, 99)
  return {
    days: days.length,
    p99_daily_usd: p99 === null ? null : usdNumber(p99),
    suggested_daily_usd_cap: p99 === null || p99 === 0n ? null : usdNumber(roundedUp(p99)),
    spent_usd: usdNumber(days.reduce((sum, day) => sum + day, 0n)),
  }
}

/** The smallest value that at least `percent` of a hundred do not exceed; null of none. */
export function percentile(values: readonly bigint[], percent: number): bigint | null {
  const sorted = values.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0))
  return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)] ?? null
}

/** To two digits: 411.20 becomes 420. A cap with more of them would look like knowledge. */
export function roundedUp(amount: bigint): bigint {
  const digits = amount.toString().length
  const unit = 10n ** BigInt(Math.max(0, digits - 2))
  return ((amount + unit - 1n) / unit) * unit
}
