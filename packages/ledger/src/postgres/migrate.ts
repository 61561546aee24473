/** Brings a database to this program's schema: one program at a time, and never one of a newer program. */
import { readdirSync, readFileSync } from 'node:fs'
import type { Session } from './session.ts'

/** Any number, the same for every program: whoever migrates holds this lock. */
const LOCK = 4_862_071_913

const MIGRATIONS = new URL('./migrations/', import.meta.url)

/** @throws Error where the schema is newer than this program */
export async function migrate(session: Session): Promise<void> {
  const files = readdirSync(MIGRATIONS)
    .filter((name) => name.endsWith('.sql'))
    .sort()
  await session.all('BEGIN')
  try {
    await session.all(`SELECT pg_advisory_xact_lock(${LOCK})`)
    await session.all('CREATE TABLE IF NOT EXISTS keybrake_schema (version integer PRIMARY KEY)')
    const [row] = await session.all('SELECT coalesce(max(version), 0) AS version FROM keybrake_schema')
    const version = Number.parseInt(String(row?.['version']), 10)
    if (version > files.length)
      throw new Error(
        `the database has schema ${version}; this version of keybrake knows ${files.length}: update keybrake`,
      )
    for (const [index, name] of files.entries()) {
      if (index < version) continue
      await session.all(readFileSync(new URL(name, MIGRATIONS), 'utf8'))
      await session.all(`INSERT INTO keybrake_schema (version) VALUES (${index + 1})`)
    }
    await session.all('COMMIT')
  } catch (error) {
    await session.all('ROLLBACK').catch(() => undefined)
    throw error
  }
}
