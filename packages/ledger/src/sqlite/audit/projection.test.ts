import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { copyFileSync, mkdirSync, rmdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { DAY_MS } from '@keybrake/core'
import { Log } from './log.ts'
import type { SqliteAudit } from './open.ts'
import type { Steps } from './page.ts'
import { admin, admit, KEY, NOON, outcome, Recorder, refuse } from './testing/recorder.ts'
import { verifyLog } from './verify.ts'

function last<T>(steps: Steps<T>): T {
  for (;;) {
    const step = steps.next()
    if (step.done === true) return step.value
  }
}

async function callIds(audit: SqliteAudit): Promise<string[]> {
  const ids: string[] = []
  for await (const page of audit.all({ kind: 'call' })) {
    for (const row of page) if (row.kind === 'call') ids.push(row.row.callId)
  }
  return ids
}

test('a query sees every call recorded before it, with its outcome', async () => {
  await using recorder = new Recorder()
  const audit = await recorder.open()
  for (let n = 1; n <= 50; n += 1) {
    recorder.record(admit({ id: `call_${n}` }))
    assert.equal((await audit.call(`call_${n}`))?.state, 'held')
    recorder.record(outcome({ id: `call_${n}` }))
    const row = await audit.call(`call_${n}`)
    assert.equal(row?.state, 'settled')
    assert.equal(row?.facts['vendor_request_id'], `req_call_${n}`)
  }
  await recorder.close(audit)
})

test('records that wait are projected without a query, and the ledger is told so', async () => {
  await using recorder = new Recorder()
  const audit = await recorder.open()
  recorder.record(admit({ id: 'call_1' }))
  audit.notify(recorder.batch())
  for (let wait = 0; recorder.projected === 0 && wait < 200; wait += 1)
    await new Promise((resolve) => setTimeout(resolve, 20))
  assert.equal(recorder.projected, 1)
  await recorder.close(audit)
})

test('a file that cannot be begun is begun later, and what was taken for it is taken again', async () => {
  await using recorder = new Recorder()
  const audit = await recorder.open()
  recorder.record(admit({ id: 'call_1' }))
  await audit.call('call_1')
  const t = NOON + DAY_MS
  const inTheWay = join(recorder.dataDir, 'audit', '2026-11-25.db')
  mkdirSync(inTheWay)
  recorder.record(outcome({ id: 'call_1' }))
  recorder.record(admit({ id: 'call_2', t }))
  await assert.rejects(audit.call('call_2'))
  await assert.rejects(audit.call('call_2'))
  rmdirSync(inTheWay)
  recorder.record(admit({ id: 'call_3', t }))
  assert.deepEqual(await callIds(audit), ['call_3', 'call_2', 'call_1'])
  assert.equal((await audit.verify()).fault, null)
  await recorder.close(audit)
})

test('a killed process leaves each record projected once, in order, whatever it was doing', async () => {
  await using recorder = new Recorder()
  const child = new URL('./testing/projecting.ts', import.meta.url).pathname
  let recorded = 0
  for (let round = 0; round < 8; round += 1) {
    const victim = spawn(process.execPath, [child, recorder.dataDir], { stdio: ['ignore', 'pipe', 'inherit'] })
    const exited = new Promise((resolve) => victim.once('exit', resolve))
    await new Promise((resolve) => victim.stdout.once('data', resolve))
    // The journal grows while the child projects; the kill falls anywhere: between commits, in one, in a checkpoint.
    for (let n = 0; n < 40; n += 1) {
      const ids = Array.from({ length: 25 }, (_, index) => `call_${String(recorded + index).padStart(6, '0')}`)
      recorder.record(...ids.map((id) => admit({ id })), ...ids.map((id) => outcome({ id })))
      recorded += ids.length
      if (n % (round + 3) === 0) await new Promise((resolve) => setTimeout(resolve, 3))
    }
    victim.kill('SIGKILL')
    await exited
  }
  const audit = await recorder.open({ callsPerFileMax: 1_500 })
  const ids = await callIds(audit)
  assert.equal(ids.length, recorded)
  assert.deepEqual(ids, [...ids].sort().reverse())
  assert.equal(new Set(ids).size, recorded)
  assert.deepEqual(await audit.verify(), { ok: true, entries: recorded * 2, chains: 1, fault: null })
  await recorder.close(audit)
})

test('an outcome of the next day updates the row in the file of its call', async () => {
  await using recorder = new Recorder()
  const audit = await recorder.open()
  recorder.record(admit({ id: 'call_1' }))
  recorder.record(refuse({ id: 'call_2', t: NOON + 2 }))
  recorder.record(admit({ id: 'call_3', t: NOON + DAY_MS }))
  assert.equal((await audit.call('call_1'))?.state, 'held')
  recorder.record(outcome({ id: 'call_1', t: NOON + DAY_MS }))
  recorder.record({ k: 'more', id: 'call_2', t: NOON + DAY_MS, n: 7 })
  const first = await audit.call('call_1')
  assert.equal(first?.state, 'settled')
  assert.equal(first.chain.seq, 1)
  assert.equal((await audit.call('call_2'))?.count, 8)
  const [yesterday, today] = await audit.spend({ by: 'vendor', per: 'day' })
  assert.deepEqual([yesterday?.spent, yesterday?.held, today?.held], [29_990_000n, 0n, 29_990_000n])
  assert.equal((await audit.verify()).fault, null)
  await recorder.close(audit)
})

test('what is learned of a call on many later days is in its row, however many files lie between', async () => {
  await using recorder = new Recorder()
  const audit = await recorder.open()
  recorder.record(admit({ id: 'call_1' }))
  recorder.record(outcome({ id: 'call_1' }))
  for (let day = 1; day <= 20; day += 1) {
    const inquiry = outcome({ id: 'call_1', t: NOON + day * DAY_MS }, 'settled', { inquiries: day })
    recorder.record({ ...inquiry, k: 'inquiry' })
    assert.equal((await audit.call('call_1'))?.facts['inquiries'], day)
  }
  assert.equal((await audit.verify()).fault, null)
  await recorder.close(audit)
})

test('a call that ended is told more of before the commit that it began in', async () => {
  await using recorder = new Recorder()
  const audit = await recorder.open({ callsPerFileMax: 100_000 })
  const count = 5_000
  const ids = Array.from({ length: count }, (_, n) => `call_${n}`)
  // More than a block, in which some calls end out of turn and get a price at once.
  const entries = ids.flatMap((id, n) => {
    const price = { ...outcome({ id, amount: 7n }), k: 'adjustment' } as const
    return [admit({ id }), outcome({ id }), ...(n % 500 === 0 ? [price] : [])]
  })
  const first = entries.splice(1, 1)
  recorder.record(...entries, ...first, { ...outcome({ id: 'call_1', amount: 9n }), k: 'adjustment' })
  const costs = await Promise.all(ids.map(async (id) => (await audit.call(id))?.cost))
  const expected = ids.map((_, n) => (n === 1 ? 9n : n % 500 === 0 && n !== 0 ? 7n : 29_990_000n))
  assert.deepEqual(costs, expected)
  assert.deepEqual(await audit.verify(), { ok: true, entries: 2 * count + 11, chains: 1, fault: null })
  await recorder.close(audit)
})

test('a crash between the commits of two files changes nothing in what is counted', async () => {
  await using recorder = new Recorder()
  const dir = join(recorder.dataDir, 'audit')
  const newest = join(dir, '2026-11-25.db')
  const options = { dir, key: KEY, callsPerFileMax: 1_000 }
  const rows = [
    [admit({ id: 'call_1' }), refuse({ id: 'call_2' })],
    [admin('adm_1', 'key.issued', NOON + DAY_MS)],
    [outcome({ id: 'call_1', t: NOON + DAY_MS }), { k: 'more', id: 'call_2', t: NOON + DAY_MS, n: 3 } as const],
  ].map((entries, index) => ({ batch: index + 1, lines: entries.map((entry) => JSON.stringify(entry)).join('\n') }))

  const before = new Log(options)
  before.append(rows.slice(0, 2))
  before.close()
  copyFileSync(newest, `${newest}.copy`)
  const crashed = new Log(options)
  crashed.append(rows)
  // The older file's commit stands, the newest file's does not.
  crashed.abandon()
  copyFileSync(`${newest}.copy`, newest)

  const after = new Log(options)
  assert.equal(after.batch, 2)
  assert.equal(after.files.open('2026-11-24.db').call(1)?.state, 'settled')
  after.append(rows)
  assert.equal(after.files.open('2026-11-24.db').call(2)?.count, 4)
  assert.deepEqual(last(verifyLog(after, KEY)), { ok: true, entries: 5, chains: 1, fault: null })
  after.close()
})
