/** The event stream as its reader sees it, also where the connection breaks. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Answer, cut, problem, scriptedServer, silent } from '../testing/scripted-server.ts'
import { Keybrake, Unauthenticated, Unavailable, type VaultEvent } from './index.ts'

const told = (id: number, kind = 'call'): string => `id: e-${id}\nevent: ${kind}\ndata: {"call_id":"call_${id}"}\n\n`

/** Sends these parts, each on its own, and ends the stream or leaves it open. */
const stream =
  (parts: readonly string[], end: 'ends' | 'cut' | 'stays open' = 'stays open'): Answer =>
  (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.flushHeaders()
    void (async () => {
      for (const part of parts) {
        response.write(part)
        await new Promise((resolve) => setTimeout(resolve, 5))
      }
      if (end === 'ends') response.end()
      if (end === 'cut') response.destroy()
    })()
  }

async function first(count: number, answers: readonly Answer[], options: { silenceMs?: number } = {}) {
  await using server = await scriptedServer(...answers)
  const keybrake = new Keybrake({ url: server.url, apiKey: 'x', retries: 0 })
  const events: VaultEvent[] = []
  for await (const event of keybrake.events.watch(options)) {
    events.push(event)
    if (events.length >= count) break
  }
  return {
    seen: events.map(({ kind, id }) => `${kind} ${id}`),
    asked: server.asked.map(({ headers }) => headers['last-event-id']),
  }
}

test('events come in order, however they are cut into pieces', async () => {
  const text = `retry: 10\n\n: still here\n\n${told(1)}${told(2, 'outcome')}event: unheard_of\ndata: {}\n\n${told(3, 'refused')}`
  const whole = await first(3, [stream([text])])
  assert.deepEqual(whole.seen, ['call e-1', 'outcome e-2', 'refused e-3'])
  assert.deepEqual((await first(3, [stream([...text])])).seen, whole.seen)
  assert.deepEqual((await first(3, [stream([text.replaceAll('\n', '\r\n')])])).seen, whole.seen)
  const split = Buffer.from('id: e-1\nevent: admin\ndata: {"action":"é"}\n\n')
  const cutInTheMiddle: Answer = (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.write(split.subarray(0, split.indexOf(0xa9)))
    setTimeout(() => response.write(split.subarray(split.indexOf(0xa9))), 20)
  }
  assert.deepEqual((await first(1, [cutInTheMiddle])).seen, ['admin e-1'])
})

for (const end of ['ends', 'cut'] as const)
  test(`a stream that ${end === 'ends' ? 'ends' : 'is cut'} is taken up after the last event`, async () => {
    const answers = [stream([`retry: 10\n\n${told(1)}`, told(2)], end), cut, stream([told(3)])]
    const { seen, asked } = await first(3, answers)
    assert.deepEqual(seen, ['call e-1', 'call e-2', 'call e-3'])
    assert.deepEqual(asked, [undefined, 'e-2', 'e-2'])
  })

test('what the proxy no longer remembers is told as a gap', async () => {
  const { seen } = await first(2, [stream(['event: gap\ndata: {}\n\n', told(9)])])
  assert.deepEqual(seen, ['gap null', 'call e-9'])
})

test('a connection without a sign of life is given up, and taken up again', async () => {
  const answers = [stream([`retry: 10\n\n${told(1)}`]), stream([told(2)])]
  const { seen, asked } = await first(2, answers, { silenceMs: 100 })
  assert.deepEqual(seen, ['call e-1', 'call e-2'])
  assert.deepEqual(asked, [undefined, 'e-1'])
})

test('a signal ends the watching quietly, while waiting for an event as for a connection', async () => {
  for (const answer of [stream(['retry: 5000\n\n']), silent, cut]) {
    await using server = await scriptedServer(answer)
    const keybrake = new Keybrake({ url: server.url, apiKey: 'x', retries: 0 })
    const stop = new AbortController()
    const startedMs = performance.now()
    setTimeout(() => stop.abort(), 80)
    for await (const _event of keybrake.events.watch({ signal: stop.signal })) assert.fail('there is no event')
    // The pause before coming back is a second at least.
    assert.ok(performance.now() - startedMs < 900)
  }
})

test('who may not watch is told, and a break is one without reconnect', async () => {
  await using server = await scriptedServer(problem(401, 'unauthenticated'), stream([told(1)], 'cut'))
  const keybrake = new Keybrake({ url: server.url, apiKey: 'x', retries: 0 })
  await assert.rejects(async () => {
    for await (const _event of keybrake.events.watch()) assert.fail('there is no event')
  }, Unauthenticated)
  const seen: (string | null)[] = []
  await assert.rejects(async () => {
    for await (const { id } of keybrake.events.watch({ reconnect: false })) seen.push(id)
  }, Unavailable)
  assert.deepEqual(seen, ['e-1'])
})
