import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { describe, test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import {
  exchange,
  type ExchangeEnd,
  type ExchangeOptions,
  type OutgoingRequest,
  type StreamControls,
} from './exchange.ts'
import { type HttpClient, openOrigin } from './origin.ts'
import { plainAnswer, type RawVendor, startRawVendor } from './testing/raw-vendor.ts'

const OPTIONS: ExchangeOptions = { deadlineMs: 2_000, bodyBytesMax: 1_000 }
const CHARGE: OutgoingRequest = { method: 'POST', target: '/v1/charges', headers: ['x-id', 'one'], body: 'amount=1' }

interface Trial {
  readonly end: ExchangeEnd
  readonly sends: number
  readonly tookMs: number
}

for (const http of ['fast', 'node'] satisfies HttpClient[]) describe(`over ${http}`, () => exchangeTests(http))

function exchangeTests(http: HttpClient): void {
  async function send(url: string, options: Partial<ExchangeOptions> = {}, request = CHARGE): Promise<Trial> {
    const origin = openOrigin(url, { http, connectMsMax: 1_000, idleMsMax: 1_000 })
    let sends = 0
    const startMs = performance.now()
    try {
      const end = await exchange(origin, request, { ...OPTIONS, ...options, onSend: () => sends++ })
      return { end, sends, tookMs: performance.now() - startMs }
    } finally {
      await origin.close()
    }
  }

  async function sendTo(
    answer: (socket: Socket, request: string, count: number) => void,
    options: Partial<ExchangeOptions> = {},
    request = CHARGE,
  ): Promise<Trial & { readonly vendor: RawVendor }> {
    await using vendor = await startRawVendor({ request: answer })
    return { ...(await send(vendor.url, options, request)), vendor }
  }

  const write =
    (bytes: string) =>
    (socket: Socket): void =>
      void socket.write(bytes, 'latin1')
  const writeAndEnd =
    (bytes: string) =>
    (socket: Socket): void =>
      void socket.end(bytes, 'latin1')

  function assertBroken({ end, sends }: Trial, why: string, status: number | null): void {
    assert.equal(end.kind, 'broken')
    assert.ok(end.kind === 'broken')
    assert.deepEqual([end.why, end.head?.status ?? null, sends], [why, status, 1])
  }

  function assertNotSent({ end, sends }: Trial): void {
    assert.equal(end.kind, 'not_sent')
    assert.equal(sends, 0)
  }

  // ------------------------------------------------------------------------------------------------ no byte left

  test('a refused connection is not sent', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as { readonly port: number }
    server.close()
    await once(server, 'close')
    const trial = await send(`http://127.0.0.1:${port}`)
    assertNotSent(trial)
    assert.ok(trial.end.kind === 'not_sent')
    assert.equal(trial.end.why, 'ECONNREFUSED')
  })

  test('a name that does not resolve is not sent', async () => {
    assertNotSent(await send('http://vendor.invalid'))
  })

  test('a server that does not speak TLS where TLS is asked for hears no byte of the request', async () => {
    await using vendor = await startRawVendor({
      opened: (socket) => void socket.write('HTTP/1.1 400 Bad Request\r\n\r\n'),
    })
    assertNotSent(await send(vendor.url.replace('http:', 'https:')))
    assert.ok(!vendor.heard().includes('/v1/charges'))
  })

  test('a connection that closes in the middle of the TLS handshake is not sent', async () => {
    await using vendor = await startRawVendor({ opened: (socket) => void socket.once('data', () => socket.destroy()) })
    assertNotSent(await send(vendor.url.replace('http:', 'https:')))
  })

  test('a deadline that passes before there is a connection is not sent, and nothing is sent later', async () => {
    await using vendor = await startRawVendor({})
    // The TLS server hello never comes.
    const trial = await send(vendor.url.replace('http:', 'https:'), { deadlineMs: 60 })
    assertNotSent(trial)
    assert.ok(trial.tookMs < 1_000)
    assert.ok(!vendor.heard().includes('/v1/charges'))
  })

  test('a request that cannot be written as HTTP is not sent', async () => {
    await using vendor = await startRawVendor({ request: write(plainAnswer('{}')) })
    for (const bad of [
      { ...CHARGE, target: '/v1/a b' },
      { ...CHARGE, headers: ['x-id', 'a\r\nx-more: b'] },
      { ...CHARGE, method: 'POST /x' },
    ])
      assertNotSent(await send(vendor.url, {}, bad))
    assert.equal(vendor.heard(), '')
  })

  test('a closed origin sends nothing', async () => {
    await using vendor = await startRawVendor({ request: write(plainAnswer('{}')) })
    const origin = openOrigin(vendor.url, { http, connectMsMax: 1_000, idleMsMax: 1_000 })
    await exchange(origin, CHARGE, OPTIONS)
    await origin.close()
    assert.equal((await exchange(origin, CHARGE, OPTIONS)).kind, 'not_sent')
    assert.equal(vendor.timesHeard('POST /v1/charges'), 1)
  })

  // ------------------------------------------------------------------------------------------------ bytes may have left

  const BROKEN: readonly (readonly [string, (socket: Socket) => void, string, number | null])[] = [
    ['a reset after the request was read', (socket) => void socket.resetAndDestroy(), 'reset', null],
    ['an orderly close after the request was read', (socket) => void socket.end(), 'reset', null],
    ['half a status line', writeAndEnd('HTTP/1.1 20'), 'reset', null],
    ['half a head', writeAndEnd('HTTP/1.1 200 OK\r\ncontent-le'), 'reset', null],
    ['a body cut by a close', writeAndEnd('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{"id":'), 'reset', 200],
    [
      'a body cut by a close that the head announced',
      writeAndEnd('HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 9\r\n\r\n{"id":'),
      'reset',
      200,
    ],
    [
      'a chunked body without its last chunk',
      writeAndEnd('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\n{"id"\r\n'),
      'reset',
      200,
    ],
    [
      'a chunked body without its last chunk on a connection that closes',
      writeAndEnd('HTTP/1.1 200 OK\r\nconnection: close\r\ntransfer-encoding: chunked\r\n\r\n5\r\n{"id"\r\n'),
      'reset',
      200,
    ],
    [
      'a body cut by a reset that the head announced as closing',
      (socket) => {
        socket.write('HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 9\r\n\r\n{"id":')
        setTimeout(() => socket.resetAndDestroy(), 30)
      },
      'reset',
      200,
    ],
    ['an answer that is no HTTP', write('220 mail.example ESMTP\r\n\r\n'), 'reset', null],
    [
      'an answer with two lengths',
      write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-length: 3\r\n\r\n{}'),
      'reset',
      null,
    ],
    [
      'an answer with a length and chunks',
      write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n'),
      'reset',
      null,
    ],
    [
      'a chunk whose length is no number',
      write('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nxyz\r\n'),
      'reset',
      200,
    ],
    ['100 Continue that nobody asked for', write(`HTTP/1.1 100 Continue\r\n\r\n${plainAnswer('{}')}`), 'reset', null],
    [
      '101 Switching Protocols',
      write('HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n'),
      'reset',
      null,
    ],
    ['a head of 40 KB', write(`HTTP/1.1 200 OK\r\nx-fill: ${'a'.repeat(40_000)}\r\n\r\n`), 'reset', null],
    ['a body above the limit', write(plainAnswer('a'.repeat(1_001))), 'too_large', 200],
  ]

  for (const [name, answer, why, status] of BROKEN)
    test(`${name}: bytes left, so it is broken and never "not sent"`, async () => {
      const trial = await sendTo(answer)
      assertBroken(trial, why, status)
      assert.equal(trial.vendor.timesHeard('POST /v1/charges'), 1)
    })

  const SILENCES: readonly (readonly [string, string, number | null])[] = [
    ['before the first byte', '', null],
    ['in the middle of the head', 'HTTP/1.1 200 OK\r\ncontent-', null],
    ['after an informational answer', 'HTTP/1.1 103 Early Hints\r\n\r\n', null],
    ['in the middle of the body', 'HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{"id":', 200],
  ]

  for (const [phase, bytes, status] of SILENCES)
    test(`silence ${phase} ends at the deadline as a broken exchange`, async () => {
      const trial = await sendTo(write(bytes), { deadlineMs: 80 })
      assertBroken(trial, 'timeout', status)
      assert.ok(trial.tookMs >= 75 && trial.tookMs < 1_000)
    })

  test('a body that comes in drops, each in time, ends at the deadline all the same', async () => {
    const trial = await sendTo(
      (socket) => {
        socket.write('HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n')
        const timer = setInterval(() => socket.write('a'), 10)
        socket.on('close', () => clearInterval(timer))
      },
      { deadlineMs: 100 },
    )
    assertBroken(trial, 'timeout', 200)
  })

  test('a reset before the request was read is broken: nobody knows how much of it was', async () => {
    await using vendor = await startRawVendor({ opened: (socket) => void socket.pause().resetAndDestroy() })
    const { end, sends } = await send(vendor.url)
    assert.notEqual(end.kind, 'answered')
    assert.equal(end.kind === 'not_sent', sends === 0)
  })

  test('a large body that the vendor stops reading is broken', async () => {
    await using vendor = await startRawVendor({ opened: (socket) => void socket.pause() })
    const body = 'a'.repeat(20_000_000)
    assertBroken(await send(vendor.url, { deadlineMs: 300 }, { ...CHARGE, body }), 'timeout', null)
  })

  // ------------------------------------------------------------------------------------------------ whole answers

  test('an answer may come after informational ones, in chunks, byte by byte, or end with the connection', async () => {
    const chunked = 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\n{"a\r\n4\r\n":1}\r\n0\r\n\r\n'
    const drop = (socket: Socket): void => {
      const bytes = [...plainAnswer('{"a":1}')]
      const timer = setInterval(
        () => (bytes.length > 0 ? socket.write(bytes.shift() as string) : clearInterval(timer)),
        1,
      )
    }
    for (const answer of [
      write(`HTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\nHTTP/1.1 102 Processing\r\n\r\n${plainAnswer('{"a":1}')}`),
      write(chunked),
      drop,
      writeAndEnd('HTTP/1.1 200 OK\r\n\r\n{"a":1}'),
    ]) {
      const { end } = await sendTo(answer)
      assert.ok(end.kind === 'answered')
      assert.deepEqual([end.head.status, end.body.toString()], [200, '{"a":1}'])
    }
  })

  test('an error of the vendor is an answer like any other, and redirects are not followed', async () => {
    for (const status of [301, 307, 402, 500, 503]) {
      const { end, vendor } = await sendTo(write(`HTTP/1.1 ${status} X\r\nlocation: /b\r\ncontent-length: 0\r\n\r\n`))
      assert.ok(end.kind === 'answered')
      assert.equal(end.head.status, status)
      assert.equal(vendor.timesHeard(' HTTP/1.1'), 1)
    }
  })

  test('a repeated header is joined, and a name is in lower case', async () => {
    const { end } = await sendTo(write(plainAnswer('', 'X-Note: a\r\nx-note: b\r\n')))
    assert.ok(end.kind === 'answered')
    assert.equal(end.head.headers.get('x-note'), 'a, b')
  })

  test('a body of exactly the limit is passed on', async () => {
    const { end } = await sendTo(write(plainAnswer('a'.repeat(1_000))))
    assert.ok(end.kind === 'answered')
    assert.equal(end.body.length, 1_000)
  })

  test('an answer to HEAD has no body although it announces one', async () => {
    const head = write('HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n')
    const { end } = await sendTo(head, {}, { method: 'HEAD', target: '/v1/charges', headers: [], body: null })
    assert.ok(end.kind === 'answered')
    assert.equal(end.body.length, 0)
  })

  test('what a reader refuses stops the exchange, at the head or at a chunk', async () => {
    const stream = { head: () => false, chunk: () => true }
    assertBroken(await sendTo(write(plainAnswer('{}')), { stream }), 'refused_by_reader', 200)
    let chunks = 0
    const picky = { head: () => true, chunk: () => ++chunks > 1 }
    assertBroken(await sendTo(write(plainAnswer('{}')), { stream: picky }), 'refused_by_reader', 200)
    assert.equal(chunks, 1)
  })

  test('a reader that throws breaks the exchange and nothing else', async () => {
    const stream = {
      head: (): boolean => {
        throw new Error('a fault of the reader')
      },
      chunk: () => true,
    }
    assertBroken(await sendTo(write(plainAnswer('{}')), { stream }), 'reset', 200)
  })

  test('a reader that pauses holds the vendor up, and gets the rest when it resumes', async () => {
    let written = 0
    await using vendor = await startRawVendor({
      request: (socket) => {
        socket.write('HTTP/1.1 200 OK\r\ncontent-length: 40000000\r\n\r\n')
        const more = (): void => {
          while (written < 40 && socket.write(Buffer.alloc(1_000_000, 'a'))) written++
          if (written++ < 40) socket.once('drain', more)
        }
        more()
      },
    })
    let length = 0
    let resume = (): void => undefined
    const sending = send(vendor.url, {
      stream: {
        head: () => true,
        chunk: (chunk, controls) => {
          if (length === 0) {
            resume = controls.resume
            controls.pause()
          }
          length += chunk.length
          return true
        },
      },
    })
    await delay(150)
    assert.ok(length > 0 && length < 1_000_000, `${length} bytes while paused`)
    assert.ok(written < 40)
    resume()
    const { end } = await sending
    assert.equal(end.kind, 'answered')
    assert.equal(length, 40_000_000)
    resume()
  })

  test('a read that is given up is broken, or not sent where no byte had left', async () => {
    assertBroken(
      await sendTo(() => undefined, { abandon: (breakOff) => void setTimeout(breakOff, 20) }),
      'refused_by_reader',
      null,
    )
    const trial = await sendTo(() => undefined, { abandon: (breakOff) => breakOff() })
    assertNotSent(trial)
    assert.equal(trial.vendor.heard(), '')
  })

  test('what a reader keeps of an exchange that is over has no power over the next one', async () => {
    await using vendor = await startRawVendor({
      request: (socket, _request, count) =>
        void setTimeout(() => socket.write(plainAnswer(`{"answer":${count}}`)), count === 1 ? 0 : 40),
    })
    const origin = openOrigin(vendor.url, { http, connectMsMax: 1_000, idleMsMax: 1_000 })
    const kept: (() => void)[] = []
    const stream = {
      head: () => true,
      chunk: (_chunk: Buffer, { pause }: StreamControls) => {
        kept.push(pause)
        return true
      },
    }
    await exchange(origin, CHARGE, { ...OPTIONS, stream, abandon: (breakOff) => kept.push(breakOff) })
    assert.equal(kept.length, 2)
    const next = exchange(origin, CHARGE, OPTIONS)
    await delay(20)
    for (const late of kept) late()
    const end = await next
    assert.equal(end.kind === 'answered' && end.body.toString(), '{"answer":2}')
    assert.equal(vendor.connections(), 1)
    await origin.close()
  })
}
