import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'
import { test } from 'node:test'
import { lasting, Reading } from './reading.ts'

interface Pair {
  readonly client: Socket
  readonly accepted: Socket
  readonly server: Server
}

async function withPair(work: (pair: Pair) => Promise<void>): Promise<void> {
  const server = createServer({ allowHalfOpen: true }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const coming = once(server, 'connection') as Promise<[Socket]>
  const client = connect((server.address() as AddressInfo).port, '127.0.0.1')
  const [accepted] = await coming
  try {
    await work({ client, accepted, server })
  } finally {
    client.destroy()
    server.close()
  }
}

/** What is read, piece by piece, as it stands and as it is kept. */
function pieces() {
  const raw: Buffer[] = []
  const kept: Buffer[] = []
  let heard = (): void => undefined
  return {
    raw,
    kept,
    read: (bytes: Buffer): void => {
      raw.push(bytes)
      kept.push(lasting(bytes))
      heard()
    },
    next: () => new Promise<void>((resolve) => (heard = resolve)),
  }
}

test('all reads come into one buffer, and what is kept of one outlives the next', async () => {
  const { raw, kept, read, next } = pieces()
  for (const text of ['first', 'other'])
    await withPair(async ({ client, accepted }) => {
      const { socket } = new Reading(accepted, read)
      assert.notEqual(socket, accepted)
      const come = next()
      client.write(text)
      await come
      socket.destroy()
    })
  assert.equal(raw[0]?.buffer, raw[1]?.buffer)
  assert.deepEqual(kept.map(String), ['first', 'other'])
  assert.equal(String(raw[0]), 'other')
  const own = Buffer.from('own')
  assert.equal(lasting(own), own)
})

test('the server counts the connection until it ends, and it ends when it is told to', async () => {
  await withPair(async ({ client, accepted, server }) => {
    const count = (): Promise<number> =>
      new Promise((resolve) => server.getConnections((_, connections) => resolve(connections)))
    const { socket } = new Reading(accepted, () => undefined)
    assert.deepEqual([await count(), socket.allowHalfOpen, socket.remotePort], [1, true, client.localPort])
    client.resume()
    const ended = Promise.all([once(accepted, 'close'), once(client, 'close')])
    socket.end('bye')
    client.end()
    socket.resume()
    await ended
    assert.deepEqual([await count(), client.bytesRead], [0, 3])
  })
})

test('after its end the socket is a stream like any other', async () => {
  await withPair(async ({ client, accepted }) => {
    const { kept, read, next } = pieces()
    const reading = new Reading(accepted, read)
    const come = next()
    client.write('mine ')
    await come
    reading.end()
    reading.socket.setEncoding('latin1')
    client.end('theirs, all of it')
    let rest = ''
    for await (const text of reading.socket) rest += String(text)
    assert.deepEqual([kept.map(String), rest], [['mine '], 'theirs, all of it'])
  })
})

test('a socket that cannot be moved is read as it came', async () => {
  await withPair(async ({ client, accepted }) => {
    client.write('early ')
    while (accepted.readableLength === 0) await new Promise(setImmediate)
    const { kept, read, next } = pieces()
    const reading = new Reading(accepted, read)
    assert.equal(reading.socket, accepted)
    if (kept.length === 0) await next()
    assert.deepEqual(kept.map(String), ['early '])
    reading.end()
    assert.equal(accepted.listenerCount('data'), 0)
  })
})
