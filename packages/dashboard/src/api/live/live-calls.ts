/**
 * The calls that the event stream told of, newest first. The audit log stays the truth: rows read from it are laid over
 * these, and outcomes that the stream told of meanwhile over those.
 */
import type { CallRow } from '../types.ts'
import { type Facts, type LiveEvent, rowOf, withOutcome } from './call-event.ts'

/** More than anyone scrolls through live; older ones are read from the audit log. */
export const REMEMBERED_MAX = 10_000
/** Outcomes of calls whose admission was not seen. */
const OUTCOMES_MAX = 5_000

export class LiveCalls {
  /** In the order they came, oldest first: a map keeps it. */
  #rows = new Map<string, CallRow>()
  readonly #outcomes = new Map<string, Facts>()
  #newestFirst: readonly CallRow[] | null = null
  #added = 0

  /** How many rows came so far; the first `added - then` of `rows()` are those that came since it was `then`. */
  get added(): number {
    return this.#added
  }

  apply({ kind, facts }: LiveEvent): void {
    if (kind === 'admin') return
    const id = String(facts['call_id'])
    if (kind === 'outcome') this.#end(id, facts)
    else if (typeof facts['more_refusals'] === 'number') this.#count(id, facts['more_refusals'])
    else this.#add(id, rowOf({ kind, facts }))
  }

  /** All, newest first; the same array until something changes. */
  rows(): readonly CallRow[] {
    return (this.#newestFirst ??= [...this.#rows.values()].reverse())
  }

  has(callId: string): boolean {
    return this.#rows.has(callId)
  }

  /** A row from the audit log, with what the stream told of the call since. */
  latest(row: CallRow): CallRow {
    const live = this.#rows.get(row.call_id)
    if (live !== undefined) {
      const isOlder = row.state === 'held' && live.state !== 'held'
      return isOlder || live.count > row.count ? { ...row, ...pickOutcome(live) } : row
    }
    const outcome = this.#outcomes.get(row.call_id)
    return outcome !== undefined && row.state === 'held' ? withOutcome(row, outcome) : row
  }

  /** The stream has a gap: what is remembered no longer joins what comes. */
  clear(): void {
    this.#rows = new Map()
    this.#outcomes.clear()
    this.#newestFirst = null
  }

  #add(id: string, row: CallRow | null): void {
    if (row === null) return
    const outcome = this.#outcomes.get(id)
    this.#outcomes.delete(id)
    this.#added++
    this.#put(id, outcome === undefined ? row : withOutcome(row, outcome))
    // In one go, not one by one: dropping the oldest of a large map is not free.
    if (this.#rows.size > REMEMBERED_MAX * 1.1) this.#rows = new Map([...this.#rows].slice(-REMEMBERED_MAX))
  }

  #end(id: string, facts: Facts): void {
    const row = this.#rows.get(id)
    if (row !== undefined) return this.#put(id, withOutcome(row, facts))
    this.#outcomes.set(id, facts)
    if (this.#outcomes.size > OUTCOMES_MAX) this.#outcomes.delete(this.#outcomes.keys().next().value ?? '')
  }

  #count(id: string, more: number): void {
    const row = this.#rows.get(id)
    if (row !== undefined) this.#put(id, { ...row, count: row.count + more })
  }

  #put(id: string, row: CallRow): void {
    this.#rows.set(id, row)
    this.#newestFirst = null
  }
}

const pickOutcome = (row: CallRow): Partial<CallRow> => ({
  status: row.status,
  cost_usd: row.cost_usd,
  state: row.state,
  budgets: row.budgets,
  count: row.count,
  vendor_request_id: row.vendor_request_id,
  vendor_object_id: row.vendor_object_id,
  latency_ms: row.latency_ms,
  proxy_ms: row.proxy_ms,
  error: row.error,
})
