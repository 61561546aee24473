/** The stream over real sockets, against a server that breaks it off, sends it to sleep, or refuses it. */
import assert from 'node:assert/strict'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type TestContext, test } from 'node:test'
import type { Message } from './sse.ts'
import { sleepUntilWoken } from './wake.ts'
import { type LiveState, watch } from './watch.ts'

type Answer = (request: IncomingMessage, response: ServerResponse) => void

interface Watched {
  readonly wake: EventTarget
  readonly messages: Message[]
  readonly states: LiveState[]
  readonly waits: number[]
  readonly lastIds: (string | undefined)[]
  readonly unauthorized: () => boolean
  readonly done: Promise<void>
  readonly stop: () => void
}

/** Answers connection after connection; the last answer is given again. */
async function watching(t: TestContext, answers: readonly Answer[], waitAtMost = Infinity): Promise<Watched> {
  const lastIds: (string | undefined)[] = []
  const server = createServer((request, response) => {
    lastIds.push(request.headers['last-event-id'] as string | undefined)
    answers[Math.min(lastIds.length, answers.length) - 1]?.(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const stop = new AbortController()
  const wake = new EventTarget()
  t.after(() => {
    stop.abort()
    server.closeAllConnections()
    server.close()
  })
  const messages: Message[] = []
  const states: LiveState[] = []
  const waits: number[] = []
  let isUnauthorized = false
  const done = watch({
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/vault/events`,
    fetch,
    sleep: async (ms) => {
      waits.push(ms)
      if (waits.length >= waitAtMost) stop.abort()
    },
    onMessage: (message) => {
      messages.push(message)
      if (message.event === 'last') stop.abort()
    },
    onState: (state) => states.push(state),
    onUnauthorized: () => (isUnauthorized = true),
    wake,
    signal: stop.signal,
  })
  return { wake, messages, states, waits, lastIds, unauthorized: () => isUnauthorized, done, stop: () => stop.abort() }
}

const stream =
  (text: string, breaks: boolean): Answer =>
  (_request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.write(`retry: 2000\n\n${text}`, () => {
      if (breaks) setTimeout(() => response.destroy(), 50)
    })
  }

test('after a break it comes back with the id of the last event, and what was missed follows', async (t) => {
  const { done, messages, lastIds, states } = await watching(t, [
    stream(
      'id: e-1\nevent: call\ndata: 1\n\nid: e-2\nevent: call\ndata: 2\n\nevent: gap\ndata: -\n\nid: e-3\nevent: ca',
      true,
    ),
    stream('id: e-3\nevent: call\ndata: 3\n\nevent: last\ndata: {}\n\n', false),
  ])
  await done
  assert.deepEqual(lastIds, [undefined, 'e-2'], 'an event that came half was not seen')
  assert.deepEqual(
    messages.map(({ data }) => data),
    ['1', '2', '-', '3', '{}'],
  )
  assert.deepEqual(states, ['connecting', 'live', 'broken', 'connecting', 'live'])
})

test('a server that is away is asked less and less often, and at once again after it was there', async (t) => {
  const away: Answer = (_request, response) => void response.writeHead(503).end()
  const { done, waits } = await watching(
    t,
    [away, away, away, stream('id: e-1\nevent: call\ndata: 1\n\n', true), away],
    5,
  )
  await done
  assert.deepEqual(waits.slice(0, 3), [500, 1_000, 2_000])
  assert.equal(waits[3], 500)
})

test('without a session it ends, and says so', async (t) => {
  const { done, states, unauthorized } = await watching(t, [(_request, response) => void response.writeHead(401).end()])
  await done
  assert.ok(unauthorized())
  assert.deepEqual(states, ['connecting', 'refused'])
})

test('when the page wakes, the stream is opened anew where it was', async (t) => {
  const { done, wake, lastIds, messages } = await watching(t, [
    stream('id: e-1\nevent: call\ndata: 1\n\n', false),
    stream('event: last\ndata: {}\n\n', false),
  ])
  while (messages.length === 0) await new Promise((resolve) => setTimeout(resolve, 5))
  wake.dispatchEvent(new Event('wake'))
  await done
  assert.deepEqual(lastIds, [undefined, 'e-1'])
})

test('waiting for the next attempt ends early when the page wakes or the stream is no longer wanted', async () => {
  const waking = new EventTarget()
  const stop = new AbortController()
  const began = performance.now()
  const first = sleepUntilWoken(60_000, waking, stop.signal)
  waking.dispatchEvent(new Event('wake'))
  await first
  const second = sleepUntilWoken(60_000, waking, stop.signal)
  stop.abort()
  await second
  assert.ok(performance.now() - began < 10_000)
})

test('a stream that falls silent, without even a heartbeat, is given up', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const silent: Answer = (_request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.write('retry: 2000\n\n')
  }
  const { done, states } = await watching(t, [silent], 1)
  while (states.at(-1) !== 'live') await new Promise((resolve) => setImmediate(resolve))
  await new Promise((resolve) => setImmediate(resolve))
  t.mock.timers.tick(39_000)
  assert.equal(states.at(-1), 'live')
  t.mock.timers.tick(41_000)
  await done
  assert.equal(states.at(-1), 'broken')
})
