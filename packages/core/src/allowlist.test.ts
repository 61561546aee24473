import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { compileAllowlist, type CompiledAllowlist } from './allowlist.ts'

const OPERATIONS = [
  'payment_intents.create',
  'payment_intents.confirm',
  'charges.create',
  'charges.capture',
  'checkout.sessions.create',
  'customers.retrieve',
]

function allowlist(...entries: string[]): CompiledAllowlist {
  const compiled = compileAllowlist(entries, OPERATIONS)
  assert.ok(compiled.ok, compiled.ok ? '' : `${compiled.entry}: ${compiled.why}`)
  return compiled.allowlist
}
const whyNot = (entry: string): string | null => {
  const compiled = compileAllowlist(['/v1/charges', entry], OPERATIONS)
  if (!compiled.ok) assert.equal(compiled.entry, entry)
  return compiled.ok ? null : compiled.why
}

test('a method and a path allow exactly that method and path', () => {
  const list = allowlist('POST /v1/payment_intents')
  assert.ok(list.allows('POST', '/v1/payment_intents', 'payment_intents.create'))
  for (const [method, path] of [
    ['GET', '/v1/payment_intents'],
    ['POST', '/v1/payment_intents/pi_1'],
    ['POST', '/v1'],
    ['POST', '/v1/Payment_intents'],
    ['POST', '/'],
    ['post', '/v1/payment_intents'],
    ['*', '/v1/payment_intents'],
    ['TRACE', '/v1/payment_intents'],
  ] as const)
    assert.ok(!list.allows(method, path, 'payment_intents.create'), `${method} ${path}`)
})

test('a bare path and * as method allow any method', () => {
  for (const list of [allowlist('/v1/charges'), allowlist('* /v1/charges')])
    for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD'])
      assert.ok(list.allows(method, '/v1/charges', 'charges.create'))
})

test('* and {id} are exactly one segment', () => {
  for (const entry of ['* /v1/customers/*', '/v1/customers/{id}', '/v1/customers/{customer_id}']) {
    const list = allowlist(entry)
    assert.ok(list.allows('GET', '/v1/customers/cus_1', 'customers.retrieve'))
    for (const path of ['/v1/customers', '/v1/customers/cus_1/sources', '/v1/charges/cus_1'])
      assert.ok(!list.allows('GET', path, 'customers.retrieve'), path)
  }
  const inside = allowlist('POST /v1/payment_intents/*/confirm')
  assert.ok(inside.allows('POST', '/v1/payment_intents/pi_1/confirm', 'payment_intents.confirm'))
  assert.ok(!inside.allows('POST', '/v1/payment_intents/pi_1/capture', 'payment_intents.confirm'))
})

test('/** is one or more segments below, not the place itself', () => {
  const list = allowlist('GET /v1/invoices/**')
  assert.ok(list.allows('GET', '/v1/invoices/in_1', 'x'))
  assert.ok(list.allows('GET', '/v1/invoices/in_1/lines/il_1', 'x'))
  for (const path of ['/v1/invoices', '/v1/invoicesx/in_1', '/v1']) assert.ok(!list.allows('GET', path, 'x'), path)
  assert.ok(allowlist('/**').allows('DELETE', '/anything', 'x'))
})

test('a wildcard may carry a format suffix', () => {
  const list = allowlist('GET /2010-04-01/Accounts/_/Messages/{Sid}.json')
  assert.ok(list.allows('GET', '/2010-04-01/Accounts/_/Messages/SM1.json', 'x'))
  for (const last of ['SM1', '.json', 'SM1.csv'])
    assert.ok(!list.allows('GET', `/2010-04-01/Accounts/_/Messages/${last}`, 'x'), last)
})

test('an operation name allows that operation, a family all of it', () => {
  assert.ok(allowlist('payment_intents.create').allows('POST', '/v1/payment_intents', 'payment_intents.create'))
  assert.ok(
    !allowlist('payment_intents.create').allows('POST', '/v1/payment_intents/pi_1/confirm', 'payment_intents.confirm'),
  )
  const family = allowlist('charges.*')
  assert.ok(family.allows('POST', '/v1/charges', 'charges.create'))
  assert.ok(!family.allows('POST', '/v1/payment_intents', 'payment_intents.create'))
  assert.ok(allowlist('checkout.*').allows('POST', '/v1/checkout/sessions', 'checkout.sessions.create'))
})

test('HEAD is allowed where GET is, and GET not where only HEAD is', () => {
  for (const entry of ['GET /v1/charges', 'GET /v1/*', 'HEAD /v1/charges'])
    assert.ok(allowlist(entry).allows('HEAD', '/v1/charges', 'x'), entry)
  assert.ok(!allowlist('HEAD /v1/charges').allows('GET', '/v1/charges', 'x'))
  assert.ok(!allowlist('POST /v1/charges').allows('HEAD', '/v1/charges', 'x'))
})

test('a path that is no known operation is matched only by an entry that spells it out', () => {
  const path = '/v1/brand_new/x'
  for (const entry of ['*', '/**', '/v1/**', '/v1/*/x', '/v1/brand_new/{id}', '* /v1/brand_new/*'])
    assert.ok(!allowlist(entry).allows('POST', path, null), entry)
  assert.ok(allowlist('POST /v1/brand_new/x').allows('POST', path, null))
  assert.ok(allowlist('/v1/brand_new/x').allows('POST', path, null))
  assert.ok(!allowlist('GET /v1/brand_new/x').allows('POST', path, null))
})

test('"*" allows every known operation, no entries allow nothing', () => {
  assert.ok(allowlist('*').allows('DELETE', '/v1/customers/cus_1', 'customers.delete'))
  assert.ok(!allowlist().allows('GET', '/v1/charges', 'charges.list'))
})

test('an operation no vendor has is an error that names the nearest', () => {
  assert.match(whyNot('payment_intent.create') ?? '', /did you mean payment_intents\.create\?/)
  assert.match(whyNot('charge.*') ?? '', /did you mean charges\.\*\?/)
  assert.equal(whyNot('zzzzzzzzzzzz'), 'no operation has this name')
})

test('an entry that no request could ever match is an error', () => {
  for (const entry of [
    '',
    ' ',
    '**',
    '*.*',
    'POST',
    'POST ',
    'post /v1/x',
    'TRACE /v1/x',
    'POST  /v1/x',
    'POST /v1/x ',
    'POST v1/x',
    'POST https://api.stripe.com/v1/x',
    '/v1/',
    '//v1',
    '/v1/../x',
    '/v1/%2e',
    '/v1/%41',
    '/v1/x?a=1',
    '/v1/x#y',
    '/v1/x;y',
    '/v1/é',
    '/v1/**/x',
    '/v1/ch*',
    '/v1/***',
    '/v1/{id',
    '/v1/{}',
    '/v1/x{id}',
    'charges.*.create',
    '/v1/x\\y',
  ])
    assert.notEqual(whyNot(entry), null, JSON.stringify(entry))
})

const segment = fc.constantFrom('a', 'b', 'c.json', 'd')
const patternSegment = fc.constantFrom('a', 'b', 'c.json', '*', '{id}', '{id}.json')
const patterns = fc
  .tuple(
    fc.constantFrom('GET', 'POST', '*', ''),
    fc.array(patternSegment, { minLength: 1, maxLength: 4 }),
    fc.boolean(),
  )
  .map(([method, parts, rest]) => `${method === '' ? '' : `${method} `}/${parts.join('/')}${rest ? '/**' : ''}`)

/** The grammar said once more, as a regular expression: slow and obvious. */
function obviously(entry: string, method: string, path: string): boolean {
  const [wanted, pattern] = entry.includes(' ') ? (entry.split(' ') as [string, string]) : (['*', entry] as const)
  const source = pattern
    .replaceAll('.', '\\.')
    .replace(/\{id\}/g, '*')
    .replaceAll('/**', '/+')
    .replaceAll('*', '[^/]+')
    .replace('/+', '/.+')
  return (wanted === '*' || wanted === method) && new RegExp(`^${source}$`).test(path)
}

test('a list allows what one of its entries obviously allows, in any order of entries', () => {
  fc.assert(
    fc.property(
      fc.array(patterns, { maxLength: 5 }),
      fc.constantFrom('GET', 'POST'),
      fc.array(segment, { minLength: 1, maxLength: 6 }),
      (entries, method, parts) => {
        const path = `/${parts.join('/')}`
        const expected = entries.some((entry) => obviously(entry, method, path))
        assert.equal(allowlist(...entries).allows(method, path, 'x'), expected)
        assert.equal(allowlist(...entries.toReversed()).allows(method, path, 'x'), expected)
        const spelt = entries.filter((entry) => !/[*{]/.test(entry.slice(entry.indexOf('/'))))
        assert.equal(
          allowlist(...entries).allows(method, path, null),
          spelt.some((entry) => obviously(entry, method, path)),
        )
      },
    ),
    { numRuns: 2000 },
  )
})
