import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { Connection } from './connection.ts'
import { openLoop } from './open-loop.ts'

const REQUEST = Buffer.from('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n')
const RATE = { callsPerSecond: 500, warmUpS: 0.1, seconds: 0.4 }

test('each call is sent once at its time, and the warm-up is answered but not counted', async () => {
  let seen = 0
  const result = await against(
    (_, response) => {
      seen++
      response.end('{}')
    },
    (connections) => openLoop(RATE, connections, REQUEST),
  )
  assert.equal(seen, 250)
  assert.deepEqual([result.answered, result.counted, result.bad], [250, 200, 0])
})

test('a stall of the target counts against every call that was due meanwhile, not against one', async () => {
  const stallMs = 300
  let seen = 0
  const result = await against(
    (_, response) => {
      const inStall = ++seen === 100
      // The process itself stands still: nothing else is answered until it goes on.
      if (inStall) setTimeout(() => response.end('{}'), stallMs)
      else response.end('{}')
    },
    // One connection, so that the others wait in the generator: a closed loop would see one slow call in 250.
    (connections) => openLoop(RATE, connections.slice(0, 1), REQUEST),
  )
  assert.equal(result.counted, 200)
  assert.ok(result.maxUs > stallMs * 900, `${result.maxUs} µs`)
  // The calls due in the stall waited between all of it and nothing: far more than a hundredth of all.
  assert.ok(result.p99Us > (stallMs * 1000) / 2, `${result.p99Us} µs`)
})

test('a call that was never answered counts with the time it waited, and as bad', async () => {
  let seen = 0
  const clock = fastAfter(2_000)
  const result = await against(
    (_, response) => {
      if (++seen !== 200) response.end('{}')
    },
    (connections) => openLoop(RATE, connections, REQUEST, clock),
  )
  assert.deepEqual([result.answered, result.bad], [249, 1])
  assert.ok(result.maxUs >= 1_000_000, `${result.maxUs} µs`)
})

test('answers other than 2xx and broken connections are bad, and the connection is used again', async () => {
  let seen = 0
  const result = await against(
    (request, response) => {
      seen++
      if (seen === 50) request.socket.destroy()
      else response.writeHead(seen === 60 ? 429 : 200).end('{}')
    },
    (connections) => openLoop(RATE, connections.slice(0, 1), REQUEST),
  )
  assert.deepEqual([result.answered, result.bad], [248, 2])
})

for (const [how, head] of [
  ['chunks', {}],
  ['a stated length', { 'Content-Length': '7' }],
] as const)
  test(`answers of ${how} that come in pieces are read to their end`, async () => {
    const result = await against(
      (_, response) => {
        response.writeHead(200, head)
        response.write('{"a":')
        setTimeout(() => response.end('1}'), 2)
      },
      (connections) => openLoop({ ...RATE, callsPerSecond: 100 }, connections, REQUEST),
    )
    assert.deepEqual([result.answered, result.bad], [50, 0])
    assert.ok(result.p50Us >= 1_000, 'an answer counts when its last byte is there')
  })

/** Runs faster after so many milliseconds, so that nobody waits ten seconds for an answer that never comes. */
function fastAfter(ms: number): () => number {
  const startMs = performance.now()
  return () => {
    const sinceMs = performance.now() - startMs
    return startMs + (sinceMs < ms ? sinceMs : ms + (sinceMs - ms) * 20)
  }
}

async function against<T>(
  answer: RequestListener,
  run: (connections: readonly Connection[]) => Promise<T>,
): Promise<T> {
  const server = createServer(answer).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const origin = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  const connections = Array.from({ length: 8 }, () => new Connection(origin))
  try {
    await Promise.all(connections.map((connection) => connection.open()))
    return await run(connections)
  } finally {
    for (const connection of connections) connection.close()
    server.closeAllConnections()
    server.close()
  }
}
