import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { BrakeState } from '@keybrake/ledger'
import { Brakes } from './brakes.ts'
import { NOW } from './testing/caller.ts'

const brake = (vendor: string | null, engaged: boolean): BrakeState => ({
  vendor,
  engaged,
  reason: 'an incident',
  at: NOW,
  principalId: 'admin',
})

async function engaged(states: readonly BrakeState[], vendor: string): Promise<string | null | undefined> {
  const brakes = new Brakes(() => Promise.resolve(states))
  await brakes.refresh()
  return brakes.engagedFor(vendor)?.vendor
}

test('the global brake stops every vendor, a vendor’s own only that one, and a released one nobody', async () => {
  assert.equal(await engaged([brake(null, true)], 'stripe'), null)
  assert.equal(await engaged([brake('stripe', true)], 'stripe'), 'stripe')
  assert.equal(await engaged([brake('stripe', true)], 'twilio'), undefined)
  assert.equal(await engaged([brake(null, false), brake('stripe', false)], 'stripe'), undefined)
  assert.equal(await engaged([brake(null, false), brake('twilio', true)], 'twilio'), 'twilio')
})

test('what is known of the brake is what was last read', async () => {
  let states = [brake(null, true)]
  const brakes = new Brakes(() => Promise.resolve(states))
  assert.equal(brakes.engagedFor('stripe'), null)
  await brakes.refresh()
  assert.equal(brakes.engagedFor('stripe')?.reason, 'an incident')
  states = []
  await brakes.refresh()
  assert.equal(brakes.engagedFor('stripe'), null)
})
