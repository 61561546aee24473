import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { OutgoingRequest } from '../exchange.ts'
import { commonLines, requestBytes } from './request-bytes.ts'

const COMMON = commonLines('api.example.com')
const PLAIN: OutgoingRequest = { method: 'POST', target: '/v1/charges?a=b', headers: ['x-id', 'one'], body: 'amount=1' }
const textOf = (change: Partial<OutgoingRequest>): string | null =>
  requestBytes(COMMON, { ...PLAIN, ...change })?.toString('latin1') ?? null

test('a request has one host, one length, and its headers in their order', () => {
  assert.equal(
    textOf({ headers: ['x-id', 'one', 'authorization', 'Bearer x'] }),
    'POST /v1/charges?a=b HTTP/1.1\r\nhost: api.example.com\r\nconnection: keep-alive\r\nx-id: one\r\nauthorization: Bearer x\r\ncontent-length: 8\r\n\r\namount=1',
  )
})

test('no body is announced as none where a body is usual, and not at all elsewhere', () => {
  for (const body of [null, '', Buffer.alloc(0)]) {
    assert.ok(textOf({ body })?.endsWith('content-length: 0\r\n\r\n'))
    assert.ok(!textOf({ method: 'GET', body })?.includes('content-length'))
  }
})

test('the length counts bytes, and every body arrives as it is', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.uint8Array().map((bytes) => Buffer.from(bytes)),
      ),
      (body) => {
        const bytes = Buffer.from(body)
        const written = requestBytes(COMMON, { ...PLAIN, headers: ['x-note', 'caf\xe9'], body })
        const whole = typeof written === 'string' ? Buffer.from(written, 'latin1') : (written ?? Buffer.alloc(0))
        const end = whole.indexOf('\r\n\r\n') + 4
        assert.ok(
          whole.subarray(0, end).toString('latin1').includes(`x-note: caf\xe9\r\ncontent-length: ${bytes.length}\r\n`),
        )
        assert.deepEqual(whole.subarray(end), bytes)
      },
    ),
  )
})

test('whatever stands in a request, it is written as one request of as many lines, or not at all', () => {
  const odd = fc.string({
    unit: fc.constantFrom('a', 'Z', '-', ':', ' ', '\t', '\r', '\n', '\0', '\x7f', '\xe9', 'Ā', '/', '?'),
  })
  fc.assert(
    fc.property(odd, odd, fc.array(odd, { maxLength: 6 }), (method, target, headers) => {
      const text = textOf({ method: `G${method}`, target: `/${target}`, headers, body: null })
      if (text === null) return
      assert.match(text, /^[A-Z]+ \/[!-~]* HTTP\/1\.1\r\n(?:[^\r\n:\0 ]+: [^\r\n\0]*\r\n)+\r\n$/)
      assert.equal(text.split('\r\n').length, 5 + headers.length / 2)
    }),
    { numRuns: 5_000 },
  )
})

test('headers that say how a message is framed or a connection used are not a caller’s to write', () => {
  for (const name of [
    'Host',
    'content-length',
    'Transfer-Encoding',
    'connection',
    'keep-alive',
    'upgrade',
    'expect',
    'te',
    'trailer',
  ])
    assert.equal(textOf({ headers: [name, '1'] }), null, name)
  assert.equal(textOf({ headers: ['x-id'] }), null)
})
