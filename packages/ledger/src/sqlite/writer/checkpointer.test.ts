/** The write-ahead log begins anew, although commits go on while it is copied, and others read it. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { Checkpointer } from './checkpointer.ts'
import { LEDGER_FILE, openDatabase } from './database.ts'

const EVERY_MS = 10
const ROUNDS = 8
/** Changed pages of a round, so that a copy takes longer than commits are apart. */
const ROWS = 20_000

const root = mkdtempSync(join(tmpdir(), 'keybrake-checkpoint-'))
after(() => rmSync(root, { recursive: true, force: true }))

test('a log that is written to at any time does not grow without end', async () => {
  const folder = mkdtempSync(join(root, 'busy-'))
  const db = openDatabase(folder)
  db.exec('CREATE TABLE many (id INTEGER PRIMARY KEY, text TEXT); CREATE TABLE some (id INTEGER PRIMARY KEY)')
  const fill = db.prepare(`WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${ROWS})
    INSERT OR REPLACE INTO many SELECT i, hex(randomblob(200)) FROM n`)
  const add = db.prepare('INSERT INTO some DEFAULT VALUES')
  const checkpointer = new Checkpointer(folder)
  const sizes: number[] = []
  let commits = 0
  for (let round = 0; round < ROUNDS; round++) {
    fill.run()
    const copied = Promise.withResolvers<void>()
    checkpointer.run(0, () => copied.resolve())
    while (checkpointer.isRunning) {
      add.run()
      commits++
      await sleep(EVERY_MS)
    }
    await copied.promise
    sizes.push(statSync(join(folder, `${LEDGER_FILE}-wal`)).size)
  }
  await checkpointer.close()
  db.close()
  assert.ok(commits > 2 * ROUNDS, `${commits} commits while the log was copied`)
  const [first = 0, last = 0] = [sizes[0], sizes.at(-1)]
  assert.ok(last < 3 * first, `the log grew from ${first} to ${last} bytes`)
})

test('a log that could not begin anew because somebody read it is copied again with the next rows', async () => {
  const folder = mkdtempSync(join(root, 'read-'))
  const db = openDatabase(folder)
  db.exec('CREATE TABLE some (id INTEGER PRIMARY KEY)')
  const add = (): void => db.exec('INSERT INTO some DEFAULT VALUES')
  const checkpointer = new Checkpointer(folder)
  const copy = (): Promise<void> => new Promise((resolve) => checkpointer.run(0, resolve))
  add()
  const reader = new DatabaseSync(join(folder, LEDGER_FILE), { readOnly: true })
  reader.exec('BEGIN')
  reader.prepare('SELECT count(*) FROM some').get()
  await copy()
  add()
  reader.exec('COMMIT')
  assert.equal(checkpointer.isDue(1), true, 'it was read when it might have begun anew')
  await copy()
  add()
  assert.equal(checkpointer.isDue(1), false, 'it has begun anew')
  add()
  assert.equal(checkpointer.isDue(1), false)
  reader.close()
  await checkpointer.close()
  db.close()
})
