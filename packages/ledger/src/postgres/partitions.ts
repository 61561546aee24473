/** The log's table in parts, by the numbers of commits, so that its beginning can be dropped without a look at its rows. */
import type { Session } from './session.ts'

/** Commits in one part. */
const SIZE = 1_000_000
const TO = /TO \('(\d{1,15})'\)$/

export const partitionOf = (number: number): number => Math.floor(number / SIZE)

export async function makePartition(session: Session, partition: number): Promise<void> {
  const from = partition * SIZE
  await session.all(`CREATE TABLE IF NOT EXISTS keybrake_log_${partition} PARTITION OF keybrake_log
    FOR VALUES FROM (${from}) TO (${from + SIZE})`)
}

/** Drops every part of the log that ends with this commit or before. Other stores go on meanwhile. */
export async function dropPartitions(session: Session, number: number): Promise<void> {
  const rows = await session.all(
    `SELECT inhrelid::regclass::text AS name, pg_get_expr(relpartbound, child.oid) AS bounds
      FROM pg_inherits JOIN pg_class AS child ON child.oid = inhrelid
      WHERE inhparent = 'keybrake_log'::regclass`,
  )
  for (const { name, bounds } of rows) {
    const [, to] = TO.exec(String(bounds)) ?? []
    if (to !== undefined && Number.parseInt(to, 10) <= number + 1) await session.all(`DROP TABLE ${String(name)}`)
  }
}
