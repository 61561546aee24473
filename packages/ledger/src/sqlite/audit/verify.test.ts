import assert from 'node:assert/strict'
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { DAY_MS, instant } from '@keybrake/core'
import { admin, admit, NOON, outcome, Recorder, refuse } from './testing/recorder.ts'

const TODAY = '2026-11-25.db'
const YESTERDAY = '2026-11-24.db'

/** Two days of a closed log: calls of each end, shared refusals, an admin action, an outcome that came a day late. */
async function writtenLog(): Promise<Recorder> {
  const recorder = new Recorder()
  const audit = await recorder.open()
  for (const day of [0, 1]) {
    const t = NOON + day * DAY_MS
    const id = (n: number) => `call_${day}${n}`
    recorder.record(admin(`adm_${day}`, 'key.issued', t))
    for (let n = 0; n < 10; n += 1) recorder.record(admit({ id: id(n), t, tags: { n: `${n}` } }))
    for (let n = 0; n < 8; n += 1) recorder.record(outcome({ id: id(n), t }, n === 3 ? 'released' : 'settled'))
    recorder.record(refuse({ id: id(90), t }))
    recorder.record({ k: 'more', id: id(90), t, n: 4 })
    await audit.page({ kind: 'call' }, 1, null)
  }
  recorder.record(outcome({ id: 'call_08', t: NOON + DAY_MS }, 'unknown'))
  await recorder.close(audit)
  return recorder
}

type Change = string | ((db: DatabaseSync) => void)

/** Changes a file as somebody with access to the disk could. */
function tamper(recorder: Recorder, file: string, change: Change): void {
  const db = new DatabaseSync(join(recorder.dataDir, 'audit', file))
  db.exec('DROP TRIGGER entries_never_change; DROP TRIGGER entries_never_go')
  if (typeof change === 'string') db.exec(change)
  else change(db)
  db.close()
}

interface Entries {
  lines: string[]
  hashes: string[]
}

/** Changes the bundle that holds an entry; `at` is the entry's place in it. */
const inBundle =
  (seq: number, change: (entries: Entries, at: number) => void): ((db: DatabaseSync) => void) =>
  (db) => {
    const row = db.prepare('SELECT * FROM bundles WHERE seq <= ? ORDER BY seq DESC LIMIT 1').get(seq)
    assert.ok(row !== undefined)
    const hex = Buffer.from(row['hashes'] as Uint8Array).toString('hex')
    const entries = { lines: String(row['lines']).split('\n'), hashes: hex.match(/.{64}/g) ?? [] }
    change(entries, seq - Number(row['seq']))
    const hashes = Buffer.from(entries.hashes.join(''), 'hex')
    db.prepare('UPDATE bundles SET lines = ?, hashes = ? WHERE seq = ?').run(
      entries.lines.join('\n'),
      hashes,
      row['seq'] as number,
    )
  }

/** Removes entry 41 and what follows. */
const cutOff = (db: DatabaseSync): void => {
  db.exec('DELETE FROM bundles WHERE seq > 40')
  inBundle(40, (entries, at) => {
    entries.lines.length = at + 1
    entries.hashes.length = at + 1
  })(db)
}

const CHANGES: readonly (readonly [what: string, file: string, change: Change, fault: RegExp])[] = [
  [
    'a changed byte',
    YESTERDAY,
    inBundle(5, ({ lines }, at) => {
      lines[at] = String(lines[at]).replaceAll('29990000', '19990000')
    }),
    /entry 5 was changed/,
  ],
  [
    'a changed hash',
    YESTERDAY,
    inBundle(7, ({ hashes }, at) => {
      hashes[at] = '0'.repeat(64)
    }),
    /entry 7 was changed/,
  ],
  [
    'a removed entry',
    YESTERDAY,
    inBundle(6, ({ lines, hashes }, at) => {
      lines.splice(at, 1)
      hashes.splice(at, 1)
    }),
    /entry 6 was changed or moved/,
  ],
  ['a removed bundle', YESTERDAY, 'DELETE FROM bundles', /entry 1 is missing/],
  [
    'two entries that changed places',
    YESTERDAY,
    inBundle(3, ({ lines }, at) => {
      lines.splice(at, 2, String(lines[at + 1]), String(lines[at]))
    }),
    /entry 3 was changed or moved/,
  ],
  [
    'hashes of nothing',
    YESTERDAY,
    inBundle(3, ({ hashes }) => {
      hashes.push('0'.repeat(64))
    }),
    /hashes of no entry/,
  ],
  ['an end cut off', TODAY, cutOff, /missing|not its own/],
  [
    'an end cut off with its head',
    TODAY,
    (db) => {
      cutOff(db)
      const row = db.prepare('SELECT hashes FROM bundles ORDER BY seq DESC LIMIT 1').get()
      const hash = Buffer.from(row?.['hashes'] as Uint8Array)
        .toString('hex')
        .slice(-64)
      db.prepare('UPDATE head SET seq = 40, hash = ?').run(hash)
    },
    /missing|not signed/,
  ],
  [
    'an added entry',
    TODAY,
    'INSERT INTO bundles SELECT 44, zeroblob(32), substr(lines, 1, instr(lines, char(10)) - 1) FROM bundles LIMIT 1',
    /outside of its part/,
  ],
  [
    'an entry added before the first',
    TODAY,
    `INSERT INTO bundles VALUES (3, zeroblob(32), '{}')`,
    /outside of its part/,
  ],
  ['an edited row', YESTERDAY, 'UPDATE calls SET cost = 1 WHERE seq = 2', /row of call call_00 was changed: cost/],
  ['an edited state', YESTERDAY, 'UPDATE calls SET state = 2 WHERE seq = 2', /row of call call_00 was changed: state/],
  ['an edited count', YESTERDAY, 'UPDATE calls SET count = 1 WHERE decision = 1', /changed: count/],
  [
    'an outcome taken from its row',
    YESTERDAY,
    'UPDATE calls SET later = NULL, state = 3, status = NULL WHERE seq = 2',
    /lacks entry/,
  ],
  ['a removed row', YESTERDAY, 'DELETE FROM calls WHERE seq = 4', /row of call call_02 is missing/],
  [
    'an added row',
    YESTERDAY,
    'INSERT INTO calls SELECT seq + 500, time, call_group, decision, code, state, status, reserved, cost, count, count_seq, later FROM calls LIMIT 1',
    /rows of calls that no entry made/,
  ],
  ['an edited group', YESTERDAY, `UPDATE call_groups SET label = 'another'`, /row of call call_00 was changed: label/],
  ['an edited total', YESTERDAY, 'UPDATE spend SET spent = spent - 1', /a total of .* was changed/],
  ['a removed total', TODAY, 'DELETE FROM spend', /totals of .* were changed/],
  [
    'an edited total of a budget',
    TODAY,
    `UPDATE spend SET budgets = replace(budgets, 'bgt_stripe', 'bgt_other')`,
    /a total of/,
  ],
  [
    'an index that hides a call',
    YESTERDAY,
    'DELETE FROM postings WHERE bucket = (SELECT max(bucket) FROM postings)',
    /index of entries/,
  ],
  ['a removed admin row', YESTERDAY, 'DELETE FROM admin', /admin row of entry 1/],
  ['an edited admin row', YESTERDAY, `UPDATE admin SET principal = 'prn_2'`, /admin row of entry 1/],
  ['an edited position', TODAY, 'UPDATE head SET batch = batch + 100', /not signed/],
]

for (const [what, file, change, fault] of CHANGES) {
  test(`verify finds ${what}`, async () => {
    await using recorder = await writtenLog()
    tamper(recorder, file, change)
    const audit = await recorder.open()
    const report = await audit.verify()
    assert.equal(report.ok, false)
    assert.match(report.fault ?? '', fault)
    await audit.close(0)
  })
}

test('an untouched log verifies, and again after it was opened and closed', async () => {
  await using recorder = await writtenLog()
  for (let round = 0; round < 2; round += 1) {
    const audit = await recorder.open()
    assert.deepEqual(await audit.verify(), { ok: true, entries: 43, chains: 1, fault: null })
    await recorder.close(audit)
  }
})

for (const file of [YESTERDAY, TODAY]) {
  test(`verify finds that the file ${file} is gone, also after the log went on`, async () => {
    await using recorder = await writtenLog()
    for (const suffix of ['', '-wal', '-shm'])
      rmSync(join(recorder.dataDir, 'audit', `${file}${suffix}`), { force: true })
    const audit = await recorder.open()
    assert.match((await audit.verify()).fault ?? '', /missing/)
    recorder.record(admit({ id: 'call_later', t: NOON + DAY_MS }))
    assert.equal((await audit.page({ kind: 'call' }, 1, null)).data.length, 1)
    assert.equal((await audit.verify()).ok, false)
    await recorder.close(audit)
    const again = await recorder.open()
    assert.equal((await again.verify()).ok, false)
    await recorder.close(again)
  })
}

test('a checkpoint that is gone, changed or signed with another key is a fault', async () => {
  await using recorder = await writtenLog()
  const path = join(recorder.dataDir, 'audit', 'checkpoint.json')
  const text = readFileSync(path, 'utf8')
  const faultWith = async (change: () => void): Promise<string> => {
    change()
    const audit = await recorder.open()
    const { fault } = await audit.verify()
    await audit.close(0)
    return fault ?? ''
  }
  assert.match(await faultWith(() => rmSync(path)), /checkpoint is missing/)
  assert.match(
    await faultWith(() => writeFileSync(path, text.replace('\\"seq\\":43', '\\"seq\\":42'))),
    /signature is wrong/,
  )
  assert.match(await faultWith(() => writeFileSync(path, 'x')), /cannot be read/)
  writeFileSync(path, text)
  const other = await recorder.open({ key: new Uint8Array(32).fill(8) })
  assert.match((await other.verify()).fault ?? '', /signature is wrong/)
  await other.close(0)
})

test('records that vanish from the journal leave their evidence in the chain', async () => {
  await using recorder = new Recorder()
  const audit = await recorder.open()
  recorder.record(admit({ id: 'call_1' }))
  await recorder.close(audit)
  recorder.record(admit({ id: 'call_2' }))
  recorder.forget(3)
  const again = await recorder.open()
  recorder.record(admit({ id: 'call_3' }))
  assert.equal((await again.page({ kind: 'call' }, 10, null)).data.length, 2)
  assert.match((await again.verify()).fault ?? '', /entry 2 records a fault: batches 2 to 2 vanished/)
  await recorder.close(again)
})

test('a ledger older than the log is told of in the chain, and its new records are not taken for old ones', async () => {
  await using recorder = await writtenLog()
  recorder.forget(4)
  const audit = await recorder.open()
  recorder.record(admit({ id: 'call_new', t: NOON + DAY_MS }))
  assert.equal((await audit.call('call_new'))?.state, 'held')
  assert.match((await audit.verify()).fault ?? '', /the ledger was rolled back from batch 43 to 3/)
  await recorder.close(audit)
})

test('retention drops whole files, keeps their last hash, and verify starts from it', async () => {
  await using recorder = await writtenLog()
  const audit = await recorder.open()
  assert.equal(await audit.dropBefore(instant(NOON)), 0)
  assert.equal(await audit.dropBefore(instant(NOON + 100 * DAY_MS)), 1)
  assert.deepEqual(
    readdirSync(join(recorder.dataDir, 'audit')).filter((name) => name.endsWith('.db')),
    [TODAY],
  )
  assert.deepEqual(await audit.verify(), { ok: true, entries: 22, chains: 1, fault: null })
  assert.equal(await audit.call('call_00'), null)
  // A call whose row was dropped still ends, as an entry without a row.
  recorder.record(outcome({ id: 'call_09', t: NOON + DAY_MS }))
  assert.equal((await audit.verify()).fault, null)
  await recorder.close(audit)
  const again = await recorder.open()
  assert.equal((await again.verify()).fault, null)
  await recorder.close(again)
})

test('a record that cannot be read is kept and told of, and what follows it is recorded', async () => {
  await using recorder = new Recorder()
  const audit = await recorder.open()
  recorder.record(admit({ id: 'call_1' }))
  recorder.recordText('{"k":"admit","f":{bad}}')
  recorder.record(outcome({ id: 'call_1' }))
  assert.equal((await audit.call('call_1'))?.state, 'settled')
  assert.match((await audit.verify()).fault ?? '', /entry 2 records a fault: a record that cannot be read/)
})
