/** A cap that refuses a call must have no room for it: by the cap that the test set, and by what the refusal says is counted. */
import type { Json } from '../../support/admin.ts'
import { microUsd } from '../../support/with-sandbox.ts'
import type { TaleKey } from './tale.ts'
import type { Heard } from './wire.ts'

/** What is wrong with a `cap_exhausted`, or null. A call that fills the cap to the last micro-USD fits. */
export function unwarranted({ purses }: TaleKey, { json }: Heard): string | null {
  const said = json['keybrake'] as Json
  const purse = purses.find(({ budget, window }) => budget === said['budget'] && window === said['window'])
  if (purse === undefined) return `refused by a budget that the key does not draw on: ${JSON.stringify(said)}`
  const [spent, held, requested] = [said['spent_usd'], said['held_usd'], said['requested_usd']].map(microUsd)
  if (spent === undefined || held === undefined || requested === undefined) return null
  return spent + held + requested > purse.cap ? null : `refused although there is room: ${JSON.stringify(said)}`
}
