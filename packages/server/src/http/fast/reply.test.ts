import assert from 'node:assert/strict'
import { once } from 'node:events'
import { STATUS_CODES } from 'node:http'
import { test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import type { Field } from '@keybrake/core'
import fc from 'fast-check'
import type { Reply } from '../../call/incoming.ts'
import { type Client, type Lanes, MODES, type Mode, openClient, startLanes } from '../testing/lanes.ts'

interface One extends AsyncDisposable {
  readonly client: Client
  readonly reply: Reply
  readonly lanes: Lanes
}

/** One request, and the way its answer goes back. */
async function one(mode: Mode = 'fast', method = 'GET'): Promise<One> {
  let come = (_reply: Reply): void => undefined
  const reply = new Promise<Reply>((resolve) => (come = resolve))
  const lanes = await startLanes(mode, { answer: (_seen, its) => come(its) })
  const client = await openClient(lanes.port)
  client.socket.write(`${method} / HTTP/1.1\r\nHost: a\r\n\r\n`)
  return {
    client,
    reply: await reply,
    lanes,
    [Symbol.asyncDispose]: async () => {
      client.socket.destroy()
      await lanes[Symbol.asyncDispose]()
    },
  }
}

/** What a way of answering writes, byte for byte but for the date. */
async function written(mode: Mode, method: string, answer: (reply: Reply) => void): Promise<string> {
  await using it = await one(mode, method)
  answer(it.reply)
  // Whatever was written before it has come when the end of the connection has.
  it.lanes.closeIdle()
  await delay(2)
  if (!it.client.closed()) await Promise.race([once(it.client.socket, 'close'), delay(30)])
  return it.client.answered()
}

const both = async (method: string, answer: (reply: Reply) => void): Promise<string> => {
  const [fast, node] = await Promise.all(MODES.map((mode) => written(mode, method, answer)))
  assert.equal(fast, node)
  return fast ?? ''
}

const byteText = fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes).toString('latin1'))
const body = fc.oneof(
  fc.tuple(fc.string({ unit: 'binary', maxLength: 200 }), fc.constant('text' as const)),
  fc.tuple(byteText, fc.constantFrom('text' as const, 'bytes' as const)),
  fc.tuple(fc.constantFrom('x'.repeat(40_000), 'ü'.repeat(40_000)), fc.constantFrom('text' as const, 'bytes' as const)),
)
const value = fc.string({ unit: 'grapheme-ascii', maxLength: 8 })
const headers = fc.array(fc.tuple(fc.constantFrom('x-a', 'X-B', 'content-type', 'retry-after'), value), {
  maxLength: 3,
})
const status = fc.constantFrom(
  ...Object.keys(STATUS_CODES)
    .map(Number)
    .filter((code) => code >= 200),
  299,
  599,
)

test('a whole answer is byte for byte what node:http writes', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom('GET', 'POST', 'HEAD'),
      status,
      headers,
      body,
      async (method, code, fields, [text, textIs]) => {
        const answer = await both(method, (reply) => reply.send(code, fields, text, textIs))
        assert.ok(answer.startsWith(`HTTP/1.1 ${code} `))
      },
    ),
    { numRuns: 150 },
  )
})

test('a streamed answer has the head and the bytes that node:http writes', async () => {
  const chunks = fc.array(
    fc.uint8Array({ maxLength: 50 }).map((bytes) => Buffer.from(bytes)),
    { maxLength: 4 },
  )
  await fc.assert(
    fc.asyncProperty(fc.constantFrom('GET', 'HEAD'), status, headers, chunks, async (method, code, fields, pieces) => {
      await both(method, (reply) => {
        reply.begin(code, fields)
        for (const piece of pieces) reply.write(piece)
        reply.end()
      })
    }),
    { numRuns: 100 },
  )
})

test('a header that could not be read back as it was given is refused, and the answer can still be another one', async () => {
  const odd: readonly Field[] = [
    ['x-a', 'a\r\nx-b: c'],
    ['x-a', 'a\nb'],
    ['x-a', 'a\rb'],
    ['x-a', 'a\0b'],
    ['x-a', '\u0100'],
    ['x a', 'b'],
    ['x-a:', 'b'],
    ['x-a\r\nx-b', 'c'],
    ['', 'b'],
  ]
  for (const mode of MODES)
    for (const field of odd) {
      await using it = await one(mode)
      assert.throws(() => it.reply.send(200, [field], ''), `${mode}: ${JSON.stringify(field)}`)
      assert.throws(() => it.reply.begin(200, [field]))
      it.reply.send(500, [], 'another')
      while (!it.client.answered().endsWith('another')) await delay(1)
      assert.match(it.client.answered(), /^HTTP\/1\.1 500 /)
    }
})

test('no word of a vendor on its own connection reaches the caller’s', async () => {
  await using it = await one()
  const fields: readonly Field[] = [
    ['connection', 'close'],
    ['Keep-Alive', 'timeout=1'],
    ['transfer-encoding', 'chunked'],
    ['Content-Length', '99'],
    ['x-a', 'b'],
  ]
  it.reply.send(200, fields, 'c')
  while (!it.client.answered().endsWith('c')) await delay(1)
  assert.equal(
    it.client.answered(),
    'HTTP/1.1 200 OK\r\nx-a: b\r\ncontent-length: 1\r\nConnection: keep-alive\r\nKeep-Alive: timeout=65\r\n\r\nc',
  )
})

test('a value beyond ASCII arrives as the byte that it is', async () => {
  await using it = await one()
  it.reply.send(200, [['x-a', '\u00e4']], 'ü')
  await once(it.client.socket, 'data')
  assert.match(it.client.answered(), /\r\nx-a: \u00e4\r\n[^]*\r\n\r\n\u00c3\u00bc$/)
})

test('every answer tells the time of its second', async () => {
  for (let round = 0; round < 3; round++) {
    await using it = await one()
    let text = ''
    it.client.socket.on('data', (chunk: Buffer) => (text += chunk.toString('latin1')))
    const before = Math.floor(Date.now() / 1_000)
    it.reply.send(200, [], '')
    await once(it.client.socket, 'data')
    const told = Date.parse(/\r\nDate: ([^\r]+)/.exec(text)?.[1] ?? '') / 1_000
    assert.ok(told >= before && told <= Date.now() / 1_000, text)
    await delay(600)
  }
})

test('a second answer changes nothing, and never reaches the request behind it', async () => {
  await using it = await one()
  it.reply.send(200, [], 'first')
  it.client.socket.write('GET /next HTTP/1.1\r\nHost: a\r\n\r\n')
  while (it.lanes.seen.length < 2) await delay(1)
  it.reply.send(500, [], 'second')
  it.reply.begin(500, [])
  it.reply.write(Buffer.from('third'))
  it.reply.end()
  it.reply.abort()
  await delay(10)
  assert.equal(it.reply.gone, true)
  assert.ok(it.client.answered().endsWith('\r\n\r\nfirst'))
  assert.equal(it.client.closed(), false)
})

test('a streamed answer arrives piece by piece, and one that is broken off can not be taken for a whole one', async () => {
  await using it = await one()
  it.reply.begin(200, [])
  assert.equal(it.client.answered(), '')
  it.reply.write(Buffer.from('one'))
  await once(it.client.socket, 'data')
  assert.ok(it.client.answered().endsWith('\r\n\r\n3\r\none\r\n'))
  it.reply.abort()
  await once(it.client.socket, 'close')
  assert.ok(!it.client.answered().includes('0\r\n\r\n'))
  assert.equal(it.reply.gone, true)
})

test('a caller that reads slowly is waited for, and one that leaves meanwhile lets the exchange go on, once', async () => {
  for (const leaves of [false, true]) {
    await using it = await one()
    it.client.socket.pause()
    it.reply.begin(200, [])
    assert.equal(it.reply.write(Buffer.alloc(64_000_000)), false)
    let resumed = 0
    it.reply.onDrain(() => resumed++)
    await delay(20)
    assert.equal(resumed, 0)
    if (leaves) it.client.socket.resetAndDestroy()
    else it.client.socket.resume()
    while (resumed === 0) await delay(5)
    await delay(20)
    assert.deepEqual([resumed, it.reply.gone], [1, leaves])
    if (leaves) assert.equal(it.reply.write(Buffer.from('a')), true)
  }
})

test('whoever asked is told once that the answer is over', async () => {
  await using it = await one()
  const told: number[] = []
  it.reply.onClose(() => told.push(1))
  it.reply.onClose(() => told.push(2))
  it.reply.send(200, [], '')
  await delay(5)
  it.client.socket.destroy()
  await delay(20)
  assert.deepEqual(told, [1, 2])
})
