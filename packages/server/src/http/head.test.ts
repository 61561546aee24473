import assert from 'node:assert/strict'
import type { IncomingMessage } from 'node:http'
import { test } from 'node:test'
import fc from 'fast-check'
import { type Head, type HeadFault, readHead } from './head.ts'

type Lines = readonly (readonly [name: string, value: string])[]

/** The little of a message that the front door looks at. */
const read = (lines: Lines, version: readonly [number, number] = [1, 1]): Head | HeadFault =>
  readHead({
    httpVersionMajor: version[0],
    httpVersionMinor: version[1],
    method: 'POST',
    url: '/v1/charges?a=1',
    rawHeaders: lines.flat(),
  } as unknown as IncomingMessage)

const HOST = ['Host', 'proxy.test'] as const

function head(...lines: Lines): Head {
  const found = read([HOST, ...lines])
  assert.ok(!('code' in found), JSON.stringify(found))
  return found
}

function fault(...lines: Lines): HeadFault {
  const found = read(lines)
  assert.ok('code' in found)
  return found
}

test('a plain head is read: names in lower case, the target as it came', () => {
  const { method, target, hostname, headers, contentLength } = head(['X-Id', 'One'], ['Content-Length', '12'])
  assert.deepEqual([method, target, hostname, contentLength], ['POST', '/v1/charges?a=1', 'proxy.test', 12])
  assert.equal(headers.get('x-id'), 'One')
})

test('only HTTP/1.1 is spoken', () => {
  for (const version of [
    [1, 0],
    [2, 0],
    [0, 9],
  ] as const)
    assert.equal((read([HOST], version) as HeadFault).code, 'bad_request')
})

test('a header that may stand once is refused when it stands twice, in any case and with the same value', () => {
  for (const name of [
    'authorization',
    'host',
    'content-length',
    'content-type',
    'idempotency-key',
    'stripe-account',
    'x-new',
  ])
    assert.equal(fault(HOST, [name, 'a'], [name.toUpperCase(), 'a']).code, 'bad_request')
})

test('a header that stands two, three or four times tells nobody’s name', () => {
  for (let times = 2; times <= 4; times++) {
    const found = fault(HOST, ...Array.from({ length: times }, (_, i) => ['Authorization', `Bearer ${i}`] as const))
    assert.equal(found.headers.has('authorization'), false, `${times} times`)
  }
})

test('a header that says one thing however often tells whose request it was, and is refused all the same', () => {
  for (let times = 2; times <= 4; times++) {
    const same = Array.from({ length: times }, () => ['Authorization', 'Bearer a'] as const)
    assert.equal(fault(HOST, ...same).headers.get('authorization'), 'Bearer a')
    assert.equal(fault(HOST, ...same, ['Authorization', 'Bearer b']).headers.has('authorization'), false)
    assert.equal(fault(HOST, ['Authorization', 'Bearer b'], ...same).headers.has('authorization'), false)
  }
})

test('a list header may stand more than once and is joined', () => {
  assert.equal(head(['Accept', 'a'], ['accept', 'b']).headers.get('accept'), 'a, b')
})

test('headers that would override the request line are refused', () => {
  for (const name of [
    'X-HTTP-Method-Override',
    'X-HTTP-Method',
    'X-Method-Override',
    'X-Original-URL',
    'X-Rewrite-URL',
  ])
    assert.equal(fault(HOST, [name, 'DELETE']).code, 'path_not_canonical')
})

test('a head names its bearer even where it is refused, as long as that stands once', () => {
  const found = fault(HOST, ['Authorization', 'Bearer a'], ['X-HTTP-Method-Override', 'DELETE'])
  assert.equal(found.headers.get('authorization'), 'Bearer a')
})

test('a length is a plain decimal number, and a body never comes without one', () => {
  for (const [text, length] of [
    ['0', 0],
    ['7', 7],
    ['999999999999', 999_999_999_999],
  ] as const)
    assert.equal(head(['content-length', text]).contentLength, length)
  for (const text of ['', '00', '01', '+1', '-1', '1.0', '1e3', '0x10', '1 ', '1,1', '1000000000000', '１'])
    assert.equal(fault(HOST, ['content-length', text]).code, 'bad_request', text)
  assert.equal(head().contentLength, 0)
  for (const coding of ['chunked', 'identity', 'gzip, chunked'])
    assert.equal(fault(HOST, ['transfer-encoding', coding]).code, 'length_required')
  assert.equal(fault(HOST, ['transfer-encoding', 'chunked'], ['content-length', '4']).code, 'length_required')
})

test('an upgrade and trailers are refused', () => {
  for (const name of ['Upgrade', 'Trailer']) assert.equal(fault(HOST, [name, 'x']).code, 'bad_request')
})

test('the host is one name or address, without its port, in lower case', () => {
  for (const [text, hostname] of [
    ['Stripe.LocalHost:8787', 'stripe.localhost'],
    ['127.0.0.1:1', '127.0.0.1'],
    ['[::1]:8787', '[::1]'],
    ['a', 'a'],
    ['localhost:', 'localhost'],
    ['Stripe.localhost.:65535', 'stripe.localhost'],
    ['twilio.my_proxy.test', 'twilio.my_proxy.test'],
    ['_a.test.:', '_a.test'],
    ['[::1]:', '[::1]'],
  ] as const)
    assert.equal((read([['host', text]]) as Head).hostname, hostname)
  for (const text of [
    '',
    ' ',
    'a b',
    'a/b',
    'a@b',
    ':',
    'a::',
    'a:b',
    'a:123456',
    'a:65536',
    '.',
    '.a',
    'a..',
    'a..b',
    '-a',
    'a-',
    'a.-b',
    '[::1].',
    'a,b',
    '::1',
    'ä',
  ])
    assert.equal(fault(['host', text]).code, 'bad_request', text)
  assert.equal(fault().code, 'bad_request')
})

test('more than a hundred headers are refused', () => {
  const lines = Array.from({ length: 100 }, (_, i) => [`x-${i}`, 'a'] as const)
  assert.equal(head(...lines.slice(1)).headers.size, 100)
  assert.equal(fault(HOST, ...lines).code, 'bad_request')
})

test('a name or value with any other byte than the plain ones is refused, never repaired', () => {
  for (let c = 0; c <= 0xff; c++) {
    const char = String.fromCharCode(c)
    const found = read([HOST, [`x${char}y`, 'a']])
    assert.equal('code' in found, !/[A-Za-z0-9-]/.test(char), `in a name: ${c}`)
    assert.equal('code' in read([HOST, ['x-y', `a${char}b`]]), c < 0x20 || c > 0x7e, `in a value: ${c}`)
  }
})

test('whatever comes: a head that is read has every header once, of plain characters, and one host', () => {
  const name = fc.constantFrom('host', 'Host', 'x-a', 'X-A', 'accept', 'content-length', 'transfer-encoding', 'x_a', '')
  const value = fc.oneof(fc.constantFrom('a.test', '1', '2', 'chunked'), fc.string({ unit: 'binary', maxLength: 4 }))
  fc.assert(
    fc.property(fc.array(fc.tuple(name, value), { maxLength: 8 }), (lines) => {
      const found = read(lines)
      if ('code' in found) return
      const names = lines.map(([one]) => one.toLowerCase())
      for (const single of ['host', 'x-a', 'content-length'])
        assert.ok(names.filter((one) => one === single).length <= 1)
      assert.equal(names.filter((one) => one === 'host').length, 1)
      assert.ok(!names.includes('transfer-encoding') && !names.includes('x_a') && !names.includes(''))
      assert.ok(lines.every(([, text]) => /^[\x20-\x7e]*$/.test(text)))
    }),
    { numRuns: 2_000 },
  )
})
