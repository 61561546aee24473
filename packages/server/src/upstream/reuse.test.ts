import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { exchange, type ExchangeEnd, type ExchangeOptions } from './exchange.ts'
import { type HttpClient, openOrigin, type Origin } from './origin.ts'
import { plainAnswer, type RawVendor, startRawVendor } from './testing/raw-vendor.ts'

const OPTIONS: ExchangeOptions = { deadlineMs: 2_000, bodyBytesMax: 1_000 }

const post = (origin: Origin, body = 'a=1', options = OPTIONS): Promise<ExchangeEnd> =>
  exchange(origin, { method: 'POST', target: '/x', headers: [], body }, options)
const originOf = (vendor: RawVendor, http: HttpClient = 'fast'): Origin & AsyncDisposable => {
  const origin = openOrigin(vendor.url, { http, connectMsMax: 1_000, idleMsMax: 5_000 })
  return Object.assign(origin, { [Symbol.asyncDispose]: () => origin.close() })
}

const ANSWERS: readonly (readonly [string, string, boolean])[] = [
  ['that says nothing about it', plainAnswer('{}'), true],
  ['that keeps the connection', plainAnswer('{}', 'Connection: Keep-Alive\r\n'), true],
  ['that closes the connection', plainAnswer('{}', 'Connection: close\r\n'), false],
  ['of HTTP/1.0', plainAnswer('{}').replace('HTTP/1.1', 'HTTP/1.0'), false],
  ['without content', 'HTTP/1.1 204 X\r\n\r\n', true],
  ['without content that announces some', 'HTTP/1.1 204 X\r\ncontent-length: 2\r\n\r\n', false],
  ['in chunks', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n', true],
]

for (const http of ['fast', 'node'] satisfies HttpClient[])
  for (const [kind, answer, isReused] of ANSWERS)
    test(`over ${http}, after an answer ${kind} the connection is ${isReused ? '' : 'not '}used again`, async () => {
      await using vendor = await startRawVendor({ request: (socket) => void socket.write(answer) })
      await using origin = originOf(vendor, http)
      for (let call = 0; call < 3; call++) {
        assert.equal((await post(origin)).kind, 'answered')
        await delay(5)
      }
      assert.equal(vendor.connections(), isReused ? 1 : 3)
    })

/** Ours alone: undici writes the next request behind what is left of the former one, and it is broken. */
test('an answer before the request was whole leaves a connection that nobody uses again', async () => {
  await using vendor = await startRawVendor({
    opened: (socket) =>
      void socket.once('data', () => {
        socket.pause()
        socket.write(plainAnswer('early'))
      }),
  })
  await using origin = originOf(vendor)
  const first = await post(origin, `a=${'1'.repeat(20_000_000)}`)
  assert.equal(first.kind === 'answered' && first.body.toString(), 'early')
  assert.equal((await post(origin)).kind, 'answered')
  assert.equal(vendor.connections(), 2)
})

test('a reader that still pauses at the end of its answer does not hold up the next exchange', async () => {
  await using vendor = await startRawVendor({ request: (socket) => void socket.write(plainAnswer('{}')) })
  await using origin = originOf(vendor)
  const pausing = {
    head: () => true,
    chunk: (_chunk: Buffer, controls: { pause: () => void }) => (controls.pause(), true),
  }
  const first = post(origin, 'a=1', { ...OPTIONS, stream: pausing })
  assert.equal((await first).kind, 'answered')
  assert.equal((await post(origin)).kind, 'answered')
  assert.equal(vendor.connections(), 1)
})
