import assert from 'node:assert/strict'
import type { Socket } from 'node:net'
import { describe, test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { exchange, type ExchangeEnd } from './exchange.ts'
import { type HttpClient, openOrigin, type Origin } from './origin.ts'
import { plainAnswer, startRawVendor } from './testing/raw-vendor.ts'

const LIMITS = { deadlineMs: 2_000, bodyBytesMax: 1_000 }

const post = (origin: Origin, target: string, deadlineMs = LIMITS.deadlineMs): Promise<ExchangeEnd> =>
  exchange(origin, { method: 'POST', target, headers: [], body: 'a=1' }, { ...LIMITS, deadlineMs })

const textOf = (end: ExchangeEnd): string => (end.kind === 'answered' ? end.body.toString() : end.kind)
const targetOf = (request: string): string => request.split(' ', 2)[1] ?? ''

for (const http of ['fast', 'node'] satisfies HttpClient[]) describe(`over ${http}`, () => originTests(http))

function originTests(http: HttpClient): void {
  function originAt(url: string, idleMsMax = 5_000): Origin & AsyncDisposable {
    const origin = openOrigin(url, { http, connectMsMax: 1_000, idleMsMax })
    return Object.assign(origin, { [Symbol.asyncDispose]: () => origin.close() })
  }

  test('a path of the base URL stands before that of each request', async () => {
    await using vendor = await startRawVendor({
      request: (socket, request) => socket.write(plainAnswer(targetOf(request))),
    })
    await using origin = originAt(`${vendor.url}/mock/stripe`)
    assert.equal(textOf(await post(origin, '/v1/charges?limit=1')), '/mock/stripe/v1/charges?limit=1')
  })

  test('a connection is used again, the last one returned first', async () => {
    const opened: Socket[] = []
    const usedBy = new Map<string, Socket>()
    await using vendor = await startRawVendor({
      opened: (socket) => void opened.push(socket),
      request: (socket, request) => {
        const target = targetOf(request)
        usedBy.set(target, socket)
        setTimeout(() => socket.write(plainAnswer(target)), { '/2': 10, '/1': 30, '/3': 60 }[target] ?? 0)
      },
    })
    await using origin = originAt(vendor.url)
    const targets = ['/1', '/2', '/3']
    assert.deepEqual(await Promise.all(targets.map((target) => post(origin, target).then(textOf))), targets)
    assert.equal(opened.length, 3)
    for (let call = 0; call < 20; call++) {
      // Long enough for it to have rested.
      await delay(3)
      const target = `/again/${call}`
      assert.equal(textOf(await post(origin, target)), target)
      assert.equal(usedBy.get(target), usedBy.get('/3'))
    }
    await delay(3)
    const both = ['/4', '/5']
    assert.deepEqual(await Promise.all(both.map((target) => post(origin, target).then(textOf))), both)
    assert.deepEqual(
      new Set(both.map((target) => usedBy.get(target))),
      new Set(['/3', '/1'].map((one) => usedBy.get(one))),
    )
    assert.equal(vendor.connections(), 3)
  })

  test('a call right behind an answer goes out on a connection that has rested, where there is one', {
    skip: http === 'node' ? 'undici has its own ways' : false,
  }, async () => {
    const usedBy = new Map<string, Socket>()
    await using vendor = await startRawVendor({
      request: (socket, request) => {
        usedBy.set(targetOf(request), socket)
        socket.write(plainAnswer(targetOf(request)))
      },
    })
    await using origin = originAt(vendor.url)
    await Promise.all(['/1', '/2'].map((target) => post(origin, target)))
    await delay(3)
    await post(origin, '/3')
    await post(origin, '/4')
    assert.notEqual(usedBy.get('/4'), usedBy.get('/3'))
    assert.equal(vendor.connections(), 2)
  })

  test('one connection never carries two requests at a time', async () => {
    let under = 0
    await using vendor = await startRawVendor({
      opened: (socket) => {
        let busy = false
        socket.on('data', () => {
          if (busy) under++
          busy = true
          setTimeout(() => {
            busy = false
            socket.write(plainAnswer('{}'))
          }, 5)
        })
      },
    })
    await using origin = originAt(vendor.url)
    for (let round = 0; round < 5; round++) await Promise.all(Array.from({ length: 20 }, () => post(origin, '/x')))
    assert.equal(under, 0)
    assert.equal(vendor.connections(), 20)
  })

  test('a connection in doubt is closed: an answer that comes too late never answers the next request', async () => {
    await using vendor = await startRawVendor({
      request: (socket, request) => {
        const late = targetOf(request) === '/slow'
        setTimeout(() => socket.write(plainAnswer(targetOf(request))), late ? 120 : 0)
      },
    })
    await using origin = originAt(vendor.url)
    assert.equal(textOf(await post(origin, '/warm')), '/warm')
    assert.equal(textOf(await post(origin, '/slow', 40)), 'broken')
    const next = post(origin, '/next')
    await delay(150)
    assert.equal(textOf(await next), '/next')
    assert.equal(vendor.connections(), 2)
  })

  const SURPLUS: readonly (readonly [string, string])[] = [
    ['a whole second answer', plainAnswer('stolen')],
    ['half a second answer', 'HTTP/1.1 200 OK\r\ncontent-length: 6\r\n'],
    ['garbage', 'xyz'],
  ]

  for (const [name, surplus] of SURPLUS)
    for (const waitMs of [0, 20])
      test(`${name} after the answer, ${waitMs} ms later, never answers the next request`, async () => {
        await using vendor = await startRawVendor({
          request: (socket, request, count) => {
            if (count > 1) return void socket.write(plainAnswer(targetOf(request)))
            if (waitMs === 0) return void socket.write(plainAnswer('first') + surplus)
            socket.write(plainAnswer('first'))
            setTimeout(() => socket.write(surplus), waitMs)
          },
        })
        await using origin = originAt(vendor.url)
        assert.equal(textOf(await post(origin, '/first')), 'first')
        await delay(2 * waitMs)
        assert.equal(textOf(await post(origin, '/second')), '/second')
        assert.equal(vendor.connections(), 2)
      })

  test('a body on 204 never answers the next request', async () => {
    await using vendor = await startRawVendor({
      request: (socket, request, count) =>
        socket.write(
          count === 1
            ? `HTTP/1.1 204 X\r\ncontent-length: 39\r\n\r\n${plainAnswer('')}`
            : plainAnswer(targetOf(request)),
        ),
    })
    await using origin = originAt(vendor.url)
    assert.equal((await post(origin, '/first')).kind, 'answered')
    assert.equal(textOf(await post(origin, '/second')), '/second')
  })

  test('a connection that the vendor closed while it was idle is not written to', async () => {
    await using vendor = await startRawVendor({
      request: (socket, request) => {
        socket.write(plainAnswer(targetOf(request)))
        setTimeout(() => socket.end(), 5)
      },
    })
    await using origin = originAt(vendor.url)
    for (let call = 0; call < 5; call++) {
      assert.equal(textOf(await post(origin, `/${call}`)), `/${call}`)
      await delay(20)
    }
    assert.equal(vendor.connections(), 5)
  })

  test('a connection is closed by us after its idle time, and a hint of the vendor may only shorten it', async () => {
    for (const [hint, callsAgain] of [
      ['', true],
      ['keep-alive: timeout=60\r\n', true],
      ['keep-alive: timeout=1\r\n', false],
    ] as const) {
      let closed = 0
      await using vendor = await startRawVendor({
        request: (socket, request) => socket.write(plainAnswer(targetOf(request), hint)),
        opened: (socket) => void socket.on('end', () => closed++),
      })
      await using origin = originAt(vendor.url, 80)
      await post(origin, '/1')
      await post(origin, '/2')
      assert.equal(vendor.connections() === 1, callsAgain)
      await delay(200)
      assert.equal(closed, vendor.connections(), 'idle connections are gone')
    }
  })

  /** The vendor closes, orderly or by a reset, at about the moment the next request is written. */
  test('in the race with a closing vendor, "not sent" is only said of what the vendor never heard', async () => {
    for (const reset of [false, true]) {
      let closeAfterMs = 0
      await using vendor = await startRawVendor({
        request: (socket, request) => {
          socket.write(plainAnswer(targetOf(request)))
          const close = (): unknown => (reset ? socket.resetAndDestroy() : socket.end())
          if (closeAfterMs === 0) setImmediate(close)
          else setTimeout(close, closeAfterMs)
        },
      })
      await using origin = originAt(vendor.url)
      const kinds = { answered: 0, broken: 0, not_sent: 0 }
      for (let call = 0; call < 300; call++) {
        closeAfterMs = call % 3
        const target = `/race/${call}.`
        const end = await post(origin, target)
        kinds[end.kind]++
        const heard = vendor.timesHeard(`POST ${target} `)
        assert.ok(heard <= 1, 'no request leaves twice')
        if (end.kind === 'answered') assert.equal(textOf(end), target)
        if (end.kind === 'not_sent') assert.equal(heard, 0)
        if (call % 4 === 0) await delay(call % 3)
      }
      assert.ok(kinds.answered > 100, JSON.stringify(kinds))
    }
  })

  test('an answer that is whole before the request was makes no second sending', async () => {
    await using vendor = await startRawVendor({
      opened: (socket) => void socket.once('data', () => socket.write(plainAnswer('early'))),
    })
    await using origin = originAt(vendor.url)
    const body = `a=${'1'.repeat(5_000_000)}`
    const end = await exchange(
      origin,
      { method: 'POST', target: '/big', headers: [], body },
      { ...LIMITS, deadlineMs: 500 },
    )
    assert.notEqual(end.kind, 'not_sent')
    assert.equal(vendor.timesHeard('POST /big '), 1)
  })

  for (const together of [1, 8])
    test(`a vendor that closes right behind each answer, without a word: no call of 1,000 is lost or runs twice, ${together} at a time`, async () => {
      await using vendor = await startRawVendor({
        request: (socket, request, count) => {
          socket.write(plainAnswer(targetOf(request)))
          if (count % 2 === 0) socket.end()
          else socket.resetAndDestroy()
        },
      })
      await using origin = originAt(vendor.url)
      const ends = new Map<string, ExchangeEnd>()
      let left = 1_000
      const caller = async (): Promise<void> => {
        while (left-- > 0) {
          const target = `/closing/${left}.`
          ends.set(target, await post(origin, target))
        }
      }
      await Promise.all(Array.from({ length: together }, caller))
      const heard = new Map<string, number>()
      for (const [, target = ''] of vendor.heard().matchAll(/POST (\S+) /g))
        heard.set(target, (heard.get(target) ?? 0) + 1)
      assert.equal(ends.size, 1_000)
      for (const [target, end] of ends) {
        const times = heard.get(target) ?? 0
        assert.ok(times <= 1, 'no request leaves twice')
        if (end.kind === 'answered') assert.deepEqual([textOf(end), times], [target, 1])
        if (end.kind === 'not_sent') assert.equal(times, 0)
      }
      const answered = [...ends.values()].filter((end) => end.kind === 'answered').length
      // Ours looks at the socket once more before it uses a connection again.
      assert.ok(answered >= (http === 'fast' ? 900 : 400), `${answered} answered`)
    })
}
