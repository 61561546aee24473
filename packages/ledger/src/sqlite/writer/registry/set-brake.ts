import { brakeState } from '../records/connection.ts'
import type { RegistryVerbs } from '../verb.ts'
import { recordAdmin } from './admin-entry.ts'

const EVERY_VENDOR = ''

/** Every call is checked against its vendor's brake and the one of every vendor: releasing one leaves the other. */
export const setBrake: RegistryVerbs['setBrake'] = (unit, actor, { vendor, engaged, reason }) => {
  const at = unit.time(actor.at)
  unit.brakes.set({ vendor: vendor ?? EVERY_VENDOR, engaged, reason, at, principalId: actor.principalId })
  const action = engaged ? 'brake.engaged' : 'brake.released'
  recordAdmin(unit, actor, at, { action, subject: vendor ?? '*', facts: { vendor, reason } })
  return unit.brakes.all().map(brakeState)
}
