import assert from 'node:assert/strict'
import type { Socket } from 'node:net'
import { after, before, describe, test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { getCACertificates, setDefaultCACertificates, type TLSSocket } from 'node:tls'
import { exchange, type ExchangeEnd } from './exchange.ts'
import { type HttpClient, openOrigin, type Origin } from './origin.ts'
import { plainAnswer, startRawVendor } from './testing/raw-vendor.ts'
import { authority, localhostCertificate, otherHostCertificate, serverKey } from './testing/tls-certificates.ts'

const TRUSTED = { cert: localhostCertificate, key: serverKey, ALPNProtocols: ['h2', 'http/1.1'] }

for (const http of ['fast', 'node'] satisfies HttpClient[]) describe(`over ${http}`, () => tlsTests(http))

function tlsTests(http: HttpClient): void {
  const usual = getCACertificates('default')
  before(() => setDefaultCACertificates([...usual, authority]))
  after(() => setDefaultCACertificates(usual))

  const originAt = (url: string): Origin & AsyncDisposable => {
    const origin = openOrigin(url, { http, connectMsMax: 1_000, idleMsMax: 5_000 })
    return Object.assign(origin, { [Symbol.asyncDispose]: () => origin.close() })
  }
  const post = (origin: Origin, target: string, body = 'a=1', deadlineMs = 2_000): Promise<ExchangeEnd> =>
    exchange(origin, { method: 'POST', target, headers: [], body }, { deadlineMs, bodyBytesMax: 10_000_000 })
  const textOf = (end: ExchangeEnd): string =>
    end.kind === 'answered' ? end.body.toString() : `${end.kind} ${end.why}`

  test('requests follow one another on a connection to the vendor that was asked for, by HTTP/1.1', async () => {
    const sockets: TLSSocket[] = []
    await using vendor = await startRawVendor({
      tls: TRUSTED,
      opened: (socket) => void sockets.push(socket as TLSSocket),
      request: (socket, request) => void socket.write(plainAnswer(request.split(' ', 2)[1] ?? '')),
    })
    await using origin = originAt(vendor.url)
    for (let call = 0; call < 20; call++) assert.equal(textOf(await post(origin, `/${call}`)), `/${call}`)
    assert.equal(vendor.connections(), 1)
    const [socket] = sockets
    assert.deepEqual([socket?.alpnProtocol, (socket as { servername?: unknown }).servername], ['http/1.1', 'localhost'])
  })

  test('a later connection resumes the session', async () => {
    const resumed: boolean[] = []
    await using vendor = await startRawVendor({
      tls: TRUSTED,
      opened: (socket) => void resumed.push((socket as TLSSocket).isSessionReused()),
      request: (socket) => void socket.end(plainAnswer('{}', 'connection: close\r\n')),
    })
    await using origin = originAt(vendor.url)
    for (let call = 0; call < 3; call++) {
      assert.equal(textOf(await post(origin, '/x')), '{}')
      await delay(10)
    }
    assert.deepEqual(resumed, [false, true, true])
  })

  test('a certificate of another host, or of no known authority, gets no byte of the request', async () => {
    await using other = await startRawVendor({ tls: { cert: otherHostCertificate, key: serverKey } })
    await using otherOrigin = originAt(other.url)
    assert.equal(textOf(await post(otherOrigin, '/x')), 'not_sent ERR_TLS_CERT_ALTNAME_INVALID')
    setDefaultCACertificates(usual)
    await using unknown = await startRawVendor({ tls: TRUSTED })
    await using unknownOrigin = originAt(unknown.url)
    assert.equal(textOf(await post(unknownOrigin, '/x')), 'not_sent UNABLE_TO_VERIFY_LEAF_SIGNATURE')
    setDefaultCACertificates([...usual, authority])
    await delay(20)
    assert.deepEqual([other.heard(), unknown.heard()], ['', ''])
  })

  test('large requests and answers on many connections at once reach their own other end, whole', async () => {
    const letters = [...'abcdefghijkl']
    await using vendor = await startRawVendor({
      tls: TRUSTED,
      request: (socket, request) => {
        const letter = request.split(' ', 2)[1]?.slice(1) ?? ''
        const whole = request.endsWith(`\r\n\r\n${letter.repeat(300_000)}`)
        socket.write(plainAnswer(whole ? letter.repeat(400_000) : 'mixed up'))
      },
    })
    await using origin = originAt(vendor.url)
    for (let round = 0; round < 3; round++)
      await Promise.all(
        letters.map(async (letter) => {
          const text = textOf(await post(origin, `/${letter}`, letter.repeat(300_000), 20_000))
          assert.ok(text === letter.repeat(400_000), text.slice(0, 20))
        }),
      )
    assert.ok(vendor.connections() <= 2 * letters.length)
  })

  test('quick calls stay on the connections they have', async () => {
    await using vendor = await startRawVendor({
      tls: TRUSTED,
      request: (socket, request) => void socket.write(plainAnswer(request.split(' ', 2)[1] ?? '')),
    })
    await using origin = originAt(vendor.url)
    let left = 500
    const caller = async (): Promise<void> => {
      for (let call = left--; call > 0; call = left--) assert.equal(textOf(await post(origin, `/${call}`)), `/${call}`)
    }
    await Promise.all(Array.from({ length: 8 }, caller))
    assert.ok(vendor.connections() <= 8, `${vendor.connections()} connections`)
  })

  test('an answer cut off, or one that never comes, is broken, and the connection is not used again', async () => {
    const ends: readonly ((socket: Socket) => void)[] = [
      (socket) => void socket.end('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{"id"'),
      (socket) => void socket.destroy(),
      () => undefined,
    ]
    await using vendor = await startRawVendor({
      tls: TRUSTED,
      request: (socket, _request, count) => ends[count - 1]?.(socket),
    })
    await using origin = originAt(vendor.url)
    const texts: string[] = []
    for (let call = 0; call < ends.length; call++) texts.push(textOf(await post(origin, '/x', 'a=1', 100)))
    assert.deepEqual(texts, ['broken reset', 'broken reset', 'broken timeout'])
    assert.equal(vendor.connections(), 3)
    assert.equal(vendor.timesHeard('POST /x '), 3)
  })

  test('a connection that the vendor closed while it was idle is not written to', async () => {
    await using vendor = await startRawVendor({
      tls: TRUSTED,
      request: (socket, request) => {
        socket.write(plainAnswer(request.split(' ', 2)[1] ?? ''))
        setTimeout(() => socket.end(), 5)
      },
    })
    await using origin = originAt(vendor.url)
    for (let call = 0; call < 4; call++) {
      assert.equal(textOf(await post(origin, `/${call}`)), `/${call}`)
      await delay(30)
    }
    assert.equal(vendor.connections(), 4)
  })
}
