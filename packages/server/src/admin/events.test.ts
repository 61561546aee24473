import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { StoreEvent } from '@keybrake/ledger'
import { EventHub } from './events/hub.ts'
import { eventStream } from './events/stream.ts'
import { makeCall } from './testing/calls.ts'
import { type Fields, OPERATOR_CREDENTIAL, startAdmin, type TestAdmin } from './testing/start-admin.ts'

interface ServerEvent {
  readonly id: string | undefined
  readonly event: string | undefined
  readonly data: Fields
}

/** Reads events until `enough` of those it wants came, or the stream ended. */
async function watch(
  admin: TestAdmin,
  options: { readonly credential?: string; readonly lastId?: string },
  wanted: (event: ServerEvent) => boolean,
  enough: number,
) {
  const stop = new AbortController()
  const answer = await fetch(`${admin.url}/vault/events`, {
    headers: {
      authorization: `Bearer ${options.credential ?? OPERATOR_CREDENTIAL}`,
      ...(options.lastId === undefined ? {} : { 'last-event-id': options.lastId }),
    },
    signal: stop.signal,
  })
  assert.equal(answer.status, 200)
  assert.match(answer.headers.get('content-type') ?? '', /^text\/event-stream/)
  const body = answer.body
  assert.ok(body !== null)
  const all: ServerEvent[] = []
  const read = async (): Promise<readonly ServerEvent[]> => {
    let rest = ''
    for await (const chunk of body.pipeThrough(new TextDecoderStream())) {
      const blocks = (rest + chunk).split('\n\n')
      rest = blocks.pop() ?? ''
      all.push(...blocks.map(eventOf).filter(({ event }) => event !== undefined))
      if (all.filter(wanted).length >= enough) break
    }
    stop.abort()
    return all
  }
  return { events: read(), stop }
}

function eventOf(block: string): ServerEvent {
  const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1]
  return { id: field('id'), event: field('event'), data: JSON.parse(field('data') ?? '{}') as Fields }
}

const KEY = { vendor: 'stripe', total_usd_cap: 100, allowed_endpoints: ['*'], label: 'live' }

test('a call, its outcome and admin changes are told as they happen, in order, each with an id', async () => {
  await using admin = await startAdmin()
  const { events } = await watch(admin, {}, ({ event }) => event === 'outcome', 1)
  const { body: key } = await admin.send('POST', '/vault/keys', KEY)
  const callId = await makeCall(admin, String(key.id), { usd: 2_500_000n })
  const told = await events
  assert.deepEqual(
    told.map(({ event }) => event),
    ['admin', 'call', 'outcome'],
  )
  const [issued, call, outcome] = told
  assert.deepEqual([issued?.data.action, issued?.data.subject], ['key.issued', key.id])
  assert.deepEqual(
    [call?.data.call_id, call?.data.key_id, call?.data.key_label, call?.data.reserved_usd, call?.data.state],
    [callId, key.id, 'live', 2.5, 'held'],
  )
  assert.deepEqual([outcome?.data.call_id, outcome?.data.cost_usd, outcome?.data.state], [callId, 2.5, 'settled'])
  assert.equal(new Set(told.map(({ id }) => id)).size, 3)
  assert.doesNotMatch(JSON.stringify(told), /vault_key_/)
})

test('an issuer is told of its own calls and outcomes alone', async () => {
  await using admin = await startAdmin()
  const issuer = await admin.principal('issuer')
  const { body: theirs } = await admin.send('POST', '/vault/keys', KEY)
  const { body: mine } = await issuer.send('POST', '/vault/keys', KEY)
  const { events } = await watch(admin, { credential: issuer.credential }, ({ event }) => event === 'outcome', 1)
  await makeCall(admin, String(theirs.id))
  const callId = await makeCall(admin, String(mine.id))
  const told = (await events).map(({ event, data }) => [event, data.call_id, kindsOf(data)])
  assert.deepEqual(told, [
    ['call', callId, ['key']],
    ['outcome', callId, ['key']],
  ])
})

/** Of its budgets. What all keys of a connection spend is no issuer's to know. */
const kindsOf = ({ budgets }: Fields) => (budgets as readonly Fields[]).map(({ kind }) => kind)

test('a watcher that comes back is told what it missed; one from another time is told that there is a gap', async () => {
  await using admin = await startAdmin()
  const { body: key } = await admin.send('POST', '/vault/keys', KEY)
  const first = await watch(admin, {}, ({ event }) => event === 'call', 1)
  await makeCall(admin, String(key.id))
  const lastId = (await first.events).find(({ event }) => event === 'call')?.id ?? ''
  const missed = await makeCall(admin, String(key.id))
  const second = await watch(admin, { lastId }, ({ event, data }) => event === 'outcome' && data.call_id === missed, 1)
  const told = await second.events
  assert.deepEqual(
    told.filter(({ data }) => data.call_id === missed).map(({ event }) => event),
    ['call', 'outcome'],
  )
  assert.ok(
    told.every(({ id }) => id !== lastId),
    'nothing is told twice',
  )
  const third = await watch(admin, { lastId: 'evt_other-3' }, ({ event }) => event === 'gap', 1)
  assert.equal((await third.events)[0]?.event, 'gap')
})

test('closing the admin API ends every stream', async () => {
  const admin = await startAdmin()
  const { events } = await watch(admin, {}, () => true, 1_000)
  await admin[Symbol.asyncDispose]()
  assert.deepEqual(await events, [])
})

const WATCHER = { principalId: 'prn_1', sessionId: null, lastId: null, sees: null, maySee: async () => true }

/** A store that says what it is told to say. */
function speaker() {
  let listener: ((event: StoreEvent) => void) | null = null
  let number = 0
  return {
    isHeard: () => listener !== null,
    say: (facts: Fields) =>
      listener?.({
        kind: 'call',
        entry: JSON.stringify({
          k: 'admit',
          id: `call_${++number}`,
          t: 0,
          key: 'key_1',
          state: 'free',
          lines: [],
          f: facts,
        }),
      }),
    onEvent: (told: (event: StoreEvent) => void) => {
      listener = told
      return () => {
        listener = null
      }
    },
  }
}

test('a watcher that does not read is dropped, and the others go on', () => {
  const store = speaker()
  const hub = new EventHub(store, () => 'epoch')
  const slow = eventStream(hub, WATCHER)
  const quick = eventStream(hub, WATCHER)
  quick.resume()
  for (let i = 0; i < 200; i++) {
    store.say({ filler: 'x'.repeat(10_000) })
    quick.read()
  }
  assert.ok(slow.destroyed)
  assert.ok(!quick.destroyed)
  quick.destroy()
  hub.close()
})

test('the store is heard only while someone watches, or did a moment ago', async () => {
  const store = speaker()
  const hub = new EventHub(store, () => 'epoch')
  assert.ok(!store.isHeard())
  const stream = eventStream(hub, WATCHER)
  assert.ok(store.isHeard())
  stream.destroy()
  await new Promise((resolve) => stream.once('close', resolve))
  assert.ok(store.isHeard(), 'a watcher may come back')
  hub.close()
  assert.ok(!store.isHeard())
})

const watchHub = (hub: EventHub, principalId: string, lastId: string | null) =>
  hub.watch(() => undefined, { principalId, sessionId: null, onClose: () => undefined }, lastId)

test('more events than are remembered make a gap', () => {
  const store = speaker()
  const hub = new EventHub(store, () => 'epoch')
  const { end } = watchHub(hub, 'prn_1', null)
  for (let i = 0; i < 5_000; i++) store.say({})
  assert.equal(watchHub(hub, 'prn_1', 'epoch-1').missed, null)
  assert.equal(watchHub(hub, 'prn_1', 'epoch-4999').missed?.length, 1)
  assert.equal(watchHub(hub, 'prn_1', 'epoch-5000').missed?.length, 0)
  assert.equal(watchHub(hub, 'prn_1', 'epoch-5001').missed, null)
  end()
  hub.close()
})

test('one principal cannot take every stream, and all together take no more than there are', () => {
  const hub = new EventHub(speaker(), () => 'epoch')
  const open = (principalId: string): void => void watchHub(hub, principalId, null)
  for (let i = 0; i < 32; i++) {
    assert.ok(hub.hasRoomFor('prn_1'))
    open('prn_1')
  }
  assert.ok(!hub.hasRoomFor('prn_1'))
  for (let i = 0; i < 256 - 32; i++) open(`prn_other_${i}`)
  assert.ok(!hub.hasRoomFor('prn_new'))
  hub.close()
  assert.ok(hub.hasRoomFor('prn_1'))
})

test('what another process does to a principal ends its streams here, and no others', async () => {
  let tell: ((event: StoreEvent) => void) | null = null
  const hub = new EventHub({ onEvent: (listener) => ((tell = listener), () => undefined) }, () => 'epoch')
  const [theirs, other] = [eventStream(hub, WATCHER), eventStream(hub, { ...WATCHER, principalId: 'prn_2' })]
  const ended = new Promise((resolve) => theirs.once('end', resolve))
  theirs.resume()
  const entry = JSON.stringify({
    k: 'admin',
    id: 'adm_1',
    t: 0,
    action: 'principal.rotated',
    principal: 'admin',
    subject: 'prn_1',
    f: {},
  })
  ;(tell as ((event: StoreEvent) => void) | null)?.({ kind: 'admin', entry })
  await ended
  assert.ok(!other.destroyed && !other.readableEnded)
  other.destroy()
  await new Promise((resolve) => other.once('close', resolve))
  hub.close()
})

test('a credential that ended before anyone knew of its stream is found out at once', async () => {
  const hub = new EventHub(speaker(), () => 'epoch')
  const stream = eventStream(hub, { ...WATCHER, maySee: async () => false })
  const ended = new Promise((resolve) => stream.once('end', resolve))
  stream.resume()
  await ended
  hub.close()
})

test('a watcher who may not see any more is found out by the next heartbeat, and told nothing after', async ({
  mock,
}) => {
  mock.timers.enable({ apis: ['setInterval', 'setTimeout'] })
  const store = speaker()
  const hub = new EventHub(store, () => 'epoch')
  let may = true
  const stream = eventStream(hub, { ...WATCHER, maySee: async () => may })
  const faults: unknown[] = []
  stream.on('error', (error) => faults.push(error)).resume()
  const turn = () => new Promise((resolve) => setImmediate(resolve))
  mock.timers.tick(15_000)
  await turn()
  assert.ok(!stream.readableEnded)
  may = false
  mock.timers.tick(15_000)
  await turn()
  store.say({})
  mock.timers.tick(15_000)
  await turn()
  assert.ok(stream.readableEnded)
  assert.deepEqual(faults, [])
  hub.close()
})
