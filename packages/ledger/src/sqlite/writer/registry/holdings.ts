/** What a principal has out there: its live keys and what they may still spend. */
import type { MicroUsd } from '@keybrake/core'
import { integer, time } from '../columns.ts'
import type { RegistryVerbs } from '../verb.ts'
import { outstanding } from './outstanding.ts'
import { prepared } from './prepared.ts'

/** Calls wait while this is worked out, so it stops here: counting reads an index, a sum reads every key. */
const COUNTED_MAX = 100_000
const SUMMED_MAX = 1_000

const LIVE_KEYS = `SELECT count(*) AS count FROM (SELECT 1 FROM keys
  WHERE principal_id = ? AND revoked_at IS NULL AND expires_at > ? LIMIT ${COUNTED_MAX})`
const NEWEST_KEY = 'SELECT created_at FROM keys WHERE principal_id = ? ORDER BY seq DESC LIMIT 1'

export const holdings: RegistryVerbs['holdings'] = (unit, principalId, given) => {
  const at = unit.time(given)
  unit.keys.flush()
  const row = prepared(unit.db, LIVE_KEYS).get(principalId, at)
  const liveKeys = row === undefined ? 0 : integer(row, 'count')
  const newest = prepared(unit.db, NEWEST_KEY).get(principalId)
  return {
    liveKeys,
    outstanding: liveKeys > SUMMED_MAX ? null : (outstanding(unit, principalId, null, at) as MicroUsd | null),
    lastIssuedAt: newest === undefined ? null : time(newest, 'created_at'),
  }
}
