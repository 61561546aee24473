import assert from 'node:assert/strict'
import { test } from 'node:test'
import { audit } from '@keybrake/contract'
import type { CallRow } from '../../api/types.ts'
import { evidenceOf } from './evidence.ts'

const ROW = {
  ...(audit.readAudit.answer.example as CallRow),
  state: 'unknown' as const,
  vendor_object_id: null,
  vendor_request_id: null,
}

test('what to look for is what the vendor was sent, and the mark that the proxy left there', () => {
  const { lookFor } = evidenceOf(ROW)
  assert.deepEqual(lookFor, [
    ['amount', '2999'],
    ['currency', 'usd'],
    ['metadata[keybrake_call]', ROW.call_id],
    ['time', ROW.time],
  ])
})

test('ids that the vendor gave come first; only Stripe carries the mark', () => {
  const { lookFor } = evidenceOf({ ...ROW, vendor: 'twilio', vendor_object_id: 'SM1', request: { To: '+1415*****00' } })
  assert.deepEqual(lookFor.slice(0, 2), [
    ['object', 'SM1'],
    ['To', '+1415*****00'],
  ])
})

test('what happened is a sentence', () => {
  assert.match(evidenceOf({ ...ROW, error: 'reset' }).happened, /broke after the request was sent/)
  assert.match(evidenceOf({ ...ROW, error: 'odd' }).happened, /\(odd\)/)
  assert.match(evidenceOf({ ...ROW, error: null, status: 500 }).happened, /answer was 500/)
})

test('what the proxy asked by itself is told', () => {
  assert.deepEqual(evidenceOf(ROW).inquired, [])
  assert.deepEqual(evidenceOf({ ...ROW, inquired: ['GET /v1/payment_intents: 200', 7] }).inquired, [
    'GET /v1/payment_intents: 200',
  ])
})
