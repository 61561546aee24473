import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { test } from 'node:test'
import type { Readable } from 'node:stream'
import { type AuditRow, type CallRow } from '@keybrake/ledger'
import { EXPORTS } from './audit-export.ts'
import { makeCall } from './testing/calls.ts'
import { type Fields, OPERATOR_CREDENTIAL, startAdmin } from './testing/start-admin.ts'

const KEY = {
  vendor: 'stripe',
  total_usd_cap: 1000,
  allowed_endpoints: ['*'],
  expires_in: '30m',
  label: 'agent-run-1',
  run: 'r1',
}

test('a call is in the log when it was answered, with its cost, outcome and budgets after it', async () => {
  await using admin = await startAdmin()
  const { body: key } = await admin.send('POST', '/vault/keys', KEY)
  const id = await makeCall(admin, String(key.id), { usd: 29_990_000n })
  const { body } = await admin.send('GET', '/vault/audit?label=agent-run-1')
  const [row] = body.data as readonly Fields[]
  assert.deepEqual(
    [
      row?.call_id,
      row?.key_id,
      row?.key_label,
      row?.run,
      row?.decision,
      row?.state,
      row?.status,
      row?.cost_usd,
      row?.reserved_usd,
      row?.vendor_request_id,
      row?.tags,
    ],
    [id, key.id, 'agent-run-1', 'r1', 'allowed', 'settled', 200, 29.99, 29.99, `req_${id}`, { team: 'a' }],
  )
  const line = (row?.budgets as readonly Fields[]).find(
    ({ budget, window }) => budget === 'run:r1' && window === 'total',
  )
  assert.equal(Number(line?.spent_usd) + Number(line?.held_usd), 29.99)
  assert.deepEqual((await admin.send('GET', `/vault/audit/${id}`)).body.call_id, id)
})

test('each filter narrows, and an unknown one is refused', async () => {
  await using admin = await startAdmin()
  const { body: key } = await admin.send('POST', '/vault/keys', KEY)
  const small = await makeCall(admin, String(key.id), { usd: 1_000_000n })
  admin.pass(60_000)
  const large = await makeCall(admin, String(key.id), {
    usd: 5_000_000n,
    end: 'unknown',
    facts: { tags: { team: 'b' }, operation: 'charges.create' },
  })
  const ids = async (query: string) =>
    ((await admin.send('GET', `/vault/audit?${query}`)).body.data as readonly Fields[]).map(({ call_id }) => call_id)
  assert.deepEqual(await ids(''), [large, small])
  for (const query of [
    'min_usd=5',
    'state=unknown',
    'tag.team=b',
    'operation=charges.create',
    'from=2026-01-31T09:00:30Z',
    `q=${large}`,
  ])
    assert.deepEqual(await ids(query), [large], query)
  for (const query of ['state=settled', 'tag.team=a', 'to=2026-01-31T09:00:30Z', `q=req_${small}`])
    assert.deepEqual(await ids(query), [small], query)
  for (const query of [
    'label_prefix=agent-',
    'run=r1',
    'vendor=stripe',
    `key_id=${key.id}`,
    'decision=allowed',
    'status=200',
  ])
    assert.equal((await ids(query)).length, 2, query)
  for (const query of ['label=agent', 'decision=refused', 'code=cap_exhausted', 'vendor=twilio'])
    assert.deepEqual(await ids(query), [], query)
  assert.equal((await admin.send('GET', '/vault/audit?labl=x')).status, 422)
  assert.equal((await admin.send('GET', '/vault/audit?cursor=nonsense')).status, 422)
})

test('pages and all three streams hold the same rows', async () => {
  await using admin = await startAdmin()
  const { body: key } = await admin.send('POST', '/vault/keys', KEY)
  const ids: string[] = []
  for (let i = 0; i < 25; i++) ids.unshift(await makeCall(admin, String(key.id)))
  const paged: unknown[] = []
  for (let cursor: unknown = ''; cursor !== null; ) {
    const { body } = await admin.send('GET', `/vault/audit?limit=10${cursor === '' ? '' : `&cursor=${String(cursor)}`}`)
    paged.push(...(body.data as readonly Fields[]).map(({ call_id }) => call_id))
    cursor = body.next_cursor
  }
  assert.deepEqual(paged, ids)
  const json = await admin.send('GET', '/vault/audit?format=json')
  assert.deepEqual(
    (json.body.data as readonly Fields[]).map(({ call_id }) => call_id),
    ids,
  )
  const jsonl = await admin.send('GET', '/vault/audit?format=jsonl')
  assert.equal(jsonl.headers.get('content-type'), 'application/x-ndjson')
  assert.deepEqual(
    jsonl.text
      .trimEnd()
      .split('\n')
      .map((line) => (JSON.parse(line) as Fields).call_id),
    ids,
  )
  const csv = await admin.send('GET', '/vault/audit?format=csv')
  assert.match(csv.headers.get('content-type') ?? '', /^text\/csv/)
  assert.deepEqual(
    csv.text
      .trimEnd()
      .split('\r\n')
      .slice(1)
      .map((line) => line.split(',')[1]),
    ids,
  )
})

test('admin actions are rows of their own kind', async () => {
  await using admin = await startAdmin()
  const { body: key } = await admin.send('POST', '/vault/keys', KEY)
  await makeCall(admin, String(key.id))
  const kinds = async (query: string) =>
    ((await admin.send('GET', `/vault/audit?${query}`)).body.data as readonly Fields[]).map(({ kind }) => kind)
  assert.deepEqual(await kinds(''), ['call'])
  assert.ok((await kinds('kind=admin')).every((kind) => kind === 'admin'))
  const { body } = await admin.send('GET', '/vault/audit?kind=admin')
  assert.deepEqual(
    [(body.data as readonly Fields[])[0]?.action, (body.data as readonly Fields[])[0]?.subject],
    ['key.issued', key.id],
  )
  assert.deepEqual(new Set(await kinds('kind=all')), new Set(['call', 'admin']))
})

test('an operator’s word ends a hold of unknown fate, once', async () => {
  await using admin = await startAdmin()
  const { body: key } = await admin.send('POST', '/vault/keys', KEY)
  const [executed, not] = [
    await makeCall(admin, String(key.id), { usd: 5_000_000n, end: 'unknown' }),
    await makeCall(admin, String(key.id), { usd: 7_000_000n, end: 'unknown' }),
  ]
  const resolve = (id: string, body: Fields) => admin.send('POST', `/vault/audit/${id}/resolve`, body)
  const first = await resolve(executed, { executed: true, cost_usd: 4.5, reason: 'seen' })
  assert.deepEqual([first.status, first.body.state, first.body.cost_usd], [200, 'settled', 4.5], first.text)
  const second = await resolve(not, { executed: false, reason: 'not there' })
  assert.deepEqual([second.body.state, second.body.cost_usd], ['released', 0])
  const again = await resolve(not, { executed: true, reason: 'x' })
  assert.deepEqual([again.status, again.body.code], [409, 'already_closed'])
  assert.equal((await resolve('call_nothing', { executed: true, reason: 'x' })).status, 404)
  const line = ((await admin.send('GET', `/vault/keys/${key.id}`)).body.budgets as readonly Fields[]).find(
    ({ budget, window }) => budget === `key:${key.id}` && window === 'total',
  )
  assert.deepEqual([line?.spent_usd, line?.held_usd], [4.5, 0])
})

test('spend adds up by what is asked for', async () => {
  await using admin = await startAdmin()
  const { body: key } = await admin.send('POST', '/vault/keys', KEY)
  await makeCall(admin, String(key.id), { usd: 1_500_000n })
  await makeCall(admin, String(key.id), { usd: 2_000_000n, end: 'unknown' })
  for (const [by, group] of [
    ['label', 'agent-run-1'],
    ['run', 'r1'],
    ['key', key.id],
    ['vendor', 'stripe'],
    ['operation', 'payment_intents.create'],
  ] as const) {
    const { body } = await admin.send('GET', `/vault/spend?by=${by}`)
    assert.deepEqual(body.data, [{ group, bucket: null, calls: 2, spent_usd: 1.5, held_usd: 2 }], by)
  }
  const { body } = await admin.send('GET', '/vault/spend?by=vendor&per=hour')
  assert.equal((body.data as readonly Fields[])[0]?.bucket, '2026-01-31T09:00:00.000Z')
})

test('spend by a tag, by days of a zone, by the largest groups with the rest, and its total', async () => {
  await using admin = await startAdmin()
  const spend = async (query: string) => (await admin.send('GET', `/vault/spend?${query}`)).body
  for (const [team, usd] of [
    ['a', 1_000_000n],
    ['b', 3_000_000n],
    ['a', 2_500_000n],
    [null, 4_000_000n],
  ] as const) {
    const tags = team === null ? {} : { team }
    const { body: key } = await admin.send('POST', '/vault/keys', { ...KEY, run: `run-${usd}`, tags })
    await makeCall(admin, String(key.id), { usd })
  }
  const byTag = await spend('by=tag&tag=team')
  assert.deepEqual(
    (byTag.data as readonly Fields[]).map(({ group, calls, spent_usd }) => [group, calls, spent_usd]),
    [
      ['', 1, 4],
      ['a', 2, 3.5],
      ['b', 1, 3],
    ],
  )
  assert.deepEqual(byTag.total, { calls: 4, spent_usd: 10.5, held_usd: 0 })
  const top = await spend('by=run&top=1&per=day&zone=Asia/Tokyo')
  const bucket = '2026-01-30T15:00:00.000Z'
  assert.deepEqual(top.data, [{ group: 'run-4000000', bucket, calls: 1, spent_usd: 4, held_usd: 0 }])
  assert.deepEqual(top.rest, [{ bucket, groups: 3, calls: 3, spent_usd: 6.5, held_usd: 0 }])
  assert.equal((await spend('by=budget')).total, null)
  for (const wrong of ['by=tag', 'tag=x', 'zone=Mars/Base', 'top=0'])
    assert.equal((await admin.send('GET', `/vault/spend?${wrong}`)).status, 422, wrong)
})

test('refusals are counted by code, label and operation', async () => {
  await using admin = await startAdmin()
  const { body: key } = await admin.send('POST', '/vault/keys', KEY)
  const facts = JSON.stringify({
    key_label: 'agent',
    vendor: 'stripe',
    operation: 'payouts.create',
    principal: 'admin',
  })
  const { ledger } = admin.store
  for (let n = 0; n < 120; n++) {
    const at = admin.parts.clock.now()
    await ledger.refuse({ at, callId: `call_${n}`, keyId: String(key.id), code: 'endpoint_not_allowed', facts })
  }
  const { body } = await admin.send('GET', '/vault/refusals?per=hour')
  assert.deepEqual(body.data, [
    {
      code: 'endpoint_not_allowed',
      decision: 'refused',
      label: 'agent',
      vendor: 'stripe',
      operation: 'payouts.create',
      bucket: '2026-01-31T09:00:00.000Z',
      count: 120,
    },
  ])
  const issuer = await admin.principal('issuer')
  assert.deepEqual((await issuer.send('GET', '/vault/refusals')).body.data, [])
})

test('one call shows how it was judged', async () => {
  await using admin = await startAdmin()
  const { body: key } = await admin.send('POST', '/vault/keys', KEY)
  const callId = await makeCall(admin, String(key.id))
  const steps = (await admin.send('GET', `/vault/audit/${callId}`)).body.judgement as readonly Fields[]
  assert.deepEqual([steps[0]?.step, steps.at(-1)?.step], ['request_line', 'vendor'])
  assert.ok(steps.every(({ outcome }) => outcome === 'passed'))
})

test('a stream reads no further than its reader takes, and stops when the reader goes', async () => {
  let pages = 0
  let ended = false
  const row: CallRow = {
    callId: 'call_1',
    time: 0 as never,
    keyId: 'key_1',
    decision: 'allowed',
    code: null,
    state: 'free',
    reserved: 0n as never,
    cost: 0n as never,
    budgets: [],
    count: 1,
    replayOf: null,
    chain: { chain: 'c', seq: 1, hash: 'h' },
    facts: {},
  }
  async function* endless(): AsyncIterable<readonly AuditRow[]> {
    try {
      for (;;) {
        pages++
        yield Array.from({ length: 100 }, () => ({ kind: 'call', row }) as const)
      }
    } finally {
      ended = true
    }
  }
  const stream: Readable = EXPORTS.jsonl.write(endless(), null)
  await new Promise((resolve) => stream.once('readable', resolve))
  stream.read(1)
  await new Promise((resolve) => setTimeout(resolve, 50))
  assert.ok(pages < 5, `${pages} pages were read ahead`)
  stream.destroy()
  await new Promise((resolve) => setTimeout(resolve, 20))
  assert.ok(ended)
})

test('a reader that hangs up in the middle of an export harms nothing', async () => {
  await using admin = await startAdmin()
  const { body: key } = await admin.send('POST', '/vault/keys', KEY)
  await Promise.all(Array.from({ length: 300 }, () => makeCall(admin, String(key.id), { usd: 1_000n })))
  const socket = connect(Number(new URL(admin.url).port), '127.0.0.1')
  socket.write(
    `GET /vault/audit?format=json HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${OPERATOR_CREDENTIAL}\r\n\r\n`,
  )
  await new Promise((resolve) => socket.once('data', resolve))
  socket.destroy()
  assert.equal((await admin.send('GET', '/vault/audit?limit=1000')).status, 200)
})
