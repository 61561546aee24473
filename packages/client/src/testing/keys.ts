/** Keys and runs of the fake. */
import type { IssuedKeyFields, Key, KeyStatus, RevokeKeys } from '../types/key.ts'
import type { Issue } from './issue.ts'
import { capFields, type Caps, capsOf, FakeBudget } from './ledger.ts'
import { microOf, usdOf } from './money.ts'

const HOUR_MS = 3_600_000

export class FakeKey {
  readonly id: string
  readonly vaultKey: string
  readonly issue: Issue
  readonly budget: FakeBudget
  readonly run: FakeBudget | null
  readonly createdMs: number
  readonly expiresMs: number
  /** Times of the calls that count for its rate. */
  readonly callsMs: number[] = []
  /** Calls that could cost. */
  costly = 0
  revoked: { readonly atMs: number; readonly reason: string | null } | null = null

  constructor(number: number, issue: Issue, run: FakeBudget | null, nowMs: number, ttlMs: number | null) {
    this.id = `key_fake_${number}`
    this.vaultKey = `vault_key_fake_${number}_${'0'.repeat(24)}`
    this.issue = issue
    this.createdMs = nowMs
    this.expiresMs = expiryOf(issue, nowMs, ttlMs)
    // A run's caps are the run's; its keys have none of their own.
    this.budget = new FakeBudget(`key:${this.id}`, 'key', run === null ? capsOf({ ...issue }) : {}, nowMs)
    this.run = run
  }

  get budgets(): readonly FakeBudget[] {
    return this.run === null ? [this.budget] : [this.budget, this.run]
  }

  status(nowMs: number): KeyStatus {
    if (this.revoked !== null) return 'revoked'
    if (nowMs >= this.expiresMs) return 'expired'
    const caps = this.budgets.flatMap((budget) => budget.lines(nowMs)).filter(({ cap_usd }) => cap_usd !== null)
    return caps.some(({ cap_usd, remaining_usd }) => remaining_usd === 0 && cap_usd !== 0) ? 'exhausted' : 'active'
  }

  shown(nowMs: number, origin: string): Key {
    const { issue, run } = this
    const label = issue.label ?? issue.run ?? null
    return {
      id: this.id,
      key_id: this.id,
      vendor: issue.vendor,
      connection: issue.vendor,
      label,
      run: issue.run ?? null,
      agent_run_label: issue.run ?? null,
      run_budget: issue.run_budget ?? 'shared',
      ...capFields((run ?? this.budget).caps),
      daily_reset: 'anchor',
      timezone: null,
      caps: {},
      max_usd_per_call: shownUsd(issue.max_usd_per_call),
      max_calls: issue.max_calls ?? null,
      max_concurrent_calls: issue.max_concurrent_calls ?? null,
      rate_limit: issue.rate_limit ?? null,
      allowed_endpoints: [...issue.allowed_endpoints],
      parameters: { ...issue.parameters } as Key['parameters'],
      unknown_cost: issue.unknown_cost ?? 'deny',
      idempotency_scope: issue.idempotency_scope ?? 'principal',
      accounts: [...(issue.accounts ?? [])],
      opened_endpoints: [...(issue.opened_endpoints ?? [])],
      exhausted_status: issue.exhausted_status ?? 429,
      uncapped: issue.uncapped ?? false,
      mode: issue.mode ?? 'enforce',
      shared_budgets: [],
      tags: { ...issue.tags },
      created_at: new Date(this.createdMs).toISOString(),
      expires_at: new Date(this.expiresMs).toISOString(),
      status: this.status(nowMs),
      base_url: `${origin}/${issue.vendor}`,
      budgets: this.budgets.flatMap((budget) => budget.lines(nowMs)),
      calls: this.callsMs.length,
      principal: 'admin',
      revoked_at: this.revoked === null ? null : new Date(this.revoked.atMs).toISOString(),
      reason: this.revoked?.reason ?? null,
    }
  }

  issued(nowMs: number, origin: string): IssuedKeyFields {
    const bearer = this.revoked === null && nowMs < this.expiresMs ? this.vaultKey : null
    return { ...this.shown(nowMs, origin), vault_key: bearer, token: bearer }
  }
}

function expiryOf({ expires_at: at }: Issue, nowMs: number, ttlMs: number | null): number {
  if (at !== undefined) return typeof at === 'number' ? at * 1_000 : Date.parse(at)
  return nowMs + (ttlMs ?? HOUR_MS)
}

function shownUsd(value: Issue['max_usd_per_call']): number | null {
  const micro = microOf(value)
  return micro === null ? null : usdOf(micro)
}

/** Whether a revocation means this key. */
export function isMeant({ id, vaultKey, issue }: FakeKey, which: RevokeKeys): boolean {
  const label = issue.label ?? issue.run ?? ''
  if ('label' in which) return label === which.label
  if ('label_prefix' in which) return label.startsWith(which.label_prefix)
  if ('run' in which) return issue.run === which.run
  if ('vendor' in which) return issue.vendor === which.vendor
  // The fake has one connection for each vendor, of its name.
  if ('connection' in which) return issue.vendor === which.connection
  if ('vault_key' in which) return vaultKey === which.vault_key
  if ('key_id' in which) return id === which.key_id
  return false
}

export const sameCaps = (a: Caps, b: Caps): boolean => JSON.stringify(capFields(a)) === JSON.stringify(capFields(b))
