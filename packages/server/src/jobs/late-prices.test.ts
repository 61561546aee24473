import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DAY_MS, HOUR_MS, instant, MINUTE_MS } from '@keybrake/core'
import type { SandboxOptions } from '@keybrake/sandbox'
import { ACTOR } from '../start/testing/temp-store.ts'
import { GOES_ON, JobRig, usd } from './testing/job-rig.ts'

const PRICED: SandboxOptions = { twilio: { priceAfterMs: 0, segmentMicroUsd: 7_900n } }
const UNPRICED: SandboxOptions = { twilio: { priceAfterMs: 2 ** 40 } }

const messagesPath = (rig: JobRig): string =>
  `/2010-04-01/Accounts/${rig.sandbox.credentials.twilio.account_sid}/Messages.json`

/** A message that is settled at a list price of 0.0083 USD, and whose price is asked for a minute later. */
async function sent(rig: JobRig, sid?: string): Promise<string> {
  const path = messagesPath(rig)
  const { callId } = await rig.admit({ vendor: 'twilio', operation: 'messages.create', path, amount: '0.0083' })
  const message = await rig.send('twilio', path, { To: '+447700900123', From: '+15005550006', Body: 'hi' })
  await rig.store.ledger.settle({
    at: rig.at,
    callId,
    facts: JSON.stringify({ status: 201, vendor_object_id: sid ?? message['sid'], later: true }),
    actual: usd('0.0083'),
    object: null,
    givesBack: false,
    replayed: false,
    priceDueAt: instant(rig.at + MINUTE_MS),
  })
  return callId
}

test('the price that Twilio states takes the place of the list price, and row and metrics tell the drift', async () => {
  await using rig = await JobRig.start(PRICED)
  const callId = await sent(rig)
  await rig.latePrices.round(GOES_ON)
  assert.deepEqual(rig.heard('twilio', 'GET'), [])
  rig.pass(MINUTE_MS)
  await rig.latePrices.round(GOES_ON)
  assert.deepEqual(await rig.counted('twilio'), { spent: usd('0.0079'), held: 0n })
  const { cost, state, facts } = await rig.row(callId)
  assert.deepEqual([cost, state, facts['late_price']], [usd('0.0079'), 'settled', 'stated'])
  assert.deepEqual([facts['listed_usd'], facts['drift_usd'], facts['route']], [0.0083, -0.0004, 'GB'])
  const [heard = ''] = rig.heard('twilio', 'GET')
  assert.deepEqual(facts['inquired'], [`GET ${heard}: 200`])
  const labels = '{vendor="twilio",operation="messages.create",route="GB"}'
  assert.deepEqual(await rig.metric('keybrake_late_price'), [
    `keybrake_late_prices_total${labels} 1`,
    `keybrake_late_price_listed_usd_total${labels} 0.0083`,
    `keybrake_late_price_billed_usd_total${labels} 0.0079`,
  ])
  rig.pass(DAY_MS)
  await rig.latePrices.round(GOES_ON)
  assert.equal(rig.heard('twilio', 'GET').length, 1)
})

test('until it is there it is asked for with growing pauses, and given up after forty days: the list price stands', async () => {
  await using rig = await JobRig.start(UNPRICED)
  const callId = await sent(rig)
  const settledAt = rig.at
  const asked: number[] = []
  while (rig.at < settledAt + 50 * DAY_MS) {
    rig.pass(rig.at < settledAt + 2 * DAY_MS ? MINUTE_MS : HOUR_MS)
    if ((await rig.store.ledger.awaitedPrices(rig.at, 1)).length === 0) continue
    await rig.latePrices.round(GOES_ON)
    asked.push((rig.at - settledAt) / MINUTE_MS)
  }
  assert.deepEqual(asked.slice(0, 8), [1, 5, 21, 85, 341, 1365, 2805, 4260])
  const lastDays = Math.floor((asked.at(-1) ?? 0) / (24 * 60))
  assert.ok(lastDays === 40 && asked.length < 50, `${asked.length} questions in ${lastDays} days`)
  const { cost, facts } = await rig.row(callId)
  assert.deepEqual([cost, facts['late_price'], facts['inquiries']], [usd('0.0083'), 'given_up', asked.length])
  assert.equal(facts['reason'], 'the vendor stated none in 40 days')
})

test('what Twilio has no more, or answers about something else, is given up at once', async () => {
  await using rig = await JobRig.start(PRICED)
  const callId = await sent(rig, `SM${'0'.repeat(32)}`)
  rig.pass(MINUTE_MS)
  await rig.latePrices.round(GOES_ON)
  const { cost, state, facts } = await rig.row(callId)
  assert.deepEqual([cost, state, facts['late_price']], [usd('0.0083'), 'settled', 'given_up'])
  assert.equal(facts['reason'], 'Twilio has it no more')
  assert.deepEqual(await rig.store.ledger.awaitedPrices(rig.at, 10), [])
})

test('a vendor that wants to be asked less is asked one question a round', async () => {
  await using rig = await JobRig.start(PRICED)
  for (let n = 0; n < 5; n++) await sent(rig)
  rig.pass(MINUTE_MS)
  rig.sandbox.order({ vendor: 'twilio', kind: 'status_before', status: 429, match: { method: 'GET' } })
  await rig.latePrices.round(GOES_ON)
  assert.equal(rig.heard('twilio', 'GET').length, 1)
  await rig.latePrices.round(GOES_ON)
  assert.equal(rig.heard('twilio', 'GET').length, 5)
  rig.pass(4 * MINUTE_MS)
  await rig.latePrices.round(GOES_ON)
  assert.deepEqual(await rig.counted('twilio'), { spent: usd('0.0395'), held: 0n })
  assert.deepEqual((await rig.metric('keybrake_inquiries_total')).toSorted(), [
    'keybrake_inquiries_total{vendor="twilio",about="late_price",result="answered"} 5',
    'keybrake_inquiries_total{vendor="twilio",about="late_price",result="busy"} 1',
  ])
})

test('questions use up no key’s calls and send nothing but reads', async () => {
  await using rig = await JobRig.start(PRICED)
  await sent(rig)
  rig.pass(MINUTE_MS)
  const calls = async () => (await rig.store.registry.keys(FIRST_TEN)).data.map(({ key }) => key.calls)
  const before = await calls()
  await rig.latePrices.round(GOES_ON)
  assert.deepEqual(await calls(), before)
  assert.equal(rig.heard('twilio', 'POST').length, 1)
  const authorization = rig.sandbox.heard().at(-1)?.headers.authorization ?? ''
  const { account_sid, auth_token } = rig.sandbox.credentials.twilio
  assert.equal(authorization, `Basic ${Buffer.from(`${account_sid}:${auth_token}`).toString('base64')}`)
})

const FIRST_TEN = { at: ACTOR.at, limit: 10, cursor: null }

test('a connection that is gone ends the waiting', async () => {
  await using rig = await JobRig.start(PRICED)
  const callId = await sent(rig)
  rig.pass(MINUTE_MS)
  await rig.store.registry.deleteConnection(ACTOR, 'twilio')
  await rig.connections.refresh('twilio')
  await rig.latePrices.round(GOES_ON)
  const { cost, facts } = await rig.row(callId)
  assert.deepEqual([cost, facts['reason']], [usd('0.0083'), 'the connection was deleted'])
  assert.deepEqual(rig.heard('twilio', 'GET'), [])
})
