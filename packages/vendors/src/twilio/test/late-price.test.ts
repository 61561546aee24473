import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatUsd } from '@keybrake/core'
import { answerOf, contextOf } from '../../../conformance/fixture.ts'
import { latePrice, readLatePrice } from '../rules/late-price.ts'

const ACCOUNT = 'AC00000000000000000000000000000001'
const SM = `SM${'0'.repeat(31)}1`
const CA = `CA${'0'.repeat(31)}1`
const VL = `VL${'0'.repeat(31)}1`
const message = { operation: 'messages.create', path: `/2010-04-01/Accounts/${ACCOUNT}/Messages.json`, object: SM }
const call = { operation: 'calls.create', path: `/2010-04-01/Accounts/${ACCOUNT}/Calls.json`, object: CA }
const attempt = {
  operation: 'verify.services.verifications.create',
  path: '/v2/Services/VA1/Verifications',
  object: VL,
}

function read(of: typeof message, json: object, status = 200, settings: Record<string, string> = {}) {
  const answer = answerOf({ status, json: { sid: of.object, ...json } })
  const found = readLatePrice(of, answer, contextOf('twilio', { settings }))
  return found.kind === 'known' ? formatUsd(found.actual) : found.kind
}

test('a message is asked for under the account that sent it, a verification by its attempt', () => {
  const questions = [message, call, attempt].map(latePrice)
  assert.deepEqual(
    questions.map((question) => `${question?.product} ${question?.path}`),
    [
      `api /2010-04-01/Accounts/${ACCOUNT}/Messages/${SM}.json`,
      `api /2010-04-01/Accounts/${ACCOUNT}/Calls/${CA}.json`,
      `verify /v2/Attempts/${VL}`,
    ],
  )
  assert.ok(questions.every((question) => question?.query.length === 0))
})

test('nothing is asked about what has no late price, or about an id of another form', () => {
  for (const operation of ['incoming_phone_numbers.create', 'lookups.phone_numbers.fetch', 'toString'])
    assert.equal(latePrice({ ...message, operation }), null, operation)
  for (const object of ['', 'SM1', `${SM}.json`, `../${SM}`, CA])
    assert.equal(latePrice({ ...message, object }), null, object)
})

test('the price is null at first and a negative decimal later', () => {
  assert.equal(read(message, { status: 'queued', price: null, num_segments: '0' }), 'not_yet')
  assert.equal(read(message, { status: 'delivered', price: null, num_segments: '1' }), 'not_yet')
  assert.equal(read(message, { status: 'delivered', price: '-0.00750', price_unit: 'USD' }), '0.0075')
  assert.equal(read(message, { status: 'delivered', price: '-0.0075004', price_unit: 'USD' }), '0.007501')
  assert.equal(read(message, { status: 'undelivered', price: '-0.00830' }), '0.0083')
  assert.equal(read(message, { status: 'undelivered', price: null }), 'not_yet')
})

test('a price in other money is turned with the margin upward; one without a rate is not known', () => {
  assert.ok(Number(read(message, { price: '-0.01000', price_unit: 'EUR' })) > 0.0117)
  assert.equal(read(message, { price: '-0.01', price_unit: 'QQQ' }), 'unknown')
})

test('a canceled message cost nothing, a failed one its processing fee', () => {
  assert.equal(read(message, { status: 'canceled', price: null }), '0')
  assert.equal(read(message, { status: 'failed', price: null }), '0.001')
  assert.equal(read(message, { status: 'failed', price: null }, 200, { failed_message: '0' }), '0')
  assert.equal(read(message, { status: 'failed', price: '-0.00750', price_unit: 'USD' }), '0.0075')
})

test('a call that nobody took cost nothing; one that was held waits for its price', () => {
  for (const status of ['busy', 'failed', 'no-answer', 'canceled'])
    assert.equal(read(call, { status, price: null }), '0')
  for (const status of ['queued', 'ringing', 'in-progress', 'completed'])
    assert.equal(read(call, { status, price: null }), 'not_yet', status)
  assert.equal(read(call, { status: 'completed', price: '-0.02800', price_unit: 'USD' }), '0.028')
})

test('a verification’s attempt states its channel; the fee stays counted', () => {
  assert.equal(read(attempt, { price: null }), 'not_yet')
  assert.equal(read(attempt, { price: { value: null, currency: null } }), 'not_yet')
  assert.equal(read(attempt, { price: { value: '0.005', currency: 'usd' } }), '0.055')
  assert.equal(read(attempt, { price: { value: '0.005', currency: 'usd' } }, 200, { verification: '0.04' }), '0.045')
})

test('the country that a price was for is told, where the answer shows it', () => {
  const route = (of: typeof message, json: object): string | null => {
    const answer = answerOf({ status: 200, json: { sid: of.object, ...json } })
    const found = readLatePrice(of, answer, contextOf('twilio', {}))
    return found.kind === 'known' ? found.route : found.kind
  }
  const price = '-0.01'
  assert.equal(route(message, { price, to: '+447700900123' }), 'GB')
  assert.equal(route(message, { price, to: '+970599000000' }), 'PS/IL')
  assert.equal(route(message, { status: 'failed', price: null, to: '+33612345678' }), 'FR')
  assert.equal(route(call, { status: 'busy', to: '+14155550100' }), 'US')
  for (const to of ['', 'whatsapp:+447700900123', 'sip:a@example.com', '+7', '+20'])
    assert.equal(route(message, { price, to }), null, to)
  const channel_data = { to: '+4915112345678' }
  assert.equal(route(attempt, { price: { value: '0.1', currency: 'usd' }, channel_data }), 'DE')
})

test('an answer about anything else, or none, changes nothing', () => {
  assert.equal(read(message, { sid: `SM${'0'.repeat(31)}2`, price: '-0.00001' }), 'unknown')
  assert.equal(read(message, { price: -0.0075 }), 'unknown')
  assert.equal(read(message, { price: 'free' }), 'unknown')
  assert.equal(read(message, { price: '-0.001' }, 404), 'unknown')
  for (const status of [401, 429, 500, 301])
    assert.equal(read(message, { price: '-0.001' }, status), 'not_yet', `${status}`)
  const unreadable = answerOf({ status: 200 })
  assert.equal(readLatePrice(message, unreadable, contextOf('twilio', {})).kind, 'not_yet')
})
