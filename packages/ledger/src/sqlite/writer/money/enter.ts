import type { Enter, EnterResult } from '../../../ledger.ts'
import type { Unit } from '../unit.ts'
import { findClaim } from './claim.ts'
import { brokenLimit, countRate } from './limits.ts'
import { refuseCall } from './refusal.ts'
import { standing } from './standing.ts'

/** Every check up to `cost known`, before the vendor is asked for an amount. Rate and concurrency are counted here. */
export function enter(unit: Unit, command: Enter): EnterResult {
  const at = unit.time(command.at)
  const stands = standing(unit, command, at)
  if (stands.kind === 'stale') return { status: 'stale' }
  if (stands.kind === 'refused') return refuseCall(unit, command, at, stands.reason)
  const { key } = stands
  const claim = findClaim(unit, command.claim, at)
  if (claim.kind === 'refused') return refuseCall(unit, command, at, claim.reason)
  const limit = brokenLimit(unit, key, at)
  if (limit !== null && !key.observe) return refuseCall(unit, command, at, limit)
  countRate(unit, key, at)
  unit.memory.enter(command.callId, key.id, limit?.code ?? null)
  return { status: 'entered' }
}
