/** Calls of stripe-node by subject, each with the parameters that people use: nested, repeated, emptied, with odd characters. */
import Stripe from 'stripe'
import type { CountingRelay } from '../../../support/relay.ts'
import type { Calls } from '../accepted.ts'

export const stripeThrough = ({ host, port }: CountingRelay, vaultKey: string): Stripe =>
  new Stripe(vaultKey, { host, port, protocol: 'http', telemetry: false, maxNetworkRetries: 0 })

export const STRIPE_TOURS: Readonly<Record<string, (stripe: Stripe) => Calls>> = {
  'payment intents through their life': (stripe) => [
    () =>
      stripe.paymentIntents.create({
        amount: 2_999,
        currency: 'usd',
        capture_method: 'manual',
        customer: 'cus_123',
        description: 'a b&c=d+é 100 %',
        metadata: { order: '7', 'odd key': '[x]=1&y' },
        payment_method_options: { card: { request_three_d_secure: 'automatic' } },
        shipping: { name: 'J. Rosen', address: { line1: '1 Main St', country: 'US' } },
        expand: ['latest_charge', 'customer'],
      }),
    () => stripe.paymentIntents.update('pi_123', { metadata: { order: '' } }),
    () =>
      stripe.paymentIntents.confirm('pi_123', { payment_method: 'pm_card_visa', return_url: 'https://a.example/?b=c' }),
    () => stripe.paymentIntents.capture('pi_123'),
    () => stripe.paymentIntents.cancel('pi_123', { cancellation_reason: 'requested_by_customer' }),
  ],
  'charges and payouts': (stripe) => [
    () => stripe.charges.create({ amount: 1_500, currency: 'eur', source: 'tok_visa', capture: false }),
    () => stripe.charges.update('ch_123', { description: 'changed' }),
    () => stripe.payouts.create({ amount: 1_000, currency: 'usd', statement_descriptor: 'WEEK 48' }),
    () => stripe.payouts.cancel('po_123'),
  ],
  'customers and what they pay with': (stripe) => [
    () =>
      stripe.customers.create({ email: 'j.rosen@example.com', name: 'Jenny Rosen', preferred_locales: ['en', 'de'] }),
    () => stripe.customers.update('cus_123', { metadata: { tier: 'gold' } }),
    () => stripe.setupIntents.create({ customer: 'cus_123', usage: 'off_session' }),
    () => stripe.customers.del('cus_123'),
  ],
  'reads, with what a query can hold': (stripe) => [
    () => stripe.paymentIntents.retrieve('pi_123', { expand: ['latest_charge'] }),
    () => stripe.paymentIntents.list({ limit: 3, created: { gte: 1_700_000_000 }, expand: ['data.customer'] }),
    () => stripe.charges.search({ query: "amount>999 AND metadata['order']:'7'" }),
    () => stripe.balance.retrieve(),
    () => stripe.customers.list({ email: 'j.rosen+x@example.com' }),
  ],
}
