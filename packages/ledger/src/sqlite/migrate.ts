/** Numbered, forward-only migrations. The schema's version is `PRAGMA user_version`; old code refuses a newer one. */
import { readdirSync, readFileSync } from 'node:fs'
import type { DatabaseSync } from 'node:sqlite'

const FILE = /^([0-9]{4})-[a-z0-9-]+\.sql$/

export function migrate(db: DatabaseSync, folder: URL): void {
  const files = readdirSync(folder)
    .filter((name) => FILE.test(name))
    .sort()
  const present = versionOf(db)
  if (present > files.length) {
    throw new Error(`the data folder has schema ${present}; this program knows up to ${files.length}: use a newer one`)
  }
  for (const [index, name] of files.entries()) {
    if (index < present) continue
    const sql = readFileSync(new URL(name, folder), 'utf8')
    const version = Number.parseInt(name.slice(0, 4), 10)
    if (version !== index + 1) throw new Error(`migration ${name} is out of order`)
    // The version is part of the same commit: a crash leaves all of a migration or none.
    const bump = `PRAGMA user_version = ${version};`
    db.exec(['BEGIN IMMEDIATE;', sql, bump, 'COMMIT;'].join('\n'))
  }
}

function versionOf(db: DatabaseSync): number {
  const row = db.prepare('PRAGMA user_version').get()
  return typeof row?.['user_version'] === 'number' ? row['user_version'] : 0
}
