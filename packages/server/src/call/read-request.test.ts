import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Method, ReadRequest } from '@keybrake/core'
import { writeJson } from '@keybrake/core'
import type { VendorAdapter } from '@keybrake/vendors'
import { adapters } from '@keybrake/vendors/all'
import { readRequest } from './read-request.ts'
import { isStop } from './stop.ts'

const FORM = 'application/x-www-form-urlencoded'
const JSON_TYPE = 'application/json'

interface Given {
  readonly vendor?: string
  readonly method?: Method
  readonly path?: string
  readonly rawQuery?: string
  readonly type?: string
  readonly body?: string | Buffer
  readonly headers?: Readonly<Record<string, string>>
}

function read(given: Given) {
  const { vendor = 'stripe', method = 'POST', path = '/v1/payment_intents', rawQuery = '', type, body = '' } = given
  const adapter = adapters.get(vendor) as VendorAdapter
  const headers = new Map(Object.entries({ ...(type === undefined ? {} : { 'content-type': type }), ...given.headers }))
  const bytes = Buffer.from(body as string, 'utf8')
  const input = {
    adapter,
    operation: adapter.operation(method, 'api', path),
    head: { method, target: path, hostname: 'a', headers, contentLength: 0 },
    method,
    product: 'api',
    path,
    rawQuery,
  }
  const found = readRequest({ ...input, body: bytes })
  // As bytes and as text of one character a byte, a body says the same.
  assert.deepEqual(readRequest({ ...input, body: bytes.toString('latin1') }), found)
  return found
}

function good(given: Given): ReadRequest {
  const request = read(given)
  assert.ok(!isStop(request), JSON.stringify(request))
  return request
}

function refusal(given: Given): string {
  const found = read(given)
  assert.ok(isStop(found), JSON.stringify(given))
  assert.match(found.refusal.message, /[Dd]o not retry/)
  return found.refusal.code
}

const fields = (given: Given) => {
  const { body } = good(given)
  assert.ok(body.kind === 'form')
  return body.fields
}

test('a form is read in order, decoded once', () => {
  assert.deepEqual(fields({ type: FORM, body: 'amount=2999&metadata%5Ba%5D=%2541+b&currency=usd' }), [
    ['amount', '2999'],
    ['metadata[a]', '%41 b'],
    ['currency', 'usd'],
  ])
})

test('JSON for a vendor of forms gives the fields that its form would give', () => {
  const body = '{"amount":2999,"metadata":{"a":"b"},"expand":["x","y"],"confirm":true,"description":null}'
  assert.deepEqual(fields({ type: JSON_TYPE, body }), [
    ['amount', '2999'],
    ['metadata[a]', 'b'],
    ['expand[0]', 'x'],
    ['expand[1]', 'y'],
    ['confirm', 'true'],
    ['description', ''],
  ])
})

test('JSON for a vendor of JSON is kept as it is, numbers to the digit', () => {
  const { body } = good({ vendor: 'resend', path: '/emails', type: JSON_TYPE, body: '{"to":["a@b.c"],"n":1.50}' })
  assert.ok(body.kind === 'json')
  assert.equal(writeJson(body.value), '{"to":["a@b.c"],"n":1.50}')
})

test('a form for a vendor of JSON is refused', () => {
  assert.equal(refusal({ vendor: 'resend', path: '/emails', type: FORM, body: 'to=a' }), 'ambiguous_body')
})

test('a list of one name is a list at Twilio and refused at Stripe', () => {
  const path = '/2010-04-01/Accounts/AC1/Messages.json'
  const body = 'MediaUrl=a&MediaUrl=b'
  assert.equal(fields({ vendor: 'twilio', path, type: FORM, body }).length, 2)
  assert.equal(refusal({ type: FORM, body }), 'ambiguous_body')
})

test('a charset other than UTF-8, or any other parameter, leaves the form in doubt', () => {
  for (const type of [`${FORM}; charset=utf-8`, `${FORM};charset="UTF-8"`, FORM.toUpperCase()])
    assert.deepEqual(fields({ type, body: 'amount=1' }), [['amount', '1']])
  for (const type of [`${FORM}; charset=latin1`, `${FORM}; charset=utf-8; charset=utf-7`, `${FORM}; x=y`, `${FORM};`])
    assert.equal(refusal({ type, body: 'amount=1' }), 'ambiguous_body', type)
})

test('a body of no type, or of a type that is neither form nor JSON, is refused', () => {
  for (const type of [
    undefined,
    '',
    'text/plain',
    'application/xml',
    'application/json-patch+json',
    `${FORM}, ${JSON_TYPE}`,
  ])
    assert.equal(refusal({ ...(type === undefined ? {} : { type }), body: 'amount=1' }), 'ambiguous_body', type)
})

test('multipart is refused as an encoding', () => {
  assert.equal(refusal({ type: 'multipart/form-data; boundary=x', body: '--x--' }), 'unsupported_encoding')
})

test('a compressed body, bad UTF-8 or a body on a read is refused', () => {
  assert.equal(refusal({ type: FORM, body: 'a=1', headers: { 'content-encoding': 'gzip' } }), 'ambiguous_body')
  assert.equal(refusal({ type: FORM, body: Buffer.from('a=\xff', 'latin1') }), 'ambiguous_body')
  assert.equal(refusal({ method: 'GET', type: FORM, body: 'a=1' }), 'bad_request')
  assert.equal(refusal({ method: 'GET', type: 'application/json', body: '{"a":1}' }), 'bad_request')
})

test('the empty object that some SDKs send with every read is no body', () => {
  const { body } = good({ method: 'GET', type: 'application/json', body: '{}' })
  assert.deepEqual(body, { kind: 'none' })
})

test('what two readers could read in two ways is refused, in form, JSON and query', () => {
  for (const body of ['amount=1&amount=2', 'amount=1&amount[]=2', 'amount', 'a=1&&b=2', 'a=%zz', 'a=1;b=2'])
    assert.equal(refusal({ type: FORM, body }), 'ambiguous_body', body)
  for (const body of [
    '{"a":1,"a":2}',
    '{"a":1}x',
    '{"a":1e3}',
    '{"a":1.5}',
    '[]',
    '"a"',
    '{"a[b]":1}',
    '{"a":01}',
    '{',
    ' ',
  ])
    assert.equal(refusal({ type: JSON_TYPE, body }), 'ambiguous_body', body)
  assert.equal(refusal({ method: 'GET', rawQuery: 'limit=1&limit=2' }), 'ambiguous_body')
})

test('only headers of the vendor’s list go on', () => {
  const { headers } = good({
    headers: {
      'stripe-version': '2026-01-01',
      'stripe-account': 'acct_1',
      cookie: 'a',
      'x-forwarded-for': '1.2.3.4',
      authorization: 'Bearer x',
      'keybrake-label': 'l',
    },
  })
  assert.deepEqual([...headers.keys()].sort(), ['stripe-account', 'stripe-version'])
})

test('a write without a body has none, whatever type it announces', () => {
  for (const type of [FORM, JSON_TYPE, 'text/plain']) assert.deepEqual(good({ type }).body, { kind: 'none' })
})
