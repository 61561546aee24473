import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { compileAllowlist } from '@keybrake/core'
import { adapters } from '@keybrake/vendors/all'
import type { ConnectionFacts, VendorAdapter } from '@keybrake/vendors'
import { allowlistCover } from './allowlist-cover.ts'
import { mergeRules } from './merge-rules.ts'

function adapter(vendor: string): VendorAdapter {
  const found = adapters.get(vendor)
  if (found === undefined) throw new Error(vendor)
  return found
}
const facts: ConnectionFacts = {
  name: 'stripe',
  vendor: 'stripe',
  account: `AC${'0'.repeat(32)}`,
  correlate: true,
  settings: {},
}
const covers = allowlistCover(adapter('stripe'), facts)

test('an allowlist holds an entry when it lets through all that the entry does', () => {
  const cases: readonly (readonly [readonly string[], string, boolean])[] = [
    [['*'], '*', true],
    [['POST /v1/charges'], '*', false],
    [['charges.*'], 'charges.create', true],
    [['charges.create'], 'charges.*', false],
    [['charges.create'], 'POST /v1/charges', true],
    [['POST /v1/charges'], 'charges.create', true],
    [['charges.create'], '/v1/charges', false],
    [['/v1/charges'], 'POST /v1/charges', true],
    [['POST /v1/charges'], '/v1/charges', false],
    [['* /v1/**'], 'POST /v1/charges/*/capture', true],
    [['POST /v1/charges/*'], 'POST /v1/charges/*/capture', false],
    [['POST /v1/charges/*', 'POST /v1/charges/*/*'], 'POST /v1/charges/**', false],
    [['POST /v1/charges/**'], 'POST /v1/charges/**', true],
    [['POST /v1/charges/**'], 'POST /v1/charges/{id}/capture', true],
    [['GET /v1/customers/cus_1'], 'GET /v1/customers/*', false],
    [['GET /v1/customers/*'], 'GET /v1/customers/cus_1', true],
    [['charges.retrieve'], 'GET /v1/charges/*', false],
    [['GET /v1/charges/*'], 'charges.retrieve', true],
    [['GET /v1/**'], 'HEAD /v1/charges', true],
  ]
  for (const [outer, entry, expected] of cases)
    assert.equal(covers(outer, entry), expected, `${outer.join(' + ')} ⊇ ${entry}`)
})

test('the stand-in for the account is the account on both sides', () => {
  const twilio = allowlistCover(adapter('twilio'), { ...facts, vendor: 'twilio' })
  assert.ok(
    twilio(['POST /2010-04-01/Accounts/_/Messages.json'], `POST /2010-04-01/Accounts/${facts.account}/Messages.json`),
  )
  assert.ok(
    !twilio(
      ['POST /2010-04-01/Accounts/_/Messages.json'],
      `POST /2010-04-01/Accounts/AC${'1'.repeat(32)}/Messages.json`,
    ),
  )
})

test('what a held entry lets through, the holding allowlist lets through: for every known operation', () => {
  const { operations } = adapter('stripe')
  const names = operations.map(({ name }) => name)
  const entry = fc.oneof(
    fc.constantFrom(...names),
    fc.constantFrom(...operations.map(({ endpoint }) => endpoint)),
    fc.constantFrom(...operations.map(({ endpoint }) => endpoint.split(' ')[1] as string)),
    fc.constantFrom(
      'charges.*',
      'payment_intents.*',
      'POST /v1/**',
      'GET /v1/**',
      '/v1/charges/**',
      'POST /v1/*',
      '* /v1/customers/*',
      '*',
    ),
  )
  fc.assert(
    fc.property(fc.array(entry, { minLength: 1, maxLength: 4 }), entry, (outer, inner) => {
      fc.pre(covers(outer, inner))
      const holding = compileAllowlist(outer, names)
      const held = compileAllowlist([inner], names)
      assert.ok(holding.ok && held.ok)
      for (const { name, endpoint } of operations) {
        const [method = '', path = ''] = endpoint.replaceAll(/\{[^/}]+\}/g, 'obj_1').split(' ')
        if (held.allowlist.allows(method, path, name))
          assert.ok(holding.allowlist.allows(method, path, name), `${outer.join(' + ')} ⊇ ${inner}: ${endpoint}`)
      }
    }),
    { numRuns: 200 },
  )
})

test('merged rules ask for what both ask for', () => {
  const merged = (own: object, added: object) => {
    const result = mergeRules({ f: own }, { f: added })
    return result.ok ? result.rules.f : 'nothing fits'
  }
  assert.deepEqual(merged({ max: '10' }, { max: '5', min: '1' }), { max: '5', min: '1' })
  assert.deepEqual(merged({ max: '9' }, { max: '10' }), { max: '9' }, 'numbers, not texts')
  assert.deepEqual(merged({ in: ['a', 'b'] }, { in: ['b', 'c'] }), { in: ['b'] })
  assert.deepEqual(merged({ prefix: ['+1', '+44'] }, { prefix: ['+1212', '+4'] }), { prefix: ['+1212', '+44'] })
  assert.deepEqual(merged({ domain: ['A.com'] }, { domain: ['a.com', 'b.com'] }), { domain: ['A.com'] })
  assert.deepEqual(merged({ eq: 'x' }, { in: ['x'] }), { eq: 'x', in: ['x'] })
  assert.deepEqual(
    merged({ max: '5', optional: true }, { max: '6' }),
    { max: '5' },
    'left out only where both allow it',
  )
  assert.deepEqual(merged({ max: '5', optional: true }, { max: '6', optional: true }), { max: '5', optional: true })
  assert.deepEqual(merged({ absent: true }, { max: '6', optional: true }), { absent: true })
  for (const [own, added] of [
    [{ max: '1' }, { min: '2' }],
    [{ in: ['a'] }, { in: ['b'] }],
    [{ eq: 'a' }, { eq: 'b' }],
    [{ prefix: ['+1'] }, { prefix: ['+4'] }],
    [{ domain: ['a.com'] }, { domain: ['b.com'] }],
    [{ absent: true }, { max: '6' }],
  ] as const)
    assert.equal(merged(own, added), 'nothing fits', JSON.stringify([own, added]))
  assert.deepEqual(mergeRules({ a: { eq: '1' } }, { b: { eq: '2' } }), {
    ok: true,
    rules: { a: { eq: '1' }, b: { eq: '2' } },
  })
})
