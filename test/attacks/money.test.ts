/** Races and repeats that once moved more through a budget than its cap. The simulated Stripe says what was moved. */
import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { type CallAnswer, charge, eventually, stageOnSandbox } from '../support/stage.ts'
import { spendLine, stripeMicroUsd } from '../support/with-sandbox.ts'

const { sandbox, admin, call } = await stageOnSandbox()
beforeEach(() => sandbox.clear())

/** The answer to a question stays on the wire this long: whatever comes meanwhile comes between question and call. */
const ANSWER_MS = 400
const MEANWHILE_MS = 150

interface Agent {
  readonly post: (path: string, form?: Record<string, string>, idempotencyKey?: string) => Promise<CallAnswer>
  readonly countedUsd: () => Promise<number>
}

async function agentWith(totalUsdCap: number, connection = 'stripe'): Promise<Agent> {
  const { id, vault_key } = await admin.issue({ connection, total_usd_cap: totalUsdCap })
  return {
    post: (path, form = {}, idempotencyKey) =>
      call({
        key: vault_key,
        method: 'POST',
        path: `/${connection}/v1/${path}`,
        form,
        headers: idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey },
      }),
    countedUsd: async () => {
      const line = spendLine((await admin.request('GET', `/vault/keys/${id}`)).body, `key:${id}`, 'total')
      return Number(line['spent_usd']) + Number(line['held_usd'])
    },
  }
}

const movedUsd = (): number => Number(stripeMicroUsd(sandbox)) / 1_000_000
const late = (path: string): void => {
  sandbox.order({ vendor: 'stripe', kind: 'delay', ms: ANSWER_MS, match: { method: 'GET', path } })
}
const textOf = ({ body, text }: CallAnswer, field: string): string => {
  const value = body[field]
  assert.ok(typeof value === 'string', text)
  return value
}

const card = (option: string): Record<string, string> => ({
  [`payment_method_options[card][${option}]`]: 'if_available',
})
const MANUAL = { confirm: 'true', payment_method: 'pm_card_visa', capture_method: 'manual' }

test('a refund without an amount moves nothing beyond the cap when a capture comes between its question and itself', async () => {
  const agent = await agentWith(100)
  const intent = await agent.post('payment_intents', charge(10_000, MANUAL))
  const of = textOf(intent, 'latest_charge')
  late(`/v1/charges/${of}`)
  const refund = agent.post('refunds', { charge: of })
  await delay(MEANWHILE_MS)
  assert.equal((await agent.post(`payment_intents/${textOf(intent, 'id')}/capture`)).status, 200)
  assert.notEqual((await refund).status, 200)
  assert.equal(movedUsd(), 100)
})

test('nor does it when an over-capture raises what is left of a charge that was refunded in part', async () => {
  const agent = await agentWith(219)
  const options = { ...MANUAL, ...card('request_multicapture'), ...card('request_overcapture') }
  const intent = await agent.post('payment_intents', charge(10_000, options))
  const of = textOf(intent, 'latest_charge')
  const capture = `payment_intents/${textOf(intent, 'id')}/capture`
  assert.equal((await agent.post(capture, { amount_to_capture: '100', final_capture: 'false' })).status, 200)
  assert.equal((await agent.post('refunds', { charge: of })).status, 200)
  late(`/v1/charges/${of}`)
  const refund = agent.post('refunds', { charge: of })
  await delay(MEANWHILE_MS)
  assert.equal((await agent.post(capture, { amount_to_capture: '11800' })).status, 200)
  await refund
  assert.ok(movedUsd() <= 219, `${movedUsd()} USD moved`)
})

test('a repeat of a lost confirm is not sent when the intent was raised meanwhile by a key of another budget', async () => {
  const small = await agentWith(10)
  const large = await agentWith(200)
  const id = textOf(await small.post('payment_intents', charge(1_000, { payment_method: 'pm_card_visa' })), 'id')
  const confirm = `payment_intents/${id}/confirm`
  sandbox.order({ vendor: 'stripe', kind: 'reset_before', match: { method: 'POST', path: `/v1/${confirm}` } })
  assert.equal((await small.post(confirm, {}, 'K1')).status, 502)
  assert.equal((await large.post(`payment_intents/${id}`, { amount: '10000' })).status, 200)
  const again = await small.post(confirm, {}, 'K1')
  assert.equal(again.code, 'cost_unknown', again.text)
  assert.equal(sandbox.heard().filter(({ url }) => url.endsWith('/confirm')).length, 1)
})

test('two connections to one account move its objects one after another', async () => {
  const { secret_key } = sandbox.credentials.stripe
  const second = { name: 'stripe-b', vendor: 'stripe', secret: secret_key, upstream: sandbox.urls.stripe }
  assert.equal((await admin.request('POST', '/vault/connections', second)).status, 201)
  const large = await agentWith(200)
  const small = await agentWith(1, 'stripe-b')
  const id = textOf(await large.post('payment_intents', charge(100, { payment_method: 'pm_card_visa' })), 'id')
  late(`/v1/payment_intents/${id}`)
  const confirm = small.post(`payment_intents/${id}/confirm`)
  await delay(MEANWHILE_MS)
  const raise = large.post(`payment_intents/${id}`, { amount: '10000' })
  const confirmed = await confirm
  assert.equal(confirmed.body['amount_received'], 100, confirmed.text)
  await raise
})

test('what a partial capture leaves to capture stays counted', async () => {
  const agent = await agentWith(100)
  const intent = await agent.post('payment_intents', charge(10_000, { ...MANUAL, ...card('request_multicapture') }))
  const capture = `payment_intents/${textOf(intent, 'id')}/capture`
  assert.equal((await agent.post(capture, { amount_to_capture: '100', final_capture: 'false' })).status, 200)
  await eventually(async () => assert.equal(await agent.countedUsd(), 100))
  assert.equal((await agent.post('payment_intents', charge(1))).code, 'cap_exhausted')
  assert.ok(movedUsd() <= 100, `${movedUsd()} USD can move`)
})

test('a lower total gives nothing back while a raise of unknown fate may still land', async () => {
  const agent = await agentWith(100)
  const id = textOf(await agent.post('payment_intents', charge(5_000)), 'id')
  sandbox.order({
    vendor: 'stripe',
    kind: 'reset_before',
    match: { method: 'POST', path: `/v1/payment_intents/${id}` },
  })
  assert.equal((await agent.post(`payment_intents/${id}`, { amount: '10000' })).status, 502)
  assert.equal((await agent.post(`payment_intents/${id}`, { amount: '100' })).status, 200)
  await eventually(async () => assert.equal(await agent.countedUsd(), 100))
  assert.equal((await agent.post('payment_intents', charge(1))).code, 'cap_exhausted')
})
