import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { Oracle } from '../../shared/oracle.ts'
import type { PaymentIntent } from '../objects.ts'
import { StripeSimulation } from '../server.ts'
import { exposure } from './payment-intents.ts'

const amount = fc.integer({ min: 1, max: 5000 })
const method = fc.constantFrom('pm_card_visa', 'pm_card_chargeDeclined', 'pm_card_authenticationRequired')
/** One call on the intent: path after its id, and body. */
const call = fc.oneof(
  amount.map((value) => ['', `amount=${value}`] as const),
  method.map((name) => ['/confirm', `payment_method=${name}`] as const),
  fc
    .tuple(amount, fc.boolean())
    .map(([value, final]) => ['/capture', `amount_to_capture=${value}&final_capture=${final}`] as const),
  fc.constant(['/capture', ''] as const),
  amount.map((value) => ['/increment_authorization', `amount=${value}`] as const),
  fc.constant(['/cancel', ''] as const),
)

function run(
  stripe: StripeSimulation,
  method: string,
  path: string,
  body: string,
): { status: number; object: unknown } {
  const headers = { authorization: 'Bearer sk_test_any' }
  const opened = stripe.open({ method, url: path, path, query: '', headers, body, atMs: 0 })
  const answer = opened.kind === 'ready' ? opened.execute().answer : opened.answer
  return { status: answer.status, object: JSON.parse(answer.body) }
}

test('whatever is called in whatever order, the sum of what was added is what the intent has moved or may still move', () => {
  fc.assert(
    fc.property(amount, fc.boolean(), fc.array(call, { maxLength: 12 }), (first, multicapture, calls) => {
      const oracle = new Oracle(100)
      const stripe = new StripeSimulation(oracle, 100)
      const option = multicapture ? '&payment_method_options[card][request_multicapture]=if_available' : ''
      const body = `amount=${first}&currency=usd&capture_method=manual${option}`
      const made = run(stripe, 'POST', '/v1/payment_intents', body).object as PaymentIntent
      const path = `/v1/payment_intents/${made.id}`
      let happened = 1
      let highest = first
      for (const [suffix, parameters] of calls) {
        const { status } = run(stripe, 'POST', path + suffix, parameters)
        assert.ok([200, 400, 402].includes(status))
        if (status !== 400) happened++
        assert.equal(oracle.totals().stripe.executed, happened, 'a 400 executes nothing')
        const now = run(stripe, 'GET', path, '').object as PaymentIntent
        highest = Math.max(highest, now.amount)
        assert.equal(oracle.totals().stripe.added['usd'], String(exposure(now)))
        assert.ok(now.amount_received <= highest && now.amount_capturable >= 0)
      }
    }),
    { numRuns: 300 },
  )
})
