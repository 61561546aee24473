import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import type { Reply } from '../../call/incoming.ts'
import { ConnectionTurns } from '../server.ts'
import { type Client, MODES, openClient, startLanes } from '../testing/lanes.ts'
import { Connection } from './connection.ts'

const get = (target: string): string => `GET ${target} HTTP/1.1\r\nHost: a\r\n\r\n`
const post = (target: string, body: string, length = body.length): string =>
  `POST ${target} HTTP/1.1\r\nHost: a\r\nContent-Length: ${length}\r\n\r\n${body}`
const bodiesOf = (text: string): string[] =>
  text
    .split('HTTP/1.1 ')
    .slice(1)
    .map((answer) => answer.slice(answer.indexOf('\r\n\r\n') + 4))

/** Waits until `holds`, for two seconds at most. */
async function until(holds: () => boolean, what = 'it never came so far'): Promise<void> {
  for (let waitedMs = 0; waitedMs < 2_000; waitedMs += 5) {
    if (holds()) return
    await delay(5)
  }
  assert.fail(what)
}

const answersCome = (client: Client, count: number): Promise<void> =>
  until(() => bodiesOf(client.answered()).length === count, `${count} answers never came: ${client.answered()}`)

/** Keeps every answer back until it is given by hand. */
function byHand() {
  const replies: Reply[] = []
  return { replies, answer: (_seen: unknown, reply: Reply) => void replies.push(reply) }
}

test('plain requests on one connection are answered one after another, by the lane', async () => {
  await using lanes = await startLanes('fast')
  const client = await openClient(lanes.port)
  for (const [index, target] of ['/a', '/b', '/c'].entries()) {
    client.socket.write(post(target, target))
    await answersCome(client, index + 1)
  }
  assert.deepEqual(lanes.readers, ['fast', 'fast', 'fast'])
  assert.deepEqual(bodiesOf(client.answered()), ['/a', '/b', '/c'])
})

test('what is sent behind a request is looked at when that one was answered, and the answers come in order', async () => {
  const { replies, answer } = byHand()
  await using lanes = await startLanes('fast', { answer })
  const client = await openClient(lanes.port)
  client.socket.write(get('/a') + post('/b', 'b') + get('/c'))
  for (const target of ['/a', '/b', '/c']) {
    await until(() => lanes.seen.at(-1)?.target === target)
    await delay(20)
    assert.equal(lanes.seen.at(-1)?.target, target)
    replies.at(-1)?.send(200, [], target)
  }
  await answersCome(client, 3)
  assert.deepEqual(bodiesOf(client.answered()), ['/a', '/b', '/c'])
  assert.deepEqual(lanes.readers, ['fast', 'fast', 'fast'])
})

test('thousands of requests in one write are each answered, in order', async () => {
  await using lanes = await startLanes('fast')
  const client = await openClient(lanes.port)
  const targets = Array.from({ length: 5_000 }, (_, index) => `/${index}`)
  client.socket.write(targets.map(get).join(''))
  await answersCome(client, targets.length)
  assert.deepEqual(bodiesOf(client.answered()), targets)
})

test('wherever head and body are cut in two, the request is the same', async () => {
  const whole = post('/cut', 'abcdef')
  for (const mode of MODES) {
    await using lanes = await startLanes(mode)
    await Promise.all(
      Array.from({ length: whole.length - 1 }, async (_, index) => {
        const client = await openClient(lanes.port)
        client.socket.write(whole.slice(0, index + 1))
        await delay(10)
        client.socket.write(whole.slice(index + 1))
        await answersCome(client, 1)
      }),
    )
    assert.equal(lanes.seen.length, whole.length - 1)
    for (const one of lanes.seen) assert.deepEqual(one, lanes.seen[0])
    assert.equal(lanes.seen[0]?.body, 'abcdef')
    if (mode === 'fast') assert.ok(lanes.readers.filter((reader) => reader === 'fast').length > whole.length / 2)
  }
})

test('a request that comes byte by byte is read by node:http, and the same', async () => {
  await using lanes = await startLanes('fast')
  const client = await openClient(lanes.port)
  for (const byte of post('/slow', 'abc')) {
    client.socket.write(byte)
    await delay(1)
  }
  await answersCome(client, 1)
  assert.deepEqual([lanes.readers, lanes.seen[0]?.body], [['node'], 'abc'])
})

test('a head or body that does not come to its end soon is waited for by node:http', async () => {
  for (const [first, rest] of [
    ['POST /a HTTP/1.1\r\nHost: a\r\nConte', 'nt-Length: 2\r\n\r\nab'],
    [post('/a', 'a', 2), 'b'],
  ] as const) {
    await using lanes = await startLanes('fast')
    const client = await openClient(lanes.port)
    client.socket.write(get('/before') + first)
    await delay(350)
    client.socket.write(rest)
    await answersCome(client, 2)
    assert.deepEqual([lanes.readers, lanes.seen[1]?.body], [['fast', 'node'], 'ab'])
  }
})

test('a request for the admin API goes to node:http with its connection, and so does all that follows', async () => {
  const requests = [get('/a'), post('/vault/keys', 'key'), post('/b', 'b'), get('/c')]
  for (const pipelined of [true, false]) {
    await using lanes = await startLanes('fast')
    const client = await openClient(lanes.port)
    if (pipelined) client.socket.write(requests.join(''))
    else
      for (const [index, request] of requests.entries()) {
        client.socket.write(request)
        await answersCome(client, index + 1)
      }
    await answersCome(client, 4)
    assert.deepEqual(bodiesOf(client.answered()), ['/a', '/vault/keys', '/b', '/c'])
    assert.deepEqual(lanes.readers, ['fast', 'node', 'node', 'node'])
    assert.deepEqual(lanes.seen.map(({ target, body }) => `${target} ${body}`).sort(), [
      '/a ',
      '/b b',
      '/c ',
      '/vault/keys key',
    ])
  }
})

test('a connection is handed over only when the call under way was answered', async () => {
  for (const mode of MODES) {
    const { replies, answer } = byHand()
    await using lanes = await startLanes(mode, { answer })
    const client = await openClient(lanes.port)
    client.socket.write(`${post('/a', 'a')}no HTTP at all\r\n\r\n`)
    await until(() => replies.length === 1)
    await delay(30)
    assert.equal(client.answered(), '')
    replies[0]?.send(200, [], 'done')
    await until(client.closed)
    assert.match(client.answered(), /^HTTP\/1\.1 200 [^]*\r\n\r\ndoneHTTP\/1\.1 400 [^]*bad_request/)
    assert.equal(lanes.seen.length, 1)
  }
})

test('after it was handed over nothing of the lane is left on a connection', async () => {
  await using lanes = await startLanes('fast')
  const client = await openClient(lanes.port)
  client.socket.write(get('/a') + get('/vault'))
  await answersCome(client, 2)
  lanes.closeIdle()
  await until(client.closed)
})

test('a caller that closes its side gets what it gets from node:http: no answer, and a word on a broken request', async () => {
  for (const mode of MODES)
    for (const [bytes, answered, seen] of [
      ['', '', []],
      [get('/a'), '', ['']],
      [`${get('/a').slice(0, -2)}X`, 'HTTP/1.1 400', []],
      [post('/a', 'ab', 3), 'HTTP/1.1 400', [null]],
    ] as const) {
      const { answer } = byHand()
      await using lanes = await startLanes(mode, { answer })
      const client = await openClient(lanes.port)
      client.socket.write(bytes)
      await delay(20)
      client.socket.end()
      await until(client.closed)
      const what = `${mode}: ${JSON.stringify(bytes)}`
      assert.equal(client.answered().slice(0, 12), answered, what)
      await until(() => lanes.seen.length === seen.length, what)
      assert.deepEqual(
        lanes.seen.map(({ body }) => body),
        seen,
        what,
      )
    }
})

test('a caller that resets in the middle of its body made a call that is known to be broken', async () => {
  for (const mode of MODES) {
    await using lanes = await startLanes(mode)
    const client = await openClient(lanes.port)
    client.socket.write(post('/a', 'ab', 3))
    await delay(20)
    client.socket.resetAndDestroy()
    await until(() => lanes.seen.length === 1)
    assert.equal(lanes.seen[0]?.body, null)
  }
})

test('a caller that leaves is known to have left, at once and once', async () => {
  for (const mode of MODES)
    for (const leave of ['destroy', 'resetAndDestroy', 'end'] as const) {
      const { replies, answer } = byHand()
      await using lanes = await startLanes(mode, { answer })
      const client = await openClient(lanes.port)
      client.socket.write(get('/a'))
      await until(() => replies.length === 1)
      const reply = replies[0] as Reply
      let closes = 0
      reply.onClose(() => closes++)
      assert.equal(reply.gone, false)
      client.socket[leave]()
      await until(() => reply.gone && closes === 1, `${mode} ${leave}`)
      reply.send(200, [], 'late')
      reply.abort()
      await delay(5)
      assert.deepEqual([closes, client.answered()], [1, ''])
    }
})

test('who sends on while a call is under way is not read on', async () => {
  const { replies, answer } = byHand()
  await using lanes = await startLanes('fast', { answer })
  const client = await openClient(lanes.port)
  client.socket.write(get('/a'))
  await until(() => replies.length === 1)
  const bytes = Buffer.from(post('/b', 'b'.repeat(20_000)).repeat(2_000))
  client.socket.write(bytes)
  let before = -1
  while (before !== client.socket.bytesWritten - client.socket.writableLength) {
    before = client.socket.bytesWritten - client.socket.writableLength
    await delay(50)
  }
  assert.ok(lanes.seen.length === 1 && client.socket.writableLength > 0, 'all was read')
  replies[0]?.send(200, [], '')
  await until(() => lanes.seen.length === 2)
  assert.equal(lanes.seen[1]?.body?.length, 20_000)
})

test('who reads no answers makes no more calls', async () => {
  const large = 'x'.repeat(1_000_000)
  await using lanes = await startLanes('fast', { answer: (_seen, reply) => reply.send(200, [], large) })
  const client = await openClient(lanes.port)
  client.socket.pause()
  client.socket.write(get('/a').repeat(500))
  await delay(200)
  const { length } = lanes.seen
  assert.ok(length < 50, `${length} calls`)
  client.socket.resume()
  await until(() => lanes.seen.length === 500)
})

test('a hundred connections at once each get their own answers', async () => {
  await using lanes = await startLanes('fast', {
    answer: ({ target }, reply) => void setTimeout(() => reply.send(200, [], target), Math.random() * 5),
  })
  await Promise.all(
    Array.from({ length: 100 }, async (_, index) => {
      const client = await openClient(lanes.port)
      for (let round = 0; round < 20; round++) {
        client.socket.write(post(`/${index}/${round}`, 'x'))
        await answersCome(client, round + 1)
      }
      assert.deepEqual(
        bodiesOf(client.answered()),
        Array.from({ length: 20 }, (__, round) => `/${index}/${round}`),
      )
    }),
  )
  assert.ok(lanes.readers.every((reader) => reader === 'fast'))
})

test('a connection that waits for its turn is one of node:http, which answers where it waited too long', async () => {
  const turns = new ConnectionTurns({ inFlightMax: 1, waitMsMax: 2_000 })
  await using lanes = await startLanes('fast', { turns })
  const first = await openClient(lanes.port)
  first.socket.write(get('/a'))
  await answersCome(first, 1)
  const second = await openClient(lanes.port)
  second.socket.write(get('/b'))
  await answersCome(second, 1)
  assert.deepEqual(lanes.readers, ['fast', 'node'])
})

test('at the end of the process idle connections close, a call under way is answered and its connection then closed', async () => {
  const { replies, answer } = byHand()
  await using lanes = await startLanes('fast', { answer })
  const idle = await openClient(lanes.port)
  const busy = await openClient(lanes.port)
  busy.socket.write(get('/a') + get('/b'))
  await until(() => replies.length === 1)
  const stopped = lanes.stopAccepting()
  await until(idle.closed)
  lanes.closeIdle()
  await delay(20)
  assert.equal(busy.closed(), false)
  replies[0]?.send(200, [], 'last')
  await until(busy.closed)
  assert.match(busy.answered(), /\r\nConnection: close\r\n\r\nlast$/)
  assert.equal(lanes.seen.length, 1)
  await stopped
})

test('every connection ends at once where it must', async () => {
  const { replies, answer } = byHand()
  await using lanes = await startLanes('fast', { answer })
  const clients = [await openClient(lanes.port), await openClient(lanes.port), await openClient(lanes.port)]
  clients[0]?.socket.write(get('/a'))
  clients[1]?.socket.write(get('/a').slice(0, -1))
  await until(() => replies.length === 1)
  lanes.closeAll()
  await until(() => clients.every((client) => client.closed()))
  assert.equal(lanes.seen.length, 1)
})

/** One connection with nothing behind it, whose silence can be said instead of waited for. */
async function oneConnection() {
  const handedOver: string[] = []
  const replies: Reply[] = []
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const coming = once(server, 'connection') as Promise<[Socket]>
  const client = await openClient((server.address() as AddressInfo).port)
  const [accepted] = await coming
  const { socket } = new Connection(accepted, {
    onCall: ({ reply }) => replies.push(reply) > 0,
    handOver: (_socket, bytes) => handedOver.push(bytes.toString('latin1')),
    onBroken: () => undefined,
    onLeft: () => undefined,
  })
  return {
    client,
    socket,
    handedOver,
    replies,
    [Symbol.dispose]: () => {
      client.socket.destroy()
      socket.destroy()
      server.close()
    },
  }
}

test('a silent connection is kept as long as is said, while a call is under way for longer', async () => {
  using one = await oneConnection()
  one.client.socket.write(get('/a'))
  await until(() => one.replies.length === 1)
  one.socket.emit('timeout')
  assert.equal(one.socket.destroyed, false)
  one.replies[0]?.send(200, [], '')
  await answersCome(one.client, 1)
  assert.match(one.client.answered(), /\r\nKeep-Alive: timeout=65\r\n/)
  assert.equal(one.socket.timeout, 65_000)
  one.socket.emit('timeout')
  await until(one.client.closed)
  assert.deepEqual(one.handedOver, [])
})

test('a silent connection on which no request was read, or half of one, is handed over with all its bytes', async () => {
  for (const bytes of ['', get('/a').slice(0, -1)]) {
    using one = await oneConnection()
    one.client.socket.write(bytes)
    await delay(20)
    assert.ok((one.socket.timeout ?? 0) > 0)
    one.socket.emit('timeout')
    assert.deepEqual(one.handedOver, [bytes])
    for (const event of ['data', 'drain', 'timeout', 'error']) assert.equal(one.socket.listenerCount(event), 0)
    // The server's count of its connections.
    assert.equal(one.socket.listenerCount('close'), 1)
  }
})
