/** Which reads an event makes stale, and how soon they are read again: by the events of the stream, never by a timer alone. */
import type { LiveEvent } from './call-event.ts'

/** First part of a query's name, `['keys', …]`. */
export type Resource =
  | 'audit'
  | 'brake'
  | 'budgets'
  | 'connections'
  | 'facts'
  | 'keys'
  | 'observe'
  | 'principals'
  | 'refusals'
  | 'runs'
  | 'spend'
  | 'unknown'

/**
 * The least time between two reads of a resource, in milliseconds, however many calls there are. Keys are not here: what a call
 * changes of a key (its spend) is in the event itself.
 */
const AFTER_CALLS: Partial<Record<Resource, number>> = {
  budgets: 3_000,
  runs: 3_000,
  spend: 5_000,
  connections: 5_000,
}
const AFTER_REFUSALS: Partial<Record<Resource, number>> = { refusals: 3_000, observe: 10_000 }
/** An outcome may also be the proof that an unknown one awaited; most are not. */
const unknownAfter = (state: unknown): number => (state === 'unknown' || state === 'assumed' ? 500 : 10_000)

/** What an admin action changes, by the first part of its name (`key.revoked`). */
const AFTER_ACTIONS: Readonly<Record<string, readonly Resource[]>> = {
  key: ['keys', 'budgets', 'runs', 'principals', 'connections'],
  budget: ['budgets', 'runs', 'keys'],
  run: ['budgets', 'runs', 'keys'],
  brake: ['brake', 'facts'],
  connection: ['connections', 'keys'],
  principal: ['principals', 'keys'],
  call: ['unknown', 'budgets', 'runs', 'spend'],
}
const ACTION_MS = 200

/** Resources that are stale after the event, each with the least time between two reads of it. */
export function staleAfter({ kind, facts }: LiveEvent): Partial<Record<Resource, number>> {
  if (kind === 'admin') {
    const [subject = ''] = String(facts['action']).split('.')
    return Object.fromEntries((AFTER_ACTIONS[subject] ?? []).map((name) => [name, ACTION_MS]))
  }
  return {
    // Whoever may not see that the brake moved still sees what it stops.
    ...(facts['code'] === 'brake_engaged' ? { brake: ACTION_MS, facts: 3_000 } : {}),
    ...AFTER_CALLS,
    ...(kind === 'refused' || facts['decision'] === 'observed' ? AFTER_REFUSALS : {}),
    ...(kind === 'outcome' ? { unknown: unknownAfter(facts['state']) } : {}),
  }
}

/** Lets a resource be read again at once, and then not before its time is over; what came meanwhile is not forgotten. */
export class StaleClock {
  readonly #readAt = new Map<Resource, number>()
  readonly #dueAt = new Map<Resource, number>()

  /** @param now milliseconds */
  mark(stale: Partial<Record<Resource, number>>, now: number): void {
    for (const [name, leastMs] of Object.entries(stale) as [Resource, number][]) {
      const due = Math.max(now, (this.#readAt.get(name) ?? -Infinity) + leastMs)
      this.#dueAt.set(name, Math.min(due, this.#dueAt.get(name) ?? Infinity))
    }
  }

  /** What is to be read now; each is then taken as read. */
  take(now: number): readonly Resource[] {
    const due = [...this.#dueAt].filter(([, at]) => at <= now).map(([name]) => name)
    for (const name of due) {
      this.#dueAt.delete(name)
      this.#readAt.set(name, now)
    }
    return due
  }

  /** When `take` next has something, or null. */
  get nextAt(): number | null {
    return this.#dueAt.size === 0 ? null : Math.min(...this.#dueAt.values())
  }
}
