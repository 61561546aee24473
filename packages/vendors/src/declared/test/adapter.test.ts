import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Refusal } from '@keybrake/core'
import { answerOf, contextOf, readRequestOf, shownPrice, shownReading } from '../../../conformance/fixture.ts'
import { acme, acmeWith, nameAt, priceOf } from './acme.ts'

test('the real secret goes out in the form that the definition states', () => {
  assert.deepEqual(acme.authorise({ user: 'me', token: 'tok_1' }), [['authorization', `Basic ${btoa('me:tok_1')}`]])
  const byHeader = acmeWith((text) =>
    text.replace(
      "  user: '{user}'\n  password: '{token}'\n",
      "  - header: x-user\n    value: '{user}'\n  - header: x-token\n    value: Token {token}\n",
    ),
  )
  assert.deepEqual(byHeader.authorise({ user: 'me', token: 'tok_1' }), [
    ['x-user', 'me'],
    ['x-token', 'Token tok_1'],
  ])
  assert.deepEqual(
    [acme.credentialForms, acme.credentialHeader, acme.secretForms],
    [['basic_password'], 'x-acme-key', { token: ['tok_'] }],
  )
})

test('a path leads to its product, by host and by its first segment; a doubled version is understood', () => {
  assert.deepEqual(acme.locate('/v1/charges', null), { product: 'api', path: '/v1/charges' })
  assert.deepEqual(acme.locate('/files/v1/f1', null), { product: 'files', path: '/v1/f1' })
  assert.deepEqual(acme.locate('/v1/f1', 'files'), { product: 'files', path: '/v1/f1' })
  assert.deepEqual(acme.locate('/v1/v1/charges', null), { product: 'api', path: '/v1/charges' })
  assert.equal(acme.locate('/v1/f1', 'other'), null)
  assert.equal(acme.locate('/', null), null)
})

test('a request line is its operation, in its product alone', () => {
  assert.equal(nameAt('POST', '/v1/boxes/b1/send'), 'boxes.send')
  assert.equal(nameAt('HEAD', '/v1/things'), 'things.list')
  assert.equal(nameAt('GET', '/v1/f1', 'files'), 'files.get')
  assert.equal(nameAt('GET', '/v1/f1'), null)
})

test('what mints credentials is closed in every version and spelling, listed or not', () => {
  for (const path of ['/v1/keys', '/v2/keys', '/keys/k1', '/v1/KEYS/k1/show', '/v1/keys.json'])
    assert.equal(acme.operation('POST', 'api', path)?.closed, true, path)
  assert.equal(acme.operation('POST', 'api', '/v1/charges')?.closed, false)
})

test('a form is read like a JSON body: members, lists, and the amount in its own currency', () => {
  const form = { amount: '1050', currency: 'USD' }
  assert.deepEqual(shownPrice(priceOf({ path: '/v1/charges', form })), {
    kind: 'known',
    usd: '10.5',
    money: '1050 usd at 1',
  })
  assert.deepEqual(
    shownPrice(priceOf({ path: '/v1/boxes/b1/send', form: { kind: 'box', size: 'large', quantity: '3' } })),
    {
      kind: 'known',
      usd: '9',
    },
  )
  assert.deepEqual(shownPrice(priceOf({ path: '/v1/boxes/b1/send', form: { kind: 'box' } })), {
    kind: 'known',
    usd: '1.5',
  })
})

test('what could be read in two ways, or not at all, is refused whatever the key says', () => {
  const unreadable: readonly Record<string, string | string[]>[] = [
    { amount: ['1', '2'], currency: 'usd' },
    { amount: '1', 'amount[x]': '2', currency: 'usd' },
    { amount: '1.5', currency: 'usd' },
    { amount: '1e3', currency: 'usd' },
    { amount: '', currency: 'usd' },
    { amount: '100' },
    { amount: '100', currency: 'dollars' },
    { amount: '100', currency: 'xyz' },
    { amount: '9'.repeat(18), currency: 'usd' },
  ]
  for (const form of unreadable)
    assert.deepEqual(
      shownPrice(priceOf({ path: '/v1/charges', form })),
      { kind: 'unknown', ruled: true },
      JSON.stringify(form),
    )
  assert.deepEqual(shownPrice(priceOf({ path: '/v1/charges' })), { kind: 'unknown', ruled: true })
})

test('a setting of the connection replaces a price of a table, and adds a row', () => {
  const at = (form: Record<string, string>, settings: Record<string, string>) =>
    shownPrice(priceOf({ path: '/v1/boxes/b1/send', form }, settings))
  assert.deepEqual(at({ kind: 'box' }, { 'sizes.box/small.each': '2' }), { kind: 'known', usd: '2' })
  assert.deepEqual(at({ kind: 'bag' }, {}), { kind: 'unknown', ruled: true })
  assert.deepEqual(at({ kind: 'bag' }, { 'sizes.bag/small.each': '0.0000001' }), { kind: 'known', usd: '0.000001' })
  for (const bad of ['-1', 'free', '', '1e9'])
    assert.deepEqual(at({ kind: 'box' }, { 'sizes.box/small.each': bad }), { kind: 'unknown', ruled: true }, bad)
})

test('a read without a rule is unknown unless the definition says that reads are free', () => {
  assert.deepEqual(shownPrice(priceOf({ method: 'GET', path: '/v1/things' })), { kind: 'unknown', ruled: false })
  const free = acmeWith((text) => `${text}reads: free\n`)
  assert.deepEqual(shownPrice(priceOf({ method: 'GET', path: '/v1/things' }, {}, free)), { kind: 'free' })
  assert.deepEqual(shownPrice(priceOf({ method: 'GET', path: '/v1/others' }, {}, free)), {
    kind: 'unknown',
    ruled: false,
  })
  assert.deepEqual(shownPrice(priceOf({ method: 'GET', product: 'files', path: '/v1/f1' })), {
    kind: 'known',
    usd: '0.01',
  })
})

test('a reserved parameter never passes, in a query or a body, with members or without', () => {
  const problem = (stated: Parameters<typeof readRequestOf>[0]) =>
    acme.checkParameters(readRequestOf(stated), { accounts: [] })?.parameter
  assert.equal(problem({ path: '/v1/charges', form: { account: 'a' } }), 'account')
  assert.equal(problem({ path: '/v1/unlisted', form: { 'account[id]': 'a' } }), 'account[id]')
  assert.equal(problem({ method: 'GET', path: '/v1/things', query: { account: 'a' } }), 'account')
  assert.equal(problem({ path: '/v1/charges', form: { amount: '1' } }), undefined)
})

function reading(status: number, json: unknown, form: Record<string, string> = { amount: '1000', currency: 'usd' }) {
  const request = readRequestOf({ path: '/v1/charges', form })
  const context = contextOf('acme', {})
  const operation = acme.operation('POST', 'api', '/v1/charges')
  const estimate = acme.price(operation, request, context)
  return shownReading(acme.classify(operation, request, estimate, answerOf({ status, json }), context))
}

test('the answer settles the call, and what it contradicts or leaves out does not', () => {
  assert.deepEqual(reading(200, { total: 900, currency: 'usd' }), { kind: 'performed', usd: '9' })
  assert.deepEqual(reading(200, { total: 1100, currency: 'USD' }), { kind: 'performed', usd: '11' })
  assert.deepEqual(reading(200, { currency: 'usd' }), { kind: 'performed', usd: '10' })
  assert.deepEqual(reading(200, { total: null, currency: 'usd' }), { kind: 'performed', usd: '10' })
  assert.deepEqual(reading(200, { total: 900, currency: 'eur' }), { kind: 'unknown' })
  assert.deepEqual(reading(200, { total: 'nine', currency: 'usd' }), { kind: 'unknown' })
  assert.deepEqual(reading(200, 'ok'), { kind: 'unknown' })
})

test('a status that may leave something payable keeps the hold', () => {
  assert.deepEqual(reading(402, { error: { code: 'declined' } }), { kind: 'unknown' })
  assert.deepEqual(reading(403, { error: { code: 'no' } }), { kind: 'not_performed', endsUnknown: false })
})

test('an idempotency key goes up where the vendor honours one, and nowhere else', () => {
  const windowAt = (path: string) => acme.operation('POST', 'api', path)?.idempotency
  assert.deepEqual([windowAt('/v1/charges'), windowAt('/v1/boxes/b1/send')], [{ windowMs: 86_400_000 }, null])
})

test('a refusal has the vendor’s shape and ours beside it, with its words filled in', () => {
  const refused: Refusal = { code: 'cap_exhausted', message: 'The cap is "used up".', details: { cap_usd: 5 } }
  const { status, headers, body } = acme.refusal(refused, 'call_1')
  const own = { cap_usd: 5, code: 'cap_exhausted', message: 'The cap is "used up".', call_id: 'call_1' }
  assert.equal(status, 429)
  assert.deepEqual(JSON.parse(body), {
    ...own,
    error: { message: 'The cap is "used up".', code: 'no_money', status: 429 },
    notes: ['call_1', 'cap_exhausted'],
    keybrake: own,
  })
  assert.equal(new Map(headers).get('x-should-retry'), 'false')
  const other = JSON.parse(acme.refusal({ code: 'endpoint_not_allowed', message: '{code}', details: {} }, null).body)
  // What a message holds is text, never a placeholder.
  assert.deepEqual([other.error.code, other.error.message], ['forbidden', '{code}'])
})

test('the sentence about a cost is made of the very parts that are worked out', () => {
  const sentences = Object.fromEntries(acme.operations.map(({ name, costRule }) => [name, costRule]))
  assert.equal(
    sentences['charges.create'],
    'At most amount / 10^2 in currency. Settled by the answer: total / 10^2 in currency.',
  )
  assert.equal(sentences['boxes.send'], 'At most sizes.each × (quantity, else 1).')
  assert.equal(sentences['files.get'], 'At most 0.01 USD.')
  assert.equal(sentences['things.delete'], 'Free: moves no money.')
})
