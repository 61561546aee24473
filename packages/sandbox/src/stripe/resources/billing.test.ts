import assert from 'node:assert/strict'
import { after, beforeEach, test } from 'node:test'
import Stripe from 'stripe'
import { startSandbox } from '../../index.ts'

const sandbox = await startSandbox()
const origin = new URL(sandbox.urls.stripe)
const stripe = new Stripe(sandbox.credentials.stripe.secret_key, {
  host: origin.hostname,
  port: origin.port,
  protocol: 'http',
  maxNetworkRetries: 0,
  telemetry: false,
})
after(() => sandbox.close())
beforeEach(() => sandbox.clear())

const usd = { currency: 'usd' } as const
const added = (): string | undefined => sandbox.totals().stripe.added['usd']

test('a preview shows what its lines come to, and leaves nothing behind', async () => {
  const price = await stripe.prices.create({ ...usd, unit_amount: 1500, product: 'prod_1' })
  const preview = await stripe.invoices.createPreview({ invoice_items: [{ price: price.id, quantity: 2 }] })
  assert.deepEqual([preview.object, preview.total, preview.lines.data.length], ['invoice', 3000, 1])
  assert.equal((await stripe.invoices.list()).data.length, 0)
})

test('a page counts from the moment it is made, until it expires', async () => {
  const page = await stripe.checkout.sessions.create({
    mode: 'payment',
    success_url: 'https://example.com',
    line_items: [{ price_data: { ...usd, unit_amount: 2999, product_data: { name: 'Socks' } }, quantity: 2 }],
  })
  assert.deepEqual([page.amount_total, page.status, added()], [5998, 'open', '5998'])
  const expired = await stripe.checkout.sessions.expire(page.id)
  assert.deepEqual([expired.status, expired.payment_status, added()], ['expired', 'unpaid', '0'])
})

test('a reversal takes what is left of a transfer, and no more', async () => {
  const transfer = await stripe.transfers.create({ ...usd, amount: 1000, destination: 'acct_2' })
  assert.equal((await stripe.transfers.createReversal(transfer.id, { amount: 400 })).amount, 400)
  assert.equal((await stripe.transfers.createReversal(transfer.id)).amount, 600)
  await assert.rejects(stripe.transfers.createReversal(transfer.id), Stripe.errors.StripeInvalidRequestError)
  assert.equal((await stripe.transfers.retrieve(transfer.id)).reversed, true)
})

test('the books have a line for every movement of the balance, newest first, with its source', async () => {
  const charge = await stripe.charges.create({ ...usd, amount: 500, source: 'tok_visa' })
  await stripe.refunds.create({ charge: charge.id, amount: 200 })
  const topup = await stripe.topups.create({ ...usd, amount: 900 })
  const { data } = await stripe.balanceTransactions.list({ expand: ['data.source'] })
  assert.deepEqual(
    data.map(({ type, amount }) => [type, amount]),
    [
      ['topup', 900],
      ['refund', -200],
      ['charge', 500],
    ],
  )
  const [newest] = data
  assert.deepEqual(newest?.source, topup)
})

test('a draft is sent, changed or thrown away; what is final is not', async () => {
  const draft = await stripe.invoices.create({ customer: 'cus_1', auto_advance: false })
  assert.equal((await stripe.invoices.update(draft.id, { metadata: { a: 'b' } })).metadata?.['a'], 'b')
  assert.notEqual((await stripe.invoices.sendInvoice(draft.id)).status, 'draft')
  await assert.rejects(stripe.invoices.del(draft.id), Stripe.errors.StripeInvalidRequestError)
  const other = await stripe.invoices.create({ customer: 'cus_1', auto_advance: false })
  assert.equal((await stripe.invoices.del(other.id)).deleted, true)
})

test('a subscription pays its first invoice at once', async () => {
  const monthly = { interval: 'month' } as const
  const price = await stripe.prices.create({ ...usd, unit_amount: 1200, product: 'prod_1', recurring: monthly })
  const made = await stripe.subscriptions.create({
    customer: 'cus_1',
    items: [{ price: price.id }],
    cancel_at_period_end: true,
  })
  assert.equal((await stripe.invoices.retrieve(String(made.latest_invoice))).amount_paid, 1200)
  assert.equal(added(), '1200')
})

test('a balance transaction moves a customer’s balance by its amount', async () => {
  const customer = await stripe.customers.create({ email: 'ann@example.com' })
  const credit = await stripe.customers.createBalanceTransaction(customer.id, { ...usd, amount: -700 })
  assert.deepEqual([credit.ending_balance, added()], [-700, '700'])
})
