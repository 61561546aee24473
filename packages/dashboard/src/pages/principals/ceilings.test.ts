import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createPrincipalRequest, readBody } from '@keybrake/contract'
import { ceilingPhrases, ceilingsOf, EMPTY_CEILINGS } from './ceilings.ts'

const form = {
  vendors: 'stripe, twilio',
  maxCap: '$1,500.50',
  maxTtl: '4h',
  outstanding: '2000',
  daily: '',
  perMinute: '60',
  endpoints: 'payment_intents.*\n\nPOST /v1/refunds',
}

test('a filled form is ceilings that the contract reads', () => {
  const read = readBody(
    createPrincipalRequest,
    JSON.stringify({ name: 'a', role: 'issuer', ceilings: ceilingsOf(form) }),
  )
  assert.ok(read.ok)
  const ceilings = read.value.ceilings
  assert.equal(ceilings?.maxUsdCap, 1_500_500_000n)
  assert.deepEqual(ceilings?.vendors, ['stripe', 'twilio'])
  assert.deepEqual(ceilings?.allowedEndpoints, ['payment_intents.*', 'POST /v1/refunds'])
  assert.equal(ceilings?.keysPerMinute, 60)
  assert.equal(ceilings?.dailyUsdCap, null)
})

test('an empty form is no ceiling', () => {
  assert.deepEqual(ceilingsOf(EMPTY_CEILINGS), {})
})

test('ceilings read as phrases, also those no phrase is known for', () => {
  assert.deepEqual(ceilingPhrases({ vendors: ['stripe'], max_usd_cap: 500, max_ttl: '4h', news: 1 }), [
    'only stripe',
    'a key up to $500',
    'for at most 4h',
    'news 1',
  ])
  assert.deepEqual(ceilingPhrases(null), [])
})
