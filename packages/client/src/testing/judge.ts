/** Judges one call of the fake in the order of the proxy, up to the caps. */
import type { Brake } from '../types/others.ts'
import type { Refusal } from './answers.ts'
import { rateOf } from './issue.ts'
import type { FakeKey } from './keys.ts'
import { microOf, usdOf } from './money.ts'
import { endpointRefusal, parameterRefusal } from './policy.ts'
import type { FakeCall } from './vendors.ts'

/** @param cost micro-USD; null where nobody can say */
export function judged(key: FakeKey, call: FakeCall, cost: number | null, brake: Brake, nowMs: number): Refusal | null {
  return (
    brakeRefusal(brake, call.vendor) ??
    standingRefusal(key, nowMs) ??
    endpointRefusal(key.issue.allowed_endpoints, call) ??
    parameterRefusal(key.issue.parameters ?? {}, call) ??
    rateRefusal(key, nowMs) ??
    (cost === null ? unknownCost(call) : capRefusal(key, cost, nowMs))
  )
}

function brakeRefusal(brake: Brake, vendor: string): Refusal | null {
  const own = brake.vendors.find((one) => one.vendor === vendor && one.engaged)
  if (!brake.engaged && own === undefined) return null
  const reason = (brake.engaged ? brake.reason : own?.reason) ?? ''
  return {
    code: 'brake_engaged',
    message: `An operator has stopped all calls: ${reason}. Nothing was sent. Do not retry until the brake is released.`,
    details: { reason },
  }
}

function standingRefusal(key: FakeKey, nowMs: number): Refusal | null {
  if (key.revoked !== null)
    return { code: 'key_revoked', message: 'This vault key was revoked. Stop: someone ended this work on purpose.' }
  if (nowMs < key.expiresMs) return null
  return { code: 'key_expired', message: 'This vault key has expired. Ask for a new key; do not retry with this one.' }
}

function rateRefusal({ issue, callsMs }: FakeKey, nowMs: number): Refusal | null {
  const rate = rateOf(issue.rate_limit)
  if (rate === null) return null
  const recent = callsMs.filter((at) => at > nowMs - rate.ms)
  const [oldest] = recent
  if (recent.length < rate.calls || oldest === undefined) return null
  const retryAfterS = Math.ceil((oldest + rate.ms - nowMs) / 1_000)
  return {
    code: 'rate_limited',
    message: `This vault key has used up its call rate. Repeat after ${retryAfterS} s.`,
    retryAfterS,
  }
}

const unknownCost = ({ method, path }: FakeCall): Refusal => ({
  code: 'cost_unknown',
  message: `The fake does not know what ${method} ${path} costs. Nothing was sent. Do not retry it unchanged.`,
})

function capRefusal(key: FakeKey, cost: number, nowMs: number): Refusal | null {
  if (cost === 0) return null
  const { max_usd_per_call: perCall, max_calls: most, exhausted_status: status = 429 } = key.issue
  const perCallMicro = microOf(perCall)
  if (perCallMicro !== null && cost > perCallMicro)
    return exhausted(status, cost, { budget: `key:${key.id}`, window: 'call', cap_usd: usdOf(perCallMicro) })
  if (most !== undefined && key.costly >= most) return countedOut(status, most, key)
  const full = key.budgets.map((budget) => budget.full(cost, nowMs)).find((line) => line !== null)
  if (full === undefined) return null
  const { budget, window, cap_usd, spent_usd, held_usd, resets_at } = full
  return exhausted(status, cost, { budget, window, cap_usd, spent_usd, held_usd, resets_at })
}

const countedOut = (status: number, most: number, { id, costly }: FakeKey): Refusal => ({
  code: 'cap_exhausted',
  status,
  message: `This vault key may make ${most} calls that cost, and has made them. Nothing was sent. Do not retry.`,
  details: {
    budget: `key:${id}`,
    window: 'calls',
    cap_usd: most,
    spent_usd: costly,
    held_usd: 0,
    requested_usd: 1,
    resets_at: null,
    cap_calls: most,
    calls: costly,
  },
})

interface Exhausted {
  readonly budget: string
  readonly window: string
  readonly cap_usd: number | null
  readonly spent_usd?: number
  readonly held_usd?: number
  readonly resets_at?: string | null
}

function exhausted(status: number, cost: number, line: Exhausted): Refusal {
  const { budget, window, cap_usd: cap, spent_usd: spent = 0, held_usd: held = 0, resets_at = null } = line
  const used = (Math.round(spent * 1e6) + Math.round(held * 1e6)) / 1e6
  return {
    code: 'cap_exhausted',
    status,
    message: `Spend cap reached: ${used} of ${cap} USD of ${budget} (${window}) are used, and this call needs ${usdOf(cost)} USD. Nothing was sent. Do not retry.`,
    details: {
      budget,
      window,
      cap_usd: cap,
      spent_usd: spent,
      held_usd: held,
      requested_usd: usdOf(cost),
      resets_at,
    },
  }
}
