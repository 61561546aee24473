import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, test } from 'node:test'
import { migrate } from '../../migrate.ts'
import { nameHash } from '../name-hash.ts'
import { HoldIndex } from './hold-index.ts'

const ERA = 32_768
const NAME = 'a name of the past'

let folder = ''
let db: DatabaseSync
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'keybrake-index-'))
  db = new DatabaseSync(join(folder, 'ledger.db'))
  migrate(db, new URL('../../migrations/', import.meta.url))
  db.exec('BEGIN')
  const insert = db.prepare("INSERT INTO holds (seq, id, identity, record) VALUES (?, ?, ?, '[]')")
  // Three eras, and more of one than is learned at once.
  for (let seq = 1; seq <= 2.5 * ERA; seq++) insert.run(seq, `call_${seq}`, nameHash(seq === 7 ? NAME : `name ${seq}`))
  db.exec('COMMIT')
})
afterEach(() => {
  if (db.isOpen) db.close()
  rmSync(folder, { recursive: true })
})

test('what rows hold is learned in steps; from then on a new name asks none', () => {
  const index = new HoldIndex(db, 'identity', 2.5 * ERA, () => null)
  let steps = 1
  while (!index.learn()) steps++
  assert.ok(steps > 2.5 * (ERA / 2_000), `${steps} steps`)
  db.close()
  let asked = 0
  for (let name = 0; name < 1_000; name++) {
    try {
      assert.deepEqual(index.ids(`new name ${name}`), [])
    } catch {
      asked++
    }
  }
  assert.ok(asked < 50, `${asked} of 1,000 new names asked the rows`)
  assert.throws(() => index.ids(NAME), 'a name that rows hold is looked for in them')
})

test('before all is learned, every name asks the rows', () => {
  const index = new HoldIndex(db, 'identity', 2.5 * ERA, () => null)
  assert.equal(index.learn(), false)
  db.close()
  assert.throws(() => index.ids('new name'))
})
