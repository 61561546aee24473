/** Everything the fake remembers. */
import type { CallRow } from '../types/audit.ts'
import type { Brake } from '../types/others.ts'
import { FakeBudget } from './ledger.ts'
import { FakeKey } from './keys.ts'
import type { Issue } from './issue.ts'
import { capsOf } from './ledger.ts'
import type { FakeCall } from './vendors.ts'

/** A call that the fake's vendor carried out. */
export interface Executed extends FakeCall {
  readonly cost_usd: number
}

export interface Run {
  readonly budget: FakeBudget
  isClosed: boolean
}

/** What a vendor answered a call with an idempotency key. */
export interface Kept {
  readonly request: string
  readonly status: number
  readonly body: string
}

export class FakeState {
  origin: string
  readonly apiKey: string
  /** Milliseconds since 1970; a test moves it. */
  readonly now: () => number
  readonly keys: FakeKey[] = []
  readonly runs = new Map<string, Run>()
  readonly issues = new Map<string, { readonly body: string; readonly key: FakeKey }>()
  readonly rows: CallRow[] = []
  readonly executed: Executed[] = []
  readonly kept = new Map<string, Kept>()
  readonly lost: ((call: FakeCall) => boolean)[] = []
  brake: Brake = { engaged: false, vendor: null, reason: null, vendors: [], changed_at: null, changed_by: null }
  #number = 0

  constructor(origin: string, apiKey: string, now: () => number) {
    this.origin = origin
    this.apiKey = apiKey
    this.now = now
  }

  next(): number {
    return ++this.#number
  }

  addKey(issue: Issue, ttlMs: number | null): FakeKey {
    const run = issue.run === undefined || issue.run_budget === 'none' ? null : this.#runOf(issue.run, issue)
    const key = new FakeKey(this.next(), issue, run, this.now(), ttlMs)
    this.keys.unshift(key)
    return key
  }

  #runOf(label: string, issue: Issue): FakeBudget {
    const known = this.runs.get(label)
    if (known !== undefined) return known.budget
    const budget = new FakeBudget(`run:${label}`, 'run', capsOf({ ...issue }), this.now())
    this.runs.set(label, { budget, isClosed: false })
    return budget
  }
}
