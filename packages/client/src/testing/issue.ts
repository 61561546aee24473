/** Reads `POST /vault/keys` as the admin API does: the names it knows, and every fault with its place. */
import type { IssueKey, UnknownCost } from '../types/key.ts'
import type { Fault } from './answers.ts'
import { CAP_FIELDS } from './ledger.ts'
import { microOf } from './money.ts'
import { VENDORS } from './vendors.ts'

const ALIASES: Readonly<Record<string, string>> = {
  usd_cap: 'total_usd_cap',
  run_usd_cap: 'total_usd_cap',
  ttl: 'expires_in',
  ttl_seconds: 'expires_in',
  agent_run_label: 'run',
  agent_run_id: 'run',
}

/** What the fake keeps to; the other fields of an issue are known to it, and shown, and not enforced. */
const KNOWN: ReadonlySet<string> = new Set<keyof IssueKey>([
  ...(Object.values(CAP_FIELDS) as (keyof IssueKey)[]),
  ...(['vendor', 'connection', 'allowed_endpoints', 'expires_in', 'expires_at', 'label', 'run', 'run_budget'] as const),
  ...(['tags', 'parameters', 'max_usd_per_call', 'max_calls', 'rate_limit', 'exhausted_status', 'uncapped'] as const),
  ...(['unknown_cost', 'idempotency_scope', 'max_concurrent_calls', 'mode', 'accounts', 'opened_endpoints'] as const),
])

/** A body whose names are the canonical ones. */
export type Issue = Omit<IssueKey, 'vendor' | 'unknown_cost'> & { vendor: string; unknown_cost?: UnknownCost }

export type ReadIssue =
  | { readonly ok: true; readonly issue: Issue; readonly ttlMs: number | null }
  | { readonly ok: false; readonly faults: readonly Fault[] }

export function readIssue(body: unknown): ReadIssue {
  if (typeof body !== 'object' || body === null) return fail([{ pointer: '', message: 'must be a JSON object' }])
  const faults: Fault[] = []
  const fields: Record<string, unknown> = {}
  for (const [given, value] of Object.entries(body)) {
    const name = ALIASES[given] ?? given
    if (!KNOWN.has(name)) faults.push({ pointer: `/${given}`, message: 'is not a known field, or not of the fake' })
    else fields[name] = value
  }
  const vendor = fields['vendor'] ?? fields['connection']
  if (typeof vendor !== 'string' || !VENDORS.includes(vendor))
    faults.push({ pointer: '/vendor', message: `must be one of ${VENDORS.join(', ')}` })
  if (!Array.isArray(fields['allowed_endpoints']) || fields['allowed_endpoints'].length === 0)
    faults.push({ pointer: '/allowed_endpoints', message: 'is required' })
  for (const name of [...Object.values(CAP_FIELDS), 'max_usd_per_call'])
    if (fields[name] !== undefined && microOf(fields[name]) === null)
      faults.push({ pointer: `/${name}`, message: 'must be an amount of USD, and not negative' })
  if (fields['uncapped'] !== true && !Object.values(CAP_FIELDS).some((name) => fields[name] !== undefined))
    faults.push({ pointer: '/total_usd_cap', message: 'is required, or another cap' })
  const ttlMs = fields['expires_in'] === undefined ? null : durationMs(fields['expires_in'])
  if (fields['expires_in'] !== undefined && ttlMs === null)
    faults.push({ pointer: '/expires_in', message: 'must be a duration such as "30m"' })
  if (faults.length > 0) return fail(faults)
  return { ok: true, issue: { ...fields, vendor } as Issue, ttlMs }
}

const fail = (faults: readonly Fault[]): ReadIssue => ({ ok: false, faults })

const UNIT_MS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 }

/** `"30m"`, or whole seconds. */
export function durationMs(value: unknown): number | null {
  const [, count, unit = 's'] = /^([1-9]\d{0,9})([smhdw])?$/.exec(String(value)) ?? []
  if (count === undefined || (typeof value === 'string' && !/[smhdw]$/.test(value))) return null
  return Number.parseInt(count, 10) * (UNIT_MS[unit] ?? 0)
}

/** Calls and the time they are for: `"60/m"`. */
export function rateOf(value: string | undefined): { readonly calls: number; readonly ms: number } | null {
  const [, calls, unit] = /^(\d+)\/([smhd])$/.exec(value ?? '') ?? []
  return calls === undefined || unit === undefined
    ? null
    : { calls: Number.parseInt(calls, 10), ms: UNIT_MS[unit] ?? 0 }
}
