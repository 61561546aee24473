/** One object counts once in each budget and window: a call reserves what it may move less what is counted already. */
import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { type CallAnswer, charge, eventually, stageOnSandbox } from '../support/stage.ts'
import { spendLine } from '../support/with-sandbox.ts'

const { sandbox, admin, call, row } = await stageOnSandbox()
beforeEach(() => sandbox.clear())
const intents = '/stripe/v1/payment_intents'

interface Agent {
  readonly id: string
  readonly post: (path: string, form?: Record<string, string>, headers?: Record<string, string>) => Promise<CallAnswer>
  readonly counted: () => Promise<number>
}

async function agentWith(totalUsdCap: number): Promise<Agent> {
  const { id, vault_key } = await admin.issue({ total_usd_cap: totalUsdCap })
  return {
    id,
    post: (path, form = {}, headers = {}) => call({ key: vault_key, method: 'POST', path, form, headers }),
    counted: async () => {
      const line = spendLine((await admin.request('GET', `/vault/keys/${id}`)).body, `key:${id}`, 'total')
      return Number(line['spent_usd']) + Number(line['held_usd'])
    },
  }
}

const idOf = ({ body, text }: CallAnswer): string => {
  assert.ok(typeof body['id'] === 'string', text)
  return body['id']
}
const MANUAL = { capture_method: 'manual', confirm: 'true', payment_method: 'pm_card_visa' }
const settles = (agent: Agent, usd: number): Promise<void> =>
  eventually(async () => assert.equal(await agent.counted(), usd))

test('create, confirm and capture of one intent count once, even under a cap they fill', async () => {
  const agent = await agentWith(10)
  const id = idOf(await agent.post(intents, charge(1_000, { capture_method: 'manual' })))
  assert.equal((await agent.post(`${intents}/${id}/confirm`, { payment_method: 'pm_card_visa' })).status, 200)
  assert.equal((await agent.post(`${intents}/${id}/capture`)).status, 200)
  await settles(agent, 10)
  assert.equal((await agent.post(intents, charge(1))).code, 'cap_exhausted')
})

test('an update to more reserves the difference: equal to the rest is admitted, one cent more is not', async () => {
  const agent = await agentWith(10)
  const id = idOf(await agent.post(intents, charge(600)))
  assert.equal((await agent.post(`${intents}/${id}`, { amount: '1001' })).code, 'cap_exhausted')
  assert.equal((await agent.post(`${intents}/${id}`, { amount: '1000' })).status, 200)
  await settles(agent, 10)
})

test('a smaller update does not leave room that a larger one takes twice', async () => {
  const agent = await agentWith(10)
  const id = idOf(await agent.post(intents, charge(1_000)))
  await agent.post(`${intents}/${id}`, { amount: '100' })
  const second = await agent.post(intents, charge(950))
  const again = await agent.post(`${intents}/${id}`, { amount: '1000' })
  const moved = sandbox.executed().reduce((sum, { added }) => sum + Number(added), 0)
  assert.ok(moved <= 1_000, `${moved} cents (${second.status}, ${again.status})`)
})

test('an increment of the authorisation and an over-capture reserve the difference', async () => {
  const agent = await agentWith(10)
  const manual = charge(800, { ...MANUAL, 'payment_method_options[card][request_overcapture]': 'if_available' })
  const id = idOf(await agent.post(intents, manual))
  assert.equal((await agent.post(`${intents}/${id}/increment_authorization`, { amount: '1001' })).code, 'cap_exhausted')
  assert.equal((await agent.post(`${intents}/${id}/increment_authorization`, { amount: '900' })).status, 200)
  await settles(agent, 9)
  assert.equal((await agent.post(`${intents}/${id}/capture`, { amount_to_capture: '1001' })).code, 'cap_exhausted')
  assert.equal((await agent.post(`${intents}/${id}/capture`, { amount_to_capture: '1000' })).status, 200)
  await settles(agent, 10)
})

test('an object that another budget counted counts in full in this one', async () => {
  const [maker, poor, rich] = [await agentWith(10), await agentWith(9.99), await agentWith(10)]
  const id = idOf(await maker.post(intents, charge(1_000)))
  const confirm = (agent: Agent) => agent.post(`${intents}/${id}/confirm`, { payment_method: 'pm_card_visa' })
  assert.equal((await confirm(poor)).code, 'cap_exhausted')
  assert.equal((await confirm(rich)).status, 200)
  await settles(rich, 10)
  await settles(maker, 10)
})

test('an object made beside the proxy is asked for with the real secret, and the question is on the row', async () => {
  const outside = await fetch(`${sandbox.urls.stripe}/v1/payment_intents`, {
    method: 'POST',
    headers: { authorization: `Bearer ${sandbox.credentials.stripe.secret_key}` },
    body: new URLSearchParams(charge(5_000)),
  })
  const { id } = (await outside.json()) as { id: string }
  const [poor, rich] = [await agentWith(49.99), await agentWith(50)]
  assert.equal((await poor.post(`${intents}/${id}/confirm`, { payment_method: 'pm_card_visa' })).code, 'cap_exhausted')
  const answer = await rich.post(`${intents}/${id}/confirm`, { payment_method: 'pm_card_visa' })
  assert.equal(answer.status, 200)
  await settles(rich, 50)
  const recorded = await row(answer.callId)
  assert.match(JSON.stringify(recorded['questions']), new RegExp(`GET /v1/payment_intents/${id}`))
  const question = sandbox.heard().find(({ method, url }) => method === 'GET' && url.includes(id))
  assert.equal(question?.headers.authorization, `Bearer ${sandbox.credentials.stripe.secret_key}`)
})

test('no question is put for a call that an earlier check refuses', async () => {
  const { vault_key, id: keyId } = await admin.issue({
    total_usd_cap: 10,
    allowed_endpoints: ['payment_intents.create'],
  })
  await call({ key: vault_key, method: 'POST', path: `${intents}/pi_1/capture` })
  const ruled = await admin.issue({ total_usd_cap: 10, parameters: { amount_to_capture: { max: 1 } } })
  await call({ key: ruled.vault_key, path: `${intents}/pi_1/capture`, form: { amount_to_capture: '2' } })
  const limited = await admin.issue({ total_usd_cap: 10, rate_limit: '1/h' })
  await call({ key: limited.vault_key, path: '/stripe/v1/balance' })
  const before = sandbox.heard().length
  await call({ key: limited.vault_key, method: 'POST', path: `${intents}/pi_1/capture` })
  await admin.request('DELETE', `/vault/keys/${keyId}`)
  await call({ key: vault_key, method: 'POST', path: `${intents}/pi_1/capture` })
  assert.equal(sandbox.heard().length, before)
  assert.equal(before, 1)
})

test('a cancel gives back what the answer shows was not moved, and only that', async () => {
  const agent = await agentWith(10)
  const id = idOf(await agent.post(intents, charge(1_000)))
  assert.equal((await agent.post(`${intents}/${id}/cancel`)).status, 200)
  await settles(agent, 0)
  const paid = idOf(await agent.post(intents, charge(1_000, { confirm: 'true', payment_method: 'pm_card_visa' })))
  assert.equal((await agent.post(`${intents}/${paid}/cancel`)).status, 400)
  await settles(agent, 10)
})

test('a cancel by a key of another budget gives nothing back that it did not count', async () => {
  const [maker, other] = [await agentWith(10), await agentWith(10)]
  const id = idOf(await maker.post(intents, charge(1_000)))
  await other.post(intents, charge(500))
  assert.equal((await other.post(`${intents}/${id}/cancel`)).status, 200)
  await settles(other, 5)
})

test('a refund counts what it moves, and credits nothing back', async () => {
  const agent = await agentWith(25)
  const id = idOf(await agent.post(intents, charge(1_000, { confirm: 'true', payment_method: 'pm_card_visa' })))
  assert.equal((await agent.post('/stripe/v1/refunds', { payment_intent: id, amount: '400' })).status, 200)
  await settles(agent, 14)
  assert.equal((await agent.post('/stripe/v1/refunds', { payment_intent: id })).status, 200)
  await settles(agent, 20)
  const third = idOf(await agent.post(intents, charge(500, { confirm: 'true', payment_method: 'pm_card_visa' })))
  assert.equal((await agent.post('/stripe/v1/refunds', { payment_intent: third })).code, 'cap_exhausted')
})

test('payouts and transfers count; a transfer needs its destination named', async () => {
  const { id, vault_key } = await admin.issue({ total_usd_cap: 10, accounts: ['acct_1'] })
  await call({ key: vault_key, form: charge(400, { confirm: 'true', payment_method: 'pm_card_visa' }) })
  const payout = await call({ key: vault_key, path: '/stripe/v1/payouts', form: charge(200) })
  assert.equal(payout.code, null, payout.text)
  assert.equal((await row(payout.callId))['reserved_usd'], 2)
  const form = charge(401, { destination: 'acct_1' })
  assert.equal((await call({ key: vault_key, path: '/stripe/v1/transfers', form })).code, 'cap_exhausted')
  assert.ok(id)
})

test('calls that name one object go one after another: no storm of updates passes the cap', async () => {
  const agent = await agentWith(20)
  const id = idOf(await agent.post(intents, charge(100)))
  const amounts = Array.from({ length: 40 }, (_, at) => String(100 + at * 90))
  const answers = await Promise.all(amounts.map((amount) => agent.post(`${intents}/${id}`, { amount })))
  assert.ok(answers.every(({ status, code }) => status === 200 || code === 'cap_exhausted'))
  assert.ok(answers.some(({ code }) => code === 'cap_exhausted'))
  const highest = Math.max(...sandbox.executed().map(({ amount }) => Number(amount)))
  assert.ok(highest <= 2_000, String(highest))
  assert.ok((await agent.counted()) <= 20)
})

test('a storm of confirms and captures of one intent moves it once and counts it once', async () => {
  const agent = await agentWith(10)
  const id = idOf(await agent.post(intents, charge(1_000, { capture_method: 'manual' })))
  const steps = Array.from({ length: 30 }, (_, at) =>
    at % 2 === 0
      ? agent.post(`${intents}/${id}/confirm`, { payment_method: 'pm_card_visa' })
      : agent.post(`${intents}/${id}/capture`),
  )
  await Promise.all(steps)
  assert.equal(
    sandbox.executed().reduce((sum, { added }) => sum + Number(added), 0),
    1_000,
  )
  await settles(agent, 10)
})

test('subscriptions, auto-advancing invoices, payment links and tax are cost_unknown', async () => {
  const { vault_key } = await admin.issue({ total_usd_cap: 100 })
  const calls: readonly (readonly [string, Record<string, string>])[] = [
    ['/stripe/v1/subscriptions', { customer: 'cus_1', 'items[0][price]': 'price_1' }],
    ['/stripe/v1/invoices', { customer: 'cus_1', auto_advance: 'true' }],
    ['/stripe/v1/invoiceitems', { customer: 'cus_1', amount: '100', currency: 'usd' }],
    ['/stripe/v1/payment_links', { 'line_items[0][price]': 'price_1', 'line_items[0][quantity]': '1' }],
    ['/stripe/v1/checkout/sessions', { mode: 'payment', 'line_items[0][price]': 'price_1' }],
  ]
  for (const [path, form] of calls) {
    const answer = await call({ key: vault_key, path, form })
    assert.equal(answer.code, 'cost_unknown', `${path}: ${answer.text}`)
  }
  assert.equal(sandbox.executed().length, 0)
})

test('a foreign currency counts at the table’s rate with its margin, a zero-decimal one in whole units', async () => {
  const agent = await agentWith(100)
  const yen = await agent.post(intents, { amount: '1000', currency: 'jpy' })
  assert.equal(yen.status, 200)
  const recorded = await row(yen.callId)
  const usd = Number(recorded['reserved_usd'])
  assert.ok(usd > 4 && usd < 15, `1000 JPY as ${usd} USD`)
  assert.equal(recorded['currency'], 'jpy')
  assert.equal(recorded['amount'], '1000')
  assert.notEqual(recorded['rate'], null)
  const euro = await agent.post(intents, { amount: '1000', currency: 'eur' })
  assert.ok(Number((await row(euro.callId))['reserved_usd']) > 10)
})

test('paying an invoice asks what is due, counts it once, and so does a repeat after a lost answer', async () => {
  const post = async (path: string, form: Record<string, string>) => {
    const answer = await fetch(sandbox.urls.stripe + path, {
      method: 'POST',
      headers: { authorization: `Bearer ${sandbox.credentials.stripe.secret_key}` },
      body: new URLSearchParams(form),
    })
    assert.equal(answer.status, 200, await answer.clone().text())
    return (await answer.json()) as { id: string }
  }
  const customer = (await post('/v1/customers', { name: 'c' })).id
  const invoice = (await post('/v1/invoices', { customer, auto_advance: 'false' })).id
  await post('/v1/invoiceitems', { customer, invoice, amount: '1500', currency: 'usd' })
  await post(`/v1/invoices/${invoice}/finalize`, {})
  const [poor, rich] = [await agentWith(14.99), await agentWith(15)]
  const path = `/stripe/v1/invoices/${invoice}/pay`
  assert.equal((await poor.post(path)).code, 'cap_exhausted')
  sandbox.order({ vendor: 'stripe', kind: 'reset_after', match: { path: `/v1/invoices/${invoice}/pay` } })
  const pay = () => rich.post(path, { payment_method: 'pm_card_visa' }, { 'idempotency-key': 'pay-once' })
  assert.equal((await pay()).code, 'upstream_broken')
  await settles(rich, 15)
  const paid = await pay()
  assert.equal(paid.status, 200, paid.text)
  await settles(rich, 15)
  assert.equal(sandbox.totals().stripe.added['usd'], '1500')
})
