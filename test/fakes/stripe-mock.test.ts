/** Stripe's own mock takes every request of the Stripe SDKs as it leaves the product: it checks each parameter. */
import assert from 'node:assert/strict'
import { leftOut } from '../sdk/lib/left-out.ts'
import { programsOf, pythonProgram } from '../sdk/lib/program.ts'
import { STRIPE_GO, STRIPE_NODE, STRIPE_PYTHON } from '../sdk/lib/sdks.ts'
import type { Exchange } from '../support/relay.ts'
import { type Also, pageIsAccepted, programIsAccepted, tourIsAccepted } from './lib/accepted.ts'
import { keysAreScoped, stageBefore } from './lib/behind.ts'
import { PYTHON_TOURS, startStripeMock } from './lib/fake.ts'
import { STRIPE_TOURS, stripeThrough } from './lib/tours/stripe.ts'

const isWrite = ({ method }: Exchange): boolean => method === 'POST'

/** The object at the vendor says which row of the audit log it belongs to. */
const carriesItsCall: Also = async (scene, [exchange]) => {
  keysAreScoped(scene, isWrite)
  const callId = new URLSearchParams(exchange?.body).get('metadata[keybrake_call]')
  assert.ok(callId !== null, exchange?.body)
  assert.equal((await scene.row(callId))['decision'], 'allowed')
}

const started = await startStripeMock()
const programs = await programsOf([STRIPE_NODE, STRIPE_PYTHON, STRIPE_GO])
const python = await pythonProgram(PYTHON_TOURS, 'stripe')
if (started.kind === 'missing') leftOut('stripe-mock', started.why)
else {
  const scene = await stageBefore(started.fake)
  for (const [sdk, made] of programs) pageIsAccepted(scene, sdk, made, carriesItsCall)
  for (const [what, tour] of Object.entries(STRIPE_TOURS))
    tourIsAccepted(
      what,
      scene,
      'stripe',
      (before, vaultKey) => tour(stripeThrough(before, vaultKey)),
      (after) => (what.startsWith('reads') ? undefined : keysAreScoped(after, isWrite)),
    )
  programIsAccepted('stripe (Python)', scene, 'stripe', python, (after) => keysAreScoped(after, isWrite))
}
