import { equal, throws } from 'node:assert/strict'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { migrate } from './migrate.ts'

const folder = new URL('./migrations/', import.meta.url)

test('a fresh file gets every table, and a second run changes nothing', () => {
  const db = new DatabaseSync(':memory:')
  migrate(db, folder)
  const schema = () => JSON.stringify(db.prepare('SELECT name, sql FROM sqlite_schema ORDER BY name').all())
  const before = schema()
  migrate(db, folder)
  equal(schema(), before)
  equal(db.prepare('SELECT count(*) AS n FROM holds').get()?.['n'], 0)
})

test('a schema newer than this program is refused', () => {
  const db = new DatabaseSync(':memory:')
  db.exec('PRAGMA user_version = 9000')
  throws(() => migrate(db, folder), /use a newer one/)
})
