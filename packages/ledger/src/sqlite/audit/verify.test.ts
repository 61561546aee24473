import assert from 'node:assert/strict'
import { appendFileSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
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

type Change = string | ((db: DatabaseSync, entries: string) => void)

/** Changes a file as somebody with access to the disk could. */
function tamper(recorder: Recorder, file: string, change: Change): void {
  const path = join(recorder.dataDir, 'audit', file)
  const db = new DatabaseSync(path)
  db.exec('DROP TRIGGER entries_never_change; DROP TRIGGER entries_never_go')
  if (typeof change === 'string') db.exec(change)
  else change(db, path.replace('.db', '.entries'))
  db.close()
}

interface Entries {
  lines: string[]
  hashes: string[]
}

const HASH_CHARS = 64

/** Changes the text of a file's entries; `at` is the place of an entry in it. The database says nothing of it. */
const inText =
  (seq: number, change: (entries: Entries, at: number) => void) =>
  (db: DatabaseSync, path: string): void => {
    const text = readFileSync(path, 'utf8').split('\n').slice(0, -1)
    const entries = {
      lines: text.map((line) => line.slice(0, -HASH_CHARS - 1)),
      hashes: text.map((line) => line.slice(-HASH_CHARS)),
    }
    const first = db.prepare('SELECT first_seq FROM head').get()?.['first_seq']
    change(entries, seq - Number(first))
    writeFileSync(path, entries.lines.map((line, index) => `${line} ${entries.hashes[index]}\n`).join(''))
  }

/** The same, and the database then says where everything is. */
const inBundles =
  (seq: number, change: (entries: Entries, at: number) => void) =>
  (db: DatabaseSync, path: string): void => {
    inText(seq, change)(db, path)
    const text = readFileSync(path)
    const count = text.toString().split('\n').length - 1
    db.exec('DELETE FROM bundles WHERE seq > (SELECT min(seq) FROM bundles)')
    db.prepare('UPDATE bundles SET count = ?, bytes = ?').run(count, text.byteLength)
  }

const ROW_BYTES = 44
const COST_AT = 24
const LATER_AT = 36

/** Changes the rows of calls that ended at once; the first of them is of call_00. */
const inEnded =
  (change: (rows: Uint8Array) => Uint8Array) =>
  (db: DatabaseSync): void => {
    const row = db.prepare('SELECT seq, rows FROM ended_calls').get()
    assert.ok(row !== undefined)
    db.prepare('UPDATE ended_calls SET rows = ? WHERE seq = ?').run(
      change(row['rows'] as Uint8Array),
      row['seq'] as number,
    )
  }

/** The text with one byte that UTF-8 does not have. */
function changedByte(text: Buffer): Buffer {
  text[text.indexOf(',')] = 0xff
  return text
}

/** Removes entry 41 and what follows. */
const cutOff = inBundles(40, (entries, at) => {
  entries.lines.length = at + 1
  entries.hashes.length = at + 1
})

const CHANGES: readonly (readonly [what: string, file: string, change: Change, fault: RegExp])[] = [
  [
    'a changed byte',
    YESTERDAY,
    inText(5, ({ lines }, at) => {
      lines[at] = String(lines[at]).replaceAll('29990000', '19990000')
    }),
    /entry 5 was changed/,
  ],
  [
    'a changed hash',
    YESTERDAY,
    inText(7, ({ hashes }, at) => {
      hashes[at] = '0'.repeat(64)
    }),
    /entry 7 was changed/,
  ],
  [
    'a removed entry',
    YESTERDAY,
    inText(6, ({ lines, hashes }, at) => {
      lines.splice(at, 1)
      hashes.splice(at, 1)
    }),
    /entry 6 was changed or moved/,
  ],
  ['a removed bundle', YESTERDAY, 'DELETE FROM bundles', /entry 1 is missing/],
  [
    'two entries that changed places',
    YESTERDAY,
    inText(3, ({ lines }, at) => {
      lines.splice(at, 2, String(lines[at + 1]), String(lines[at]))
    }),
    /entry 3 was changed or moved/,
  ],
  [
    'a removed entry whose bundle was made to fit',
    YESTERDAY,
    inBundles(6, ({ lines, hashes }, at) => {
      lines.splice(at, 1)
      hashes.splice(at, 1)
    }),
    /entry 6 was changed or moved/,
  ],
  [
    'a byte that is none of UTF-8',
    YESTERDAY,
    (_, path) => writeFileSync(path, changedByte(readFileSync(path))),
    /entry 1 was changed/,
  ],
  ['a last line without its end', YESTERDAY, (_, path) => truncateSync(path, statSync(path).size - 1), /missing/],
  ['bundles that say another place', YESTERDAY, 'UPDATE bundles SET at = at + 1', /outside of its part|changed/],
  ['an end cut off', TODAY, cutOff, /missing|not its own/],
  [
    'an end cut off with its head',
    TODAY,
    (db, path) => {
      cutOff(db, path)
      const text = readFileSync(path, 'latin1')
      db.prepare('UPDATE head SET seq = 40, hash = ?, bytes = ?').run(text.slice(-65, -1), text.length)
    },
    /missing|not signed/,
  ],
  ['an added entry', YESTERDAY, (_, path) => appendFileSync(path, `{} ${'0'.repeat(64)}\n`), /outside of its part/],
  [
    'an added entry that a bundle holds',
    TODAY,
    (db, path) => {
      const at = statSync(path).size
      appendFileSync(path, `{} ${'0'.repeat(64)}\n`)
      db.prepare('INSERT INTO bundles VALUES (44, 1, ?, 68)').run(at)
    },
    /outside of its part/,
  ],
  ['an entry added before the first', TODAY, 'INSERT INTO bundles VALUES (3, 1, 0, 68)', /outside of its part/],
  ['an edited row', YESTERDAY, 'UPDATE calls SET cost = 1 WHERE seq = 10', /row of call call_08 was changed: cost/],
  ['an edited state', YESTERDAY, 'UPDATE calls SET state = 2 WHERE seq = 10', /row of call call_08 was changed: state/],
  ['an edited count', YESTERDAY, 'UPDATE calls SET count = 1 WHERE decision = 1', /a total of .* was changed/],
  [
    'an edited count with its total',
    YESTERDAY,
    `UPDATE calls SET count = 1 WHERE decision = 1; UPDATE spend SET refusals = replace(refusals, ',1,5]', ',1,1]')`,
    /changed: count/,
  ],
  [
    'an outcome taken from its row',
    YESTERDAY,
    'UPDATE calls SET later = NULL, state = 3, status = NULL WHERE seq = 10',
    /lacks entry/,
  ],
  ['a removed row', YESTERDAY, 'DELETE FROM calls WHERE seq = 11', /row of call call_09 is missing/],
  [
    'an edited row among those that ended',
    YESTERDAY,
    inEnded((rows) => Buffer.from(rows).fill(1, COST_AT, COST_AT + 1)),
    /row of call call_00 was changed: cost/,
  ],
  [
    'an outcome taken from a row among those that ended',
    YESTERDAY,
    inEnded((rows) => Buffer.from(rows).fill(0, LATER_AT, LATER_AT + 4)),
    /row of call call_00 was changed: state/,
  ],
  [
    'a removed row among those that ended',
    YESTERDAY,
    inEnded((rows) => rows.subarray(ROW_BYTES)),
    /row of call call_00 is missing/,
  ],
  [
    'an added row among those that ended',
    YESTERDAY,
    inEnded((rows) => Buffer.concat([rows, rows.subarray(-ROW_BYTES)])),
    /rows of calls that no entry made/,
  ],
  [
    'an added row',
    YESTERDAY,
    'INSERT INTO calls SELECT seq + 500, time, call_group, decision, code, state, status, reserved, cost, count, count_seq, later FROM calls LIMIT 1',
    /rows of calls that no entry made/,
  ],
  ['an edited group', YESTERDAY, `UPDATE call_groups SET label = 'another'`, /row of call call_00 was changed: label/],
  ['an edited total', YESTERDAY, 'UPDATE spend SET spent = spent - 1', /a total of .* was changed/],
  ['edited refusals', TODAY, `UPDATE spend SET refusals = '[["cap_exhausted",1,9]]'`, /a total of .* was changed/],
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
    const path = join(recorder.dataDir, 'audit', file)
    for (const suffix of ['', '-wal', '-shm']) rmSync(`${path}${suffix}`, { force: true })
    const text = path.replace('.db', '.entries')
    const entries = readFileSync(text)
    const audit = await recorder.open()
    assert.match((await audit.verify()).fault ?? '', /missing/)
    recorder.record(admit({ id: 'call_later', t: NOON + DAY_MS }))
    assert.equal((await audit.page({ kind: 'call' }, 1, null)).data.length, 1)
    assert.equal((await audit.verify()).ok, false)
    await recorder.close(audit)
    const again = await recorder.open()
    assert.equal((await again.verify()).ok, false)
    await recorder.close(again)
    // Its entries, which stand beside it, were not written over.
    assert.deepEqual(readFileSync(text), entries)
  })
}

test('verify finds that the text of a file is gone', async () => {
  for (const file of [YESTERDAY, TODAY]) {
    await using recorder = await writtenLog()
    rmSync(join(recorder.dataDir, 'audit', file.replace('.db', '.entries')))
    const audit = await recorder.open()
    assert.match((await audit.verify()).fault ?? '', /missing|not its own/)
    await recorder.close(audit)
  }
})

test('what a commit that was cut off left behind the last entry is written over', async () => {
  await using recorder = await writtenLog()
  appendFileSync(join(recorder.dataDir, 'audit', TODAY.replace('.db', '.entries')), `{"k":"admit"${' '.repeat(5_000)}`)
  const audit = await recorder.open()
  recorder.record(admit({ id: 'call_late', t: NOON + DAY_MS }))
  assert.equal((await audit.call('call_late'))?.state, 'held')
  assert.equal((await audit.verify()).fault, null)
  // The file ends, and nothing that is no entry stays in it.
  recorder.record(admit({ id: 'call_next', t: NOON + 2 * DAY_MS }))
  assert.deepEqual(await audit.verify(), { ok: true, entries: 45, chains: 1, fault: null })
  await recorder.close(audit)
})

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
