import assert from 'node:assert/strict'
import { test } from 'node:test'
import { HOUR_MS, MINUTE_MS } from '@keybrake/core'
import { GOES_ON, JobRig, type NewCall, usd } from './testing/job-rig.ts'

const INTENT: NewCall = {
  vendor: 'stripe',
  operation: 'payment_intents.create',
  path: '/v1/payment_intents',
  amount: '10',
  request: { amount: '1000', currency: 'usd' },
}
const FORM = { amount: '1000', currency: 'usd', payment_method: 'pm_card_visa', confirm: 'true' }

/** A call of which nothing came back. `executed`: Stripe did it all the same. */
async function lost(rig: JobRig, executed: boolean, call: NewCall = INTENT): Promise<string> {
  const { callId, mark } = await rig.admit(call)
  if (executed) await rig.send('stripe', call.path, { ...FORM, 'metadata[keybrake_call]': mark })
  await rig.lose(callId)
  return callId
}

/** One round to take note of what is new, and one when it is due. */
async function look(rig: JobRig, ms = 30_000): Promise<void> {
  await rig.lostCalls.round(GOES_ON)
  rig.pass(ms)
  await rig.lostCalls.round(GOES_ON)
}

test('a call that Stripe executed is found by its mark and settled at what it cost', async () => {
  await using rig = await JobRig.start()
  const callId = await lost(rig, true)
  assert.deepEqual(await rig.counted('stripe'), { spent: 0n, held: usd('10') })
  await look(rig)
  assert.deepEqual(await rig.counted('stripe'), { spent: usd('10'), held: 0n })
  const { state, cost, facts } = await rig.row(callId)
  assert.deepEqual([state, cost, facts['resolved_by']], ['settled', usd('10'), 'reconciler'])
  assert.deepEqual([facts['inquiries'], facts['inquired']], [1, ['GET /v1/payment_intents: 200']])
  assert.equal(facts['vendor_object_id'], rig.sandbox.executed()[0]?.id)
  assert.deepEqual(await rig.metric('keybrake_lost_calls_found_total'), [
    'keybrake_lost_calls_found_total{vendor="stripe"} 1',
  ])
  await look(rig)
  assert.equal(rig.heard('stripe', 'GET').length, 1)
  assert.deepEqual(await rig.metric('keybrake_unknown_holds'), ['keybrake_unknown_holds 0'])
})

test('one that it never executed stays unknown through every question, and is assumed in full after its window', async () => {
  await using rig = await JobRig.start()
  const callId = await lost(rig, false)
  const asked: number[] = []
  await rig.lostCalls.round(GOES_ON)
  const lostAt = rig.at
  while (rig.at < lostAt + 24 * HOUR_MS) {
    rig.pass(30_000)
    const before = rig.heard('stripe', 'GET').length
    await rig.lostCalls.round(GOES_ON)
    if (rig.heard('stripe', 'GET').length > before) asked.push((rig.at - lostAt) / MINUTE_MS)
    if (asked.length === 1) assert.deepEqual(await rig.counted('stripe'), { spent: 0n, held: usd('10') })
  }
  // Growing pauses, and a last question two minutes before the end.
  assert.deepEqual(asked, [0.5, 2, 6.5, 20, 60.5, 182, 542, 902, 1262, 1438])
  const { state, facts } = await rig.row(callId)
  assert.deepEqual([state, facts['inquiries'], facts['error']], ['unknown', asked.length, 'reset'])
  assert.equal(await rig.store.ledger.assume(rig.at), 1)
  assert.deepEqual(await rig.counted('stripe'), { spent: usd('10'), held: 0n })
  assert.equal((await rig.row(callId)).state, 'assumed')
  await look(rig)
  assert.equal(rig.heard('stripe', 'GET').length, asked.length)
  assert.deepEqual(rig.heard('stripe', 'POST'), [])
})

test('a retry under the same key is found by the id that the vendor was sent with the first attempt', async () => {
  await using rig = await JobRig.start()
  const call = { ...INTENT, claim: 'key-1' }
  const first = await lost(rig, false, call)
  rig.pass(HOUR_MS)
  const again = await lost(rig, true, call)
  await look(rig)
  assert.deepEqual(await rig.counted('stripe'), { spent: usd('10'), held: 0n })
  assert.equal((await rig.row(first)).state, 'settled')
  assert.equal((await rig.row(again)).state, 'settled')
})

test('a call that changed an object is found by what the object is now', async () => {
  await using rig = await JobRig.start()
  const { id } = await rig.send('stripe', '/v1/payment_intents', { ...FORM, confirm: 'false' })
  const path = `/v1/payment_intents/${String(id)}/confirm`
  const { callId } = await rig.admit({ ...INTENT, operation: 'payment_intents.confirm', path, request: {} })
  await rig.lose(callId)
  await look(rig)
  assert.equal((await rig.row(callId)).state, 'unknown')
  await rig.send('stripe', path, {})
  await look(rig, 2 * MINUTE_MS)
  const { state, cost } = await rig.row(callId)
  assert.deepEqual([state, cost], ['settled', usd('10')])
})

test('the calls are told of once, and counted as long as they are unknown', async () => {
  await using rig = await JobRig.start()
  const callId = await lost(rig, false)
  await look(rig)
  const warnings = rig.logged.filter((line) => line.includes('"level":40'))
  assert.equal(warnings.length, 1)
  assert.match(warnings[0] ?? '', new RegExp(`"unknown_holds":1.*${callId}`))
  assert.deepEqual(await rig.metric('keybrake_unknown_holds'), ['keybrake_unknown_holds 1'])
  const person = { at: rig.at, reason: 'not in the dashboard', principalId: 'admin' }
  await rig.store.ledger.resolve({ ...person, callId, executed: false, cost: null })
  await look(rig, HOUR_MS)
  assert.equal(rig.heard('stripe', 'GET').length, 1)
  assert.deepEqual(await rig.metric('keybrake_unknown_holds'), ['keybrake_unknown_holds 0'])
})

test('a vendor that does not answer is asked one question a minute, and no pause grows by it', async () => {
  await using rig = await JobRig.start()
  const ids = [await lost(rig, true), await lost(rig, true)]
  rig.sandbox.order({ vendor: 'stripe', kind: 'status_before', status: 503, match: { method: 'GET' }, times: 3 })
  await look(rig)
  assert.equal(rig.heard('stripe', 'GET').length, 1)
  await look(rig, MINUTE_MS)
  assert.equal(rig.heard('stripe', 'GET').length, 3)
  assert.equal((await rig.row(ids[0] ?? '')).facts['inquiries'], 1)
  await look(rig, MINUTE_MS)
  for (const callId of ids) assert.equal((await rig.row(callId)).state, 'settled')
})

test('nothing is asked where no answer can prove anything: the hold waits for a person', async () => {
  await using rig = await JobRig.start()
  const path = `/2010-04-01/Accounts/${rig.sandbox.credentials.twilio.account_sid}/Messages.json`
  const { callId } = await rig.admit({ vendor: 'twilio', operation: 'messages.create', path, amount: '0.01' })
  await rig.lose(callId)
  await look(rig)
  await look(rig, HOUR_MS)
  assert.deepEqual(rig.heard('twilio', 'GET'), [])
  assert.deepEqual(await rig.metric('keybrake_unknown_holds'), ['keybrake_unknown_holds 1'])
  assert.equal((await rig.row(callId)).facts['inquiries'], undefined)
})

test('what was lost is settled at what Stripe executed and no less, whichever of the calls it executed', async () => {
  await using rig = await JobRig.start()
  const executed = [true, false, false, true, true, false, true, false]
  const ids: string[] = []
  for (const each of executed) ids.push(await lost(rig, each))
  await look(rig)
  const done = executed.filter((each) => each).length
  const moved = rig.sandbox.executed({ vendor: 'stripe' }).reduce((sum, { added }) => sum + BigInt(added) * 10_000n, 0n)
  assert.deepEqual(await rig.counted('stripe'), { spent: moved, held: usd(String(10 * (executed.length - done))) })
  for (const [index, callId] of ids.entries())
    assert.equal((await rig.row(callId)).state, executed[index] === true ? 'settled' : 'unknown')
  assert.equal((await rig.store.ledger.verify()).length, 0)
  assert.equal(rig.heard('stripe', 'POST').length, done)
})

test('a round that is stopped asks nothing more', async () => {
  await using rig = await JobRig.start()
  await lost(rig, true)
  await rig.lostCalls.round(GOES_ON)
  rig.pass(MINUTE_MS)
  await rig.lostCalls.round(() => true)
  assert.deepEqual(rig.heard('stripe', 'GET'), [])
})
