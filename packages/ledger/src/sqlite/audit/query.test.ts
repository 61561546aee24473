import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DAY_MS, HOUR_MS, instant, type MicroUsd } from '@keybrake/core'
import type { AuditFilter, RefusalFilter } from '../../audit.ts'
import type { SqliteAudit } from './open.ts'
import { admin, admit, NOON, outcome, Recorder, refuse } from './testing/recorder.ts'

async function idsOf(audit: SqliteAudit, filter: Partial<AuditFilter>): Promise<string> {
  const { data } = await audit.page({ kind: 'call', ...filter }, 100, null)
  return data.map(({ kind, row }) => (kind === 'call' ? row.callId : row.id)).join(' ')
}

function recordVariety(recorder: Recorder): void {
  const first = { id: 'c1', amount: 5_000_000n, tags: { part: '2026-11', env: 'prod' } }
  const second = {
    id: 'c2',
    t: NOON + HOUR_MS,
    key: 'key_2',
    label: 'agent/mail',
    run: null,
    vendor: 'resend',
    operation: 'emails.send',
    moneyClass: 'email',
  }
  const third = {
    id: 'c3',
    t: NOON + DAY_MS,
    key: 'key_3',
    label: null,
    run: 'run-8',
    principal: 'prn_2',
    observed: 'rate_limited',
    tags: { env: 'prod' },
  }
  recorder.record(admin('a1', 'key.issued'), admit(first))
  recorder.record(outcome(first))
  recorder.record(admit(second), admin('a2', 'key.revoked', NOON + HOUR_MS, 'prn_2'))
  recorder.record(outcome(second, 'unknown', { status: undefined, vendor_request_id: undefined }))
  recorder.record(admit(third))
  recorder.record(
    outcome(third, 'released', { status: 402 }),
    refuse({ id: 'c4', t: NOON + DAY_MS }, 'cap_exhausted', { exhausted_status: 402 }),
  )
}

const FILTERS: readonly (readonly [what: string, filter: Partial<AuditFilter>, ids: string])[] = [
  ['every call', {}, 'c4 c3 c2 c1'],
  ['calls and admin actions in one order', { kind: 'all' }, 'c4 c3 a2 c2 c1 a1'],
  ['admin actions', { kind: 'admin' }, 'a2 a1'],
  ['admin actions of a principal', { kind: 'admin', principalId: 'prn_2' }, 'a2'],
  ['calls only, where a call field is asked for', { kind: 'all', vendor: 'resend' }, 'c2'],
  ['label', { label: 'agent/shopping' }, 'c4 c1'],
  ['label prefix', { labelPrefix: 'agent/' }, 'c4 c2 c1'],
  ['label prefix, which is no pattern', { labelPrefix: '%' }, ''],
  ['run', { run: 'run-8' }, 'c3'],
  ['key', { keyId: 'key_2' }, 'c2'],
  ['key and another label', { keyId: 'key_2', label: 'agent/shopping' }, ''],
  ['principal', { principalId: 'prn_2' }, 'c3'],
  ['vendor', { vendor: 'stripe' }, 'c4 c3 c1'],
  ['operation', { operation: 'emails.send' }, 'c2'],
  ['money class', { moneyClass: 'email' }, 'c2'],
  ['money class and another key', { moneyClass: 'email', keyId: 'key_1' }, ''],
  ['decision', { decision: 'observed' }, 'c3'],
  ['code', { code: 'cap_exhausted' }, 'c4'],
  ['code of what observe mode let pass', { code: 'rate_limited' }, 'c3'],
  ['state settled', { state: 'settled' }, 'c1'],
  ['state unknown', { state: 'unknown' }, 'c2'],
  ['status, also of a refusal by the ledger', { status: 402 }, 'c4 c3'],
  ['from, which is included', { from: instant(NOON + HOUR_MS) }, 'c4 c3 c2'],
  ['to, which is not', { to: instant(NOON + HOUR_MS) }, 'c1'],
  ['a tag', { tags: { env: 'prod' } }, 'c3 c1'],
  ['two tags', { tags: { env: 'prod', part: '2026-11' } }, 'c1'],
  ['a tag and a run', { tags: { env: 'prod' }, run: 'run-8' }, 'c3'],
  ['least cost, equal included', { minCost: 5_000_000n as MicroUsd }, 'c2 c1'],
  ['least cost', { minCost: 5_000_001n as MicroUsd }, 'c2'],
  ['a call id', { q: 'c2' }, 'c2'],
  ['a vendor request id', { q: 'req_c1' }, 'c1'],
  ['a vendor object id', { q: 'pi_c3' }, 'c3'],
  ['an id and another vendor', { q: 'pi_c3', vendor: 'resend' }, ''],
  ['part of an id, which is none', { q: 'pi_c' }, ''],
]

test('each filter gives the calls that fit it, newest first, from several files and after reopening', async (t) => {
  await using recorder = new Recorder()
  recordVariety(recorder)
  let audit = await recorder.open()
  for (const [what, filter, ids] of FILTERS)
    await t.test(what, async () => assert.equal(await idsOf(audit, filter), ids))
  await recorder.close(audit)
  audit = await recorder.open()
  for (const [what, filter, ids] of FILTERS) assert.equal(await idsOf(audit, filter), ids, what)
})

test('a row tells everything that its entries told', async () => {
  await using recorder = new Recorder()
  const audit = await recorder.open()
  recorder.record(admit({ id: 'c1' }))
  recorder.record({ ...outcome({ id: 'c1', amount: 31_000_000n }), overage: '1010000', lines: [] })
  const row = await audit.call('c1')
  assert.deepEqual(
    [row?.reserved, row?.cost, row?.decision, row?.code, row?.replayOf],
    [29_990_000n, 31_000_000n, 'allowed', null, null],
  )
  assert.equal(row?.facts['overage'], '1010000')
  assert.equal(row?.facts['path'], '/v1/payment_intents')
  // An outcome that names no budgets leaves the lines that the admission gave.
  assert.deepEqual(row?.budgets[0], {
    budget: 'key:key_1',
    kind: 'key',
    window: 'day',
    cap: 500_000_000n,
    spent: 0n,
    held: 29_990_000n,
    resetsAt: NOON + DAY_MS,
  })
  assert.equal(await audit.call('c2'), null)
})

test('pages stay where they are while calls arrive', async () => {
  await using recorder = new Recorder()
  const audit = await recorder.open({ callsPerFileMax: 40 })
  const recordSome = (from: number, count: number) => {
    for (let n = from; n < from + count; n += 1)
      recorder.record(admit({ id: `c${n}`, key: `key_${n % 3}` }), outcome({ id: `c${n}` }))
  }
  recordSome(0, 100)
  const seen: string[] = []
  let cursor: string | null = null
  do {
    const page = await audit.page({ kind: 'call', keyId: 'key_1' }, 7, cursor)
    for (const { row } of page.data) if ('callId' in row) seen.push(row.callId)
    cursor = page.nextCursor
    recordSome(1_000 + seen.length * 10, 5)
  } while (cursor !== null)
  const expected = Array.from({ length: 100 }, (_, n) => n).filter((n) => n % 3 === 1)
  assert.deepEqual(
    seen,
    expected.reverse().map((n) => `c${n}`),
  )
  await assert.rejects(audit.page({ kind: 'call' }, 1, 'x'), RangeError)
})

test('a list whose end falls on a page has no empty page after it', async () => {
  await using recorder = new Recorder()
  const audit = await recorder.open()
  for (let n = 0; n < 4; n += 1) recorder.record(refuse({ id: `c${n}` }))
  const first = await audit.page({ kind: 'call' }, 2, null)
  const second = await audit.page({ kind: 'call' }, 2, first.nextCursor)
  assert.deepEqual([first.data.length, second.data.length, second.nextCursor], [2, 2, null])
})

test('an export ends when its reader does, and the log goes on', async () => {
  await using recorder = new Recorder()
  const audit = await recorder.open()
  recorder.record(...Array.from({ length: 1_200 }, (_, n) => refuse({ id: `c${n}` })))
  let pages = 0
  for await (const page of audit.all({ kind: 'call' })) {
    pages += 1
    assert.equal(page.length, 500)
    if (pages === 2) break
  }
  assert.equal((await audit.page({ kind: 'call' }, 1, null)).data.length, 1)
})

test('spend adds up to what the calls count, by each grouping', async () => {
  await using recorder = new Recorder()
  const audit = await recorder.open()
  recordVariety(recorder)
  const spend = async (filter: Parameters<SqliteAudit['spend']>[0]) =>
    (await audit.spend(filter)).map(({ group, calls, spent, held }) => `${group}: ${calls} ${spent} ${held}`)
  assert.deepEqual(await spend({ by: 'vendor' }), ['resend: 1 0 29990000', 'stripe: 2 5000000 0'])
  assert.deepEqual(await spend({ by: 'label' }), [': 1 0 0', 'agent/mail: 1 0 29990000', 'agent/shopping: 1 5000000 0'])
  assert.deepEqual(await spend({ by: 'run' }), [': 1 0 29990000', 'run-7: 1 5000000 0', 'run-8: 1 0 0'])
  assert.deepEqual(await spend({ by: 'operation', principalId: 'prn_2' }), ['payment_intents.create: 1 0 0'])
  assert.deepEqual(await spend({ by: 'money_class' }), [': 2 5000000 0', 'email: 1 0 29990000'])
  assert.deepEqual(await spend({ by: 'key', vendor: 'resend' }), ['key_2: 1 0 29990000'])
  assert.deepEqual(await spend({ by: 'budget', to: instant(NOON + DAY_MS) }), [
    'bgt_key_1: 1 5000000 0',
    'bgt_key_2: 1 0 29990000',
    'bgt_stripe: 2 5000000 29990000',
  ])
  const hours = await audit.spend({ by: 'vendor', per: 'hour', from: instant(NOON + 1), to: instant(NOON + DAY_MS) })
  assert.deepEqual(
    hours.map(({ bucket, group }) => [bucket, group]),
    [
      [NOON, 'stripe'],
      [NOON + HOUR_MS, 'resend'],
    ],
  )
  const days = await audit.spend({ by: 'vendor', per: 'day' })
  assert.deepEqual(
    days.map(({ bucket }) => bucket),
    [NOON - 12 * HOUR_MS, NOON - 12 * HOUR_MS, NOON + 12 * HOUR_MS],
  )
})

test('days are those of the zone that is asked for; the largest groups stand alone, the others share a line', async () => {
  await using recorder = new Recorder()
  const audit = await recorder.open()
  // 23:30 in Berlin is 22:30 UTC: the hour begins on the day that it ends in Kiritimati.
  const evening = Date.UTC(2026, 10, 24, 22, 30)
  const calls = [
    { id: 'c1', t: evening, key: 'key_1', amount: 5_000_000n },
    { id: 'c2', t: evening + HOUR_MS, key: 'key_2', amount: 4_000_000n },
    { id: 'c3', t: evening + HOUR_MS, key: 'key_3', amount: 3_000_000n },
    { id: 'c4', t: evening + HOUR_MS, key: 'key_4', amount: 2_000_000n },
  ]
  recorder.record(...calls.map(admit))
  recorder.record(...calls.map((call) => outcome(call)))
  const berlin = await audit.spend({ by: 'vendor', per: 'day', zone: 'Europe/Berlin' })
  assert.deepEqual(
    berlin.map(({ bucket, spent }) => [bucket, spent]),
    [
      [Date.UTC(2026, 10, 23, 23), 5_000_000n],
      [Date.UTC(2026, 10, 24, 23), 9_000_000n],
    ],
  )
  const top = await audit.spend({ by: 'key', top: 2 })
  assert.deepEqual(
    top.map(({ group, restOf, spent, calls: count }) => [group, restOf, spent, count]),
    [
      ['', 2, 5_000_000n, 2],
      ['key_1', undefined, 5_000_000n, 1],
      ['key_2', undefined, 4_000_000n, 1],
    ],
  )
  assert.deepEqual(await audit.spend({ by: 'key', operation: 'refunds.create' }), [])
})

test('refusals add up by code, label and operation, also those that share a row', async () => {
  await using recorder = new Recorder()
  const audit = await recorder.open()
  recordVariety(recorder)
  recorder.record(refuse({ id: 'r1', label: 'agent/mail' }, 'endpoint_not_allowed'))
  recorder.record({ k: 'more', id: 'r1', t: NOON, n: 40 })
  recorder.record(refuse({ id: 'r2', t: NOON + HOUR_MS, label: 'agent/mail' }, 'endpoint_not_allowed'))
  const lines = async (filter: Partial<RefusalFilter>) =>
    (await audit.refusals({ limit: 10, ...filter })).map(({ code, label, decision, bucket, count }) =>
      `${bucket ?? ''} ${code} ${label} ${decision} ${count}`.trim(),
    )
  const all = [
    'endpoint_not_allowed agent/mail refused 42',
    'rate_limited null observed 1',
    'cap_exhausted agent/shopping refused 1',
  ]
  assert.deepEqual((await lines({})).toSorted(), all.toSorted())
  assert.deepEqual(await lines({ limit: 1 }), all.slice(0, 1))
  assert.deepEqual(await lines({ decision: 'observed' }), ['rate_limited null observed 1'])
  assert.deepEqual(await lines({ label: 'agent/mail', per: 'hour' }), [
    `${NOON} endpoint_not_allowed agent/mail refused 41`,
    `${NOON + HOUR_MS} endpoint_not_allowed agent/mail refused 1`,
  ])
  assert.deepEqual(await lines({ principalId: 'prn_2' }), ['rate_limited null observed 1'])
  assert.equal((await audit.verify()).fault, null)
})

test('a backlog does not delay opening, only questions', async () => {
  await using recorder = new Recorder()
  for (let n = 0; n < 200; n += 1) {
    recorder.record(...Array.from({ length: 100 }, (_, index) => admit({ id: `c${n}_${index}` })))
  }
  const audit = await recorder.open()
  assert.equal(recorder.projected, 0)
  assert.equal((await audit.page({ kind: 'call' }, 1, null)).data[0]?.row.chain.seq, 20_000)
  assert.equal((await audit.verify()).fault, null)
})
