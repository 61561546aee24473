import assert from 'node:assert/strict'
import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { connect, type Socket } from 'node:net'
import { test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { SetupError } from '../setup-error.ts'
import { ConnectionTurns, type HttpServer, listen } from './server.ts'
import { onUnreadable } from './testing/unreadable.ts'

const GET = 'GET / HTTP/1.1\r\nhost: a\r\n\r\n'

async function start(
  turns = new ConnectionTurns(),
  onRequest = (_request: IncomingMessage, response: ServerResponse): void => void response.end('ok'),
): Promise<HttpServer & { readonly port: number } & AsyncDisposable> {
  // Every request comes to `node:http` by the lane, which takes none: all that holds here must hold after it.
  const server = await listen({ host: '127.0.0.1', port: 0, turns, onRequest, onCall: () => false, onUnreadable })
  return Object.assign(server, {
    port: server.address.port,
    [Symbol.asyncDispose]: async () => {
      const stopped = server.stopAccepting()
      server.closeAll()
      await stopped
    },
  })
}

async function open(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1')
  socket.on('error', () => undefined)
  await once(socket, 'connect')
  return socket
}

/** All that comes back until the other side closes. */
async function say(port: number, bytes: string): Promise<string> {
  const socket = await open(port)
  let text = ''
  socket.on('data', (chunk: Buffer) => (text += chunk.toString('latin1')))
  const closed = once(socket, 'close')
  socket.write(bytes, 'latin1')
  await closed
  return text
}

/** Answers in the order of their turns which of these connections are admitted. */
function turnServer(options: { readonly inFlightMax: number; readonly waitMsMax: number }) {
  const turns = new ConnectionTurns(options)
  const told: (boolean | 'at once')[] = []
  const server = start(turns, (request, response) => {
    const turn = turns.of(request)
    if (turn === true) told.push('at once')
    else void turn.then((admitted) => void told.push(admitted))
    void Promise.resolve(turn).then(() => response.end('ok'))
  })
  return { server, told }
}

test('connections above the limit wait until an earlier one closes', async () => {
  const { server: starting, told } = turnServer({ inFlightMax: 1, waitMsMax: 2_000 })
  await using server = await starting
  const first = await open(server.port)
  first.write(GET)
  await once(first, 'data')
  const second = await open(server.port)
  second.write(GET)
  await delay(20)
  assert.deepEqual(told, ['at once'])
  first.destroy()
  await once(second, 'data')
  second.write(GET)
  await once(second, 'data')
  assert.deepEqual(told, ['at once', true, 'at once'])
})

test('a connection that waited too long is told so, and takes no place', async () => {
  const { server: starting, told } = turnServer({ inFlightMax: 1, waitMsMax: 20 })
  await using server = await starting
  const first = await open(server.port)
  await delay(5)
  const second = await open(server.port)
  second.write(GET)
  await once(second, 'data')
  assert.deepEqual(told, [false])
  second.destroy()
  first.destroy()
  await delay(20)
  const third = await open(server.port)
  third.write(GET)
  await once(third, 'data')
  const fourth = await open(server.port)
  fourth.write(GET)
  await once(fourth, 'data')
  assert.deepEqual(told, [false, 'at once', false])
})

test('one that leaves while it waits takes no place either', async () => {
  const { server: starting, told } = turnServer({ inFlightMax: 1, waitMsMax: 2_000 })
  await using server = await starting
  const first = await open(server.port)
  await delay(5)
  const leaving = await open(server.port)
  await delay(5)
  leaving.destroy()
  await delay(10)
  first.destroy()
  await delay(20)
  const next = await open(server.port)
  next.write(GET)
  await once(next, 'data')
  assert.deepEqual(told, ['at once'])
})

test('bytes that are no HTTP are answered once, in words, and the connection ends', async () => {
  await using server = await start()
  for (const bytes of [
    '\u0016\u0003\u0001hello\r\n\r\n',
    'GET / HTTP/1.1\r\nbad header\r\n\r\n',
    'GET / HTTP/9.9\r\n\r\n',
  ]) {
    const text = await say(server.port, bytes)
    assert.match(text, /^HTTP\/1\.1 400 /)
    assert.match(text, /\r\nkeybrake-code: bad_request\r\n/)
    assert.match(text, /Do not retry/)
    assert.equal(text.split('HTTP/1.1 ').length, 2)
  }
})

test('two requests where one is no HTTP: the second is never acted on', async () => {
  const paths: string[] = []
  await using server = await start(new ConnectionTurns(), (request, response) => {
    paths.push(request.url ?? '')
    response.end('ok')
  })
  await say(
    server.port,
    'POST /a HTTP/1.1\r\nhost: a\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nGET /b HTTP/1.1\r\nhost: a\r\n\r\n',
  )
  await say(
    server.port,
    'POST /a HTTP/1.1\r\nhost: a\r\ncontent-length: 4\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\nGET /b HTTP/1.1\r\nhost: a\r\n\r\n',
  )
  assert.ok(!paths.includes('/b'))
})

test('a head above its limit is 431', async () => {
  await using server = await start()
  const text = await say(server.port, `GET / HTTP/1.1\r\nhost: a\r\nx-fill: ${'a'.repeat(40_000)}\r\n\r\n`)
  assert.match(text, /^HTTP\/1\.1 431 /)
})

test('a taken port is one sentence that names the setting', async () => {
  await using server = await start()
  const again = listen({
    host: '127.0.0.1',
    port: server.port,
    turns: new ConnectionTurns(),
    onRequest: () => undefined,
    onCall: null,
    onUnreadable,
  })
  await assert.rejects(
    again,
    (error) => error instanceof SetupError && error.message.startsWith('KEYBRAKE_PORT: port '),
  )
})

test('an address that is not ours is one sentence that names the settings', async () => {
  const away = listen({
    host: '192.0.2.1',
    port: 0,
    turns: new ConnectionTurns(),
    onRequest: () => undefined,
    onCall: null,
    onUnreadable,
  })
  await assert.rejects(away, (error) => error instanceof SetupError && error.message.includes('KEYBRAKE_HOST'))
})
