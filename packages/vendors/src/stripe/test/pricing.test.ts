import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { answerOf, contextOf, readRequestOf } from '../../../conformance/fixture.ts'
import type { Price } from '../../adapter.ts'
import { stripe } from '../adapter.ts'
import { table } from '../operations.ts'

const context = contextOf('stripe', {})
const amount = fc.integer({ min: 0, max: 999_999_999 })

function askedPrice(path: string, form: Record<string, string>, asked: unknown): Price {
  const request = readRequestOf({ path, form })
  const operation = table.find('POST', 'api', path)
  const first = stripe.price(operation, request, context)
  assert.ok(first.kind === 'ask' && operation !== null)
  return stripe.priceFromAnswer(operation, request, first.question, answerOf({ status: 200, json: asked }), context)
}

const known = (price: Price): bigint => {
  assert.ok(price.kind === 'known')
  return price.amount
}

test('a write with a stated amount in dollars costs exactly that amount', () => {
  fc.assert(
    fc.property(amount, fc.boolean(), (cents, negative) => {
      const form = { amount: `${negative && cents > 0 ? '-' : ''}${cents}`, currency: 'usd' }
      for (const path of ['/v1/payment_intents', '/v1/charges', '/v1/payouts', '/v1/transfers'])
        assert.equal(
          known(stripe.price(table.find('POST', 'api', path), readRequestOf({ path, form }), context)),
          BigInt(cents) * 10_000n,
        )
    }),
  )
})

test('an invoice that uses up a credit waits for calls that change the credit', () => {
  const invoice = { id: 'in_1', object: 'invoice', status: 'open', amount_paid: 0, currency: 'usd', customer: 'cus_1' }
  const depends = (rest: object) => {
    const price = askedPrice('/v1/invoices/in_1/pay', {}, { ...invoice, ...rest })
    return price.kind === 'known' ? price.depends : price
  }
  assert.deepEqual(depends({ total: 3000, amount_remaining: 2000, starting_balance: -1000 }), ['cus_1'])
  assert.equal(depends({ total: 3000, amount_remaining: 3000, starting_balance: 0 }), undefined)
  const request = readRequestOf({ path: '/v1/customers/cus_1/balance_transactions', form: { amount: '-1' } })
  assert.deepEqual(stripe.objectsNamed(table.find('POST', 'api', request.path), request), ['cus_1'])
})

test('no price of a capture, confirmation or increment is below what the call can take', () => {
  fc.assert(
    fc.property(amount, amount, amount, (total, received, said) => {
      const intent = {
        id: 'pi_1',
        object: 'payment_intent',
        amount: total,
        amount_received: received,
        amount_capturable: total,
        currency: 'usd',
      }
      const at = '/v1/payment_intents/pi_1'
      const micro = (cents: number): bigint => BigInt(cents) * 10_000n
      const most = Math.max(total, said)
      assert.equal(known(askedPrice(`${at}/confirm`, { amount_to_confirm: String(said) }, intent)), micro(most))
      assert.equal(known(askedPrice(`${at}/increment_authorization`, { amount: String(said) }, intent)), micro(most))
      assert.equal(
        known(askedPrice(`${at}/capture`, { amount_to_capture: String(said) }, intent)),
        micro(received + said),
      )
      assert.equal(known(askedPrice(`${at}/capture`, {}, intent)), micro(received + total))
    }),
  )
})

test('a question is put only about PaymentIntents, charges and invoices, by a read that is known and open', () => {
  const ids = fc.oneof(fc.string(), fc.stringMatching(/^(?:pi|ch|py|in|re|cus)_[A-Za-z0-9_/.?#%]{0,20}$/))
  const actions = ['', '/confirm', '/capture', '/increment_authorization', '/refund', '/pay']
  fc.assert(
    fc.property(
      ids,
      fc.constantFrom(...actions),
      fc.constantFrom('payment_intents', 'charges', 'invoices'),
      (id, action, kind) => {
        const calls = [
          { path: `/v1/${kind}/${id}${action}`, form: { amount: '1' } },
          { path: '/v1/refunds', form: { charge: id } },
          { path: '/v1/refunds', form: { payment_intent: id } },
        ]
        for (const call of calls) {
          const request = readRequestOf(call)
          const price = stripe.price(table.find('POST', 'api', call.path), request, context)
          if (price.kind !== 'ask') continue
          assert.match(
            price.question.path,
            /^\/v1\/(?:payment_intents\/pi|charges\/(?:ch|py)|invoices\/in)_[A-Za-z0-9_]+$/,
          )
          const read = table.find('GET', price.question.product, price.question.path)
          assert.deepEqual([read?.effect, read?.closed], ['read', false])
        }
      },
    ),
  )
})

test('an answer that is cut, of another status or about another object never gives a price', () => {
  const request = readRequestOf({ path: '/v1/payment_intents/pi_1/confirm' })
  const operation = table.find('POST', 'api', request.path)
  const first = stripe.price(operation, request, context)
  assert.ok(first.kind === 'ask' && operation !== null)
  const intent = { id: 'pi_1', amount: 1, currency: 'usd' }
  const bad = [
    { status: 200 },
    { status: 404, json: intent },
    { status: 202, json: intent },
    { status: 200, json: { ...intent, id: 'pi_2' } },
    { status: 200, json: { ...intent, amount: 1.5 } },
    { status: 200, json: { ...intent, amount: '1' } },
    { status: 200, json: { ...intent, currency: null } },
    { status: 200, json: [intent] },
  ]
  for (const answer of bad) {
    const price = stripe.priceFromAnswer(operation, request, first.question, answerOf(answer), context)
    assert.deepEqual([price.kind, price.kind === 'unknown' && price.ruled], ['unknown', true], JSON.stringify(answer))
  }
})

test('a status that may hide an executed call is never taken for a definite failure', () => {
  const request = readRequestOf({ path: '/v1/charges', form: { amount: '100', currency: 'usd' } })
  const operation = table.find('POST', 'api', request.path)
  const price = stripe.price(operation, request, context)
  const definite: number[] = []
  for (let status = 300; status < 600; status++) {
    const answer = answerOf({ status, json: { error: { type: 'api_error', message: 'x' } } })
    if (stripe.classify(operation, request, price, answer, context).verdict.kind === 'not_performed')
      definite.push(status)
  }
  assert.ok(definite.every((status) => status >= 400 && status < 500))
  for (const status of [408, 409, 425]) assert.ok(!definite.includes(status))
})
