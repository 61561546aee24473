import assert from 'node:assert/strict'
import { test } from 'node:test'
import { microUsd } from '@keybrake/core'
import { answerOf, contextOf, type FixtureAnswer, readRequestOf } from '../../../conformance/fixture.ts'
import type { Price } from '../../adapter.ts'
import { classify } from '../answer.ts'
import { table } from '../operations.ts'

const context = contextOf('stripe', {})
const create = readRequestOf({ path: '/v1/payment_intents', form: { amount: '500', currency: 'eur' } })
const operation = table.find('POST', 'api', '/v1/payment_intents')
const estimate: Price = {
  kind: 'known',
  amount: microUsd(6_000_000n),
  money: { amount: '500', currency: 'eur', rate: '0.83' },
  object: null,
}
const read = (answer: FixtureAnswer) => classify(operation, create, estimate, answerOf(answer), context)

test('the row gets Stripe’s request id, the object’s id and the original money', () => {
  const intent = { id: 'pi_1', object: 'payment_intent', amount: 500, currency: 'eur', status: 'succeeded' }
  const reading = read({ status: 200, headers: { 'request-id': 'req_1' }, json: intent })
  assert.deepEqual([reading.vendorRequestId, reading.vendorObjectId, reading.error], ['req_1', 'pi_1', null])
  assert.ok(reading.verdict.kind === 'performed')
  assert.deepEqual([reading.verdict.money?.amount, reading.verdict.money?.currency], ['500', 'eur'])
})

test('the row gets Stripe’s error code, else its type, and the intent a failure names', () => {
  const declined = { type: 'card_error', code: 'card_declined', payment_intent: { id: 'pi_1' } }
  const reading = read({ status: 402, json: { error: declined } })
  assert.deepEqual([reading.error, reading.vendorObjectId], ['card_declined', 'pi_1'])
  assert.equal(read({ status: 400, json: { error: { type: 'invalid_request_error' } } }).error, 'invalid_request_error')
  assert.equal(read({ status: 400, json: { error: 'invalid_grant' } }).error, 'invalid_grant')
})

test('an assumed price is counted by itself and replaces no total of the object the answer names', () => {
  const assumed: Price = { kind: 'known', amount: microUsd(50_000n), money: null, object: null }
  const path = '/v1/payment_intents/pi_1/apply_customer_balance'
  const json = { id: 'pi_1', object: 'payment_intent', amount: 9999, currency: 'usd' }
  const noRule = table.find('POST', 'api', path)
  const { verdict } = classify(noRule, readRequestOf({ path }), assumed, answerOf({ status: 200, json }), context)
  assert.ok(verdict.kind === 'performed')
  assert.deepEqual([verdict.actual, verdict.object], [50_000n, null])
})

test('an assumed price on an endpoint that no table lists is counted by itself', () => {
  const assumed: Price = { kind: 'known', amount: microUsd(50_000n), money: null, object: null }
  const answer = answerOf({ status: 200, json: { id: 'x_1' } })
  const { verdict } = classify(null, readRequestOf({ path: '/v1/things' }), assumed, answer, context)
  assert.ok(verdict.kind === 'performed')
  assert.deepEqual([verdict.actual, verdict.object], [50_000n, null])
})

test('only the word true marks a replay', () => {
  const replayed = (value: string): boolean =>
    read({ status: 200, headers: { 'idempotent-replayed': value }, json: {} }).replayed
  assert.deepEqual([replayed('true'), replayed('TRUE'), replayed('false'), replayed('')], [true, true, false, false])
})

test('an amount that is repeated with other digits, or as something else, contradicts; one left out does not', () => {
  const kindOf = (repeated: Readonly<Record<string, unknown>>): string =>
    read({ status: 200, json: { id: 'pi_1', object: 'payment_intent', currency: 'eur', ...repeated } }).verdict.kind
  assert.deepEqual([kindOf({ amount: 500 }), kindOf({})], ['performed', 'performed'])
  for (const amount of [501, 50, 5000, 500.5, -500, '500', true, {}]) assert.equal(kindOf({ amount }), 'unknown')
})

test('an answer of another type contradicts, whatever stands for its type; one without a type does not', () => {
  const kindOf = (typed: Readonly<Record<string, unknown>>, path = '/v1/payment_intents'): string => {
    const answer = answerOf({ status: 200, json: { id: 'x_1', currency: 'eur', amount: 500, ...typed } })
    const asked = readRequestOf({ path, form: { amount: '500', currency: 'eur' } })
    return classify(table.find('POST', 'api', path), asked, estimate, answer, context).verdict.kind
  }
  assert.deepEqual([kindOf({ object: 'payment_intent' }), kindOf({})], ['performed', 'performed'])
  for (const object of ['charge', '', 5, true, {}, ['payment_intent']]) assert.equal(kindOf({ object }), 'unknown')
  // A refund of old answers the charge or the refund.
  const refund = '/v1/charges/ch_1/refund'
  for (const object of ['charge', 'refund']) assert.equal(kindOf({ object }, refund), 'performed')
  for (const object of ['payment_intent', '', 5]) assert.equal(kindOf({ object }, refund), 'unknown')
})
