/** A stateful Stripe of another's making, which keeps charges, refunds and idempotency keys: our books are what it did. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import Stripe from 'stripe'
import { leftOut } from '../sdk/lib/left-out.ts'
import type { Admin } from '../support/admin.ts'
import { eventually } from '../support/stage.ts'
import { spendLine } from '../support/with-sandbox.ts'
import { type Calls, tourIsAccepted } from './lib/accepted.ts'
import { type Behind, keysAreScoped, stageBefore, STRIPE_SECRET } from './lib/behind.ts'
import { startStatefulStripe } from './lib/fake.ts'
import { stripeThrough } from './lib/tours/stripe.ts'

const CHARGE = { amount: 1_000, currency: 'usd', source: 'tok_visa' } as const

const started = await startStatefulStripe()
if (started.kind === 'missing') leftOut('stripe-stateful-mock', started.why)
else prove(await stageBefore(started.fake))

function prove(scene: Behind): void {
  const { admin, before, behind, fake } = scene

  tourIsAccepted(
    'charges, captures, refunds, customers',
    scene,
    'stripe',
    (relay, key) => life(stripeThrough(relay, key)),
    () => keysAreScoped(scene, ({ method }) => method === 'POST'),
  )

  test('the budget counts what the vendor holds: charges whole, what a capture leaves, and refunds as spend', async () => {
    const key = await admin.issue({ total_usd_cap: 100 })
    const stripe = stripeThrough(before, key.vault_key)
    await stripe.charges.create(CHARGE)
    const held = await stripe.charges.create({ ...CHARGE, capture: false })
    await stripe.charges.capture(held.id, { amount: 400 })
    await stripe.refunds.create({ charge: held.id, amount: 150 })
    const atVendor = await direct().charges.retrieve(held.id)
    assert.deepEqual([atVendor.amount, atVendor.amount_refunded, atVendor.captured], [1_000, 600 + 150, true])
    await counts(admin, key.id, { spent_usd: 10 + 4 + 1.5, held_usd: 0 })
  })

  test('one idempotency key is one charge: a repeat, also under the next key of the same principal, is the vendor’s replay', async () => {
    const [first, second] = [await admin.issue({ total_usd_cap: 10 }), await admin.issue({ total_usd_cap: 10 })]
    behind.clear()
    const options = { idempotencyKey: 'order-7' }
    const charges = [
      await stripeThrough(before, first.vault_key).charges.create(CHARGE, options),
      await stripeThrough(before, first.vault_key).charges.create(CHARGE, options),
      await stripeThrough(before, second.vault_key).charges.create(CHARGE, options),
    ]
    assert.equal(new Set(charges.map(({ id }) => id)).size, 1)
    assert.deepEqual(
      charges.map(({ lastResponse }) => lastResponse.headers['idempotent-replayed'] ?? null),
      [null, 'true', 'true'],
    )
    assert.equal(new Set(behind.exchanges.map(({ body }) => body)).size, 1, 'every attempt has the same bytes')
    await counts(admin, first.id, { spent_usd: 10, held_usd: 0 })
  })

  test('the same key of another principal is another charge, and with other parameters it is refused before the vendor', async () => {
    const made = await admin.request('POST', '/vault/principals', { name: 'another shop', role: 'operator' })
    const other = admin.as(String(made.body['credential']))
    const options = { idempotencyKey: 'order-8' }
    const mine = stripeThrough(before, (await admin.issue({ total_usd_cap: 10 })).vault_key)
    const theirs = stripeThrough(before, (await other.issue({ total_usd_cap: 10 })).vault_key)
    const charge = await mine.charges.create(CHARGE, options)
    assert.notEqual((await theirs.charges.create(CHARGE, options)).id, charge.id)
    behind.clear()
    await assert.rejects(
      mine.charges.create({ ...CHARGE, amount: 999 }, options),
      (error) => error instanceof Stripe.errors.StripeIdempotencyError && error.code === 'idempotency_mismatch',
    )
    assert.deepEqual(behind.requests, [])
  })

  test('a decline and a 429 of the vendor’s own give the hold back, a 500 keeps it', async () => {
    for (const [source, expected] of [
      ['tok_chargeDeclined', { spent_usd: 0, held_usd: 0 }],
      ['tok_429', { spent_usd: 0, held_usd: 0 }],
      ['tok_500', { spent_usd: 0, held_usd: 10 }],
    ] as const) {
      const key = await admin.issue({ total_usd_cap: 10 })
      await assert.rejects(stripeThrough(before, key.vault_key).charges.create({ ...CHARGE, source }), source)
      await counts(admin, key.id, expected)
    }
  })

  /** The vendor itself, past the product. */
  const direct = (): Stripe => {
    const { hostname, port } = new URL(fake.url)
    return new Stripe(STRIPE_SECRET, { host: hostname, port, protocol: 'http', telemetry: false })
  }
}

function life(stripe: Stripe): Calls {
  let id = ''
  let customer = ''
  return [
    async () =>
      ({ id: customer } = await stripe.customers.create({ email: 'j.rosen@example.com', metadata: { tier: 'gold' } })),
    () => stripe.customers.update(customer, { description: 'a & b' }),
    async () => ({ id } = await stripe.charges.create({ ...CHARGE, capture: false, metadata: { order: '7' } })),
    () => stripe.charges.capture(id, { amount: 900 }),
    () => stripe.refunds.create({ charge: id, amount: 100, reason: 'requested_by_customer' }),
    () => stripe.charges.retrieve(id),
    () => stripe.charges.list({ limit: 3 }),
  ]
}

async function counts(admin: Admin, id: string, expected: Readonly<Record<string, number>>): Promise<void> {
  await eventually(async () => {
    const line = spendLine((await admin.request('GET', `/vault/keys/${id}`)).body, `key:${id}`, 'total')
    for (const [name, usd] of Object.entries(expected)) assert.equal(line[name], usd, name)
  })
}
