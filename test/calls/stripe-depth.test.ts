/** What Stripe operations really move, against the simulated Stripe: the amounts that no request states are asked first. */
import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { type CallAnswer, eventually, stageOnSandbox } from '../support/stage.ts'
import { spendLine } from '../support/with-sandbox.ts'

const { sandbox, admin, call, row } = await stageOnSandbox()
beforeEach(() => sandbox.clear())

interface Agent {
  readonly post: (path: string, form?: Record<string, string>, method?: string) => Promise<CallAnswer>
  readonly settles: (usd: number) => Promise<void>
}

async function agentWith(totalUsdCap: number, more: Record<string, unknown> = {}): Promise<Agent> {
  const { id, vault_key } = await admin.issue({
    vendor: 'stripe',
    allowed_endpoints: ['*'],
    total_usd_cap: totalUsdCap,
    ...more,
  })
  return {
    post: (path, form = {}, method = 'POST') => call({ key: vault_key, method, path: `/stripe/v1${path}`, form }),
    settles: (usd) =>
      eventually(async () => {
        const line = spendLine((await admin.request('GET', `/vault/keys/${id}`)).body, `key:${id}`, 'total')
        assert.equal(Number(line['spent_usd']) + Number(line['held_usd']), usd)
      }),
  }
}

function idOf({ body, text, status }: CallAnswer): string {
  assert.ok(status === 200 && typeof body['id'] === 'string', text)
  return body['id']
}

const executed = (): string => sandbox.totals().stripe.added['usd'] ?? '0'

test('an invoice costs nothing as a draft, its total when it is final, and nothing more when it is paid', async () => {
  const agent = await agentWith(30)
  const invoice = idOf(await agent.post('/invoices', { customer: 'cus_1', auto_advance: 'false' }))
  for (const amount of ['1000', '1999'])
    idOf(await agent.post('/invoiceitems', { customer: 'cus_1', invoice, amount, currency: 'usd' }))
  await agent.settles(0)
  assert.equal((await agent.post(`/invoices/${invoice}/finalize`)).status, 200)
  await agent.settles(29.99)
  assert.equal((await agent.post(`/invoices/${invoice}/pay`)).status, 200)
  await agent.settles(29.99)
  assert.equal(executed(), '2999')
})

test('an invoice above what remains is not made final; a void gives an unpaid one back', async () => {
  const agent = await agentWith(10)
  const draft = async (amount: string) => {
    const invoice = idOf(await agent.post('/invoices', { customer: 'cus_1', auto_advance: 'false' }))
    idOf(await agent.post('/invoiceitems', { customer: 'cus_1', invoice, amount, currency: 'usd' }))
    return invoice
  }
  const [dear, cheap] = [await draft('1001'), await draft('1000')]
  assert.equal((await agent.post(`/invoices/${dear}/finalize`)).code, 'cap_exhausted')
  assert.equal((await agent.post(`/invoices/${cheap}/send`)).status, 200)
  await agent.settles(10)
  assert.equal((await agent.post(`/invoices/${cheap}/void`)).status, 200)
  await agent.settles(0)
})

test('an invoice that advances by itself, or an item for the next one, is refused', async () => {
  const agent = await agentWith(100)
  assert.equal((await agent.post('/invoices', { customer: 'cus_1', auto_advance: 'true' })).code, 'cost_unknown')
  const item = { customer: 'cus_1', amount: '1', currency: 'usd' }
  assert.equal((await agent.post('/invoiceitems', item)).code, 'cost_unknown')
  assert.equal(sandbox.requests().stripe, 0)
})

test('a page counts what its prices come to, asked one by one or previewed, and is given back when it expires', async () => {
  const agent = await agentWith(100)
  const price = async (unit_amount: string) =>
    idOf(await agent.post('/prices', { currency: 'usd', unit_amount, product: 'prod_1' }))
  const [socks, shoes] = [await price('1500'), await price('4000')]
  const page = {
    mode: 'payment',
    success_url: 'https://example.com',
    'line_items[0][price]': socks,
    'line_items[0][quantity]': '2',
  }
  const single = await agent.post('/checkout/sessions', page)
  idOf(single)
  await agent.settles(30)
  const two = { ...page, 'line_items[1][price]': shoes, 'line_items[1][quantity]': '1' }
  assert.equal((await agent.post('/checkout/sessions', two)).code, 'cost_unknown')
  const both = await agent.post('/checkout/sessions', { ...two, currency: 'usd' })
  await agent.settles(100)
  assert.equal((await agent.post('/checkout/sessions', page)).code, 'cap_exhausted')
  assert.equal((await agent.post(`/checkout/sessions/${idOf(both)}/expire`)).status, 200)
  await agent.settles(30)
  assert.equal(executed(), '3000')
})

test('a subscription that ends with its first period is priced by its preview; one that goes on never leaves', async () => {
  const agent = await agentWith(12)
  const price = idOf(
    await agent.post('/prices', {
      currency: 'usd',
      unit_amount: '1200',
      product: 'prod_1',
      'recurring[interval]': 'month',
    }),
  )
  const once = { customer: 'cus_1', 'items[0][price]': price, cancel_at_period_end: 'true' }
  const { cancel_at_period_end: _, ...again } = once
  assert.equal((await agent.post('/subscriptions', again)).code, 'cost_unknown')
  assert.equal((await agent.post('/subscriptions', { ...once, 'items[0][quantity]': '2' })).code, 'cap_exhausted')
  assert.equal((await agent.post('/subscriptions', once)).status, 200)
  await agent.settles(12)
  assert.equal(executed(), '1200')
})

test('usage that is billed afterwards keeps a subscription from having a price', async () => {
  const agent = await agentWith(100)
  const price = idOf(
    await agent.post('/prices', {
      currency: 'usd',
      unit_amount: '5',
      product: 'prod_1',
      'recurring[interval]': 'month',
      'recurring[usage_type]': 'metered',
    }),
  )
  const form = { customer: 'cus_1', 'items[0][price]': price, cancel_at_period_end: 'true' }
  assert.equal((await agent.post('/subscriptions', form)).code, 'cost_unknown')
  assert.equal(executed(), '0')
})

test('what an operator lets pass unpriced says in its row that more can come', async () => {
  const agent = await agentWith(100, { unknown_cost: { assume_usd: 5 } })
  const answer = await agent.post('/invoices', { customer: 'cus_1', auto_advance: 'true' })
  assert.equal(answer.status, 200, answer.text)
  await eventually(async () => {
    const { later, cost_usd } = await row(answer.callId)
    assert.deepEqual([later, cost_usd], [true, 5])
  })
})

test('a reversal and a balance transaction count as moved, and nothing is credited back', async () => {
  const agent = await agentWith(30, { accounts: ['acct_2'] })
  const transfer = idOf(await agent.post('/transfers', { amount: '1000', currency: 'usd', destination: 'acct_2' }))
  assert.equal((await agent.post(`/transfers/${transfer}/reversals`)).status, 200)
  await agent.settles(20)
  const customer = idOf(await agent.post('/customers', { email: 'ann@example.com' }))
  const credit = { amount: '-1001', currency: 'usd' }
  assert.equal((await agent.post(`/customers/${customer}/balance_transactions`, credit)).code, 'cap_exhausted')
  assert.equal(
    (await agent.post(`/customers/${customer}/balance_transactions`, { ...credit, amount: '-1000' })).status,
    200,
  )
  await agent.settles(30)
})

test('many calls that confirm and finish one invoice at once move it once, within the cap', async () => {
  const agent = await agentWith(10)
  const invoice = idOf(await agent.post('/invoices', { customer: 'cus_1', auto_advance: 'false' }))
  idOf(await agent.post('/invoiceitems', { customer: 'cus_1', invoice, amount: '900', currency: 'usd' }))
  const form = { customer: 'cus_1', invoice, amount: '200', currency: 'usd' }
  await Promise.all([
    agent.post(`/invoices/${invoice}/finalize`),
    agent.post('/invoiceitems', form),
    agent.post(`/invoices/${invoice}/send`),
    agent.post('/invoiceitems', form),
    agent.post(`/invoices/${invoice}/pay`),
  ])
  await agent.post(`/invoices/${invoice}/pay`)
  assert.ok(Number(executed()) <= 1000, executed())
})
