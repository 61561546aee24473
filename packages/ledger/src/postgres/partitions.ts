/** The log's table in parts, by the numbers of commits, so that its beginning can be dropped without a look at its rows. */
import { isLockTimeout, type Session } from './session.ts'

/** Commits in one part. */
const SIZE = 1_000_000
/** All commits wait meanwhile. */
const DROP_WAITS_MS = 250
const TO = /TO \('(\d{1,15})'\)$/

export const partitionOf = (number: number): number => Math.floor(number / SIZE)

/**
 * Within the transaction of the partition's first commit, where it is not there yet. A table that is made by itself and attached does
 * not wait for those who read the log, as a dump does for minutes; one that is made as a partition would.
 */
export async function makePartition(session: Session, partition: number): Promise<void> {
  const from = partition * SIZE
  const name = `keybrake_log_${partition}`
  const [found] = await session.all('SELECT to_regclass($1)::text AS name', [name])
  if (found?.['name'] !== null) return
  await session.all(`CREATE TABLE ${name} (LIKE keybrake_log INCLUDING ALL);
    ALTER TABLE keybrake_log ATTACH PARTITION ${name} FOR VALUES FROM (${from}) TO (${from + SIZE})`)
}

/**
 * Drops every part of the log that ends with this commit or before. Other stores go on meanwhile: they wait for it no longer than it
 * waits for somebody who reads the log, and then it is dropped another time.
 */
export async function dropPartitions(session: Session, number: number): Promise<void> {
  const rows = await session.all(
    `SELECT inhrelid::regclass::text AS name, pg_get_expr(relpartbound, child.oid) AS bounds
      FROM pg_inherits JOIN pg_class AS child ON child.oid = inhrelid
      WHERE inhparent = 'keybrake_log'::regclass`,
  )
  for (const { name, bounds } of rows) {
    const [, to] = TO.exec(String(bounds)) ?? []
    if (to !== undefined && Number.parseInt(to, 10) <= number + 1) await dropTable(session, String(name))
  }
}

async function dropTable(session: Session, name: string): Promise<void> {
  try {
    await session.all(`BEGIN; SET LOCAL lock_timeout = ${DROP_WAITS_MS}; DROP TABLE ${name}; COMMIT`)
  } catch (error) {
    await session.all('ROLLBACK')
    if (!isLockTimeout(error)) throw error
  }
}
