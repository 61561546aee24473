/**
 * Set-ups in which a database can go back to an earlier state behind the ledger's back: a commit that was answered is then
 * gone, and what it counted is spent a second time.
 */
import pg from 'pg'

export interface RollbackRisk {
  readonly what: string
  /** Names that an operator should read and others need not; null: none. */
  readonly which: string | null
  readonly fix: string
}

const CONNECT_MS = 5_000

const STATE = `
  SELECT pg_is_in_recovery() AS standby, current_setting('fsync') AS fsync,
    current_setting('full_page_writes') AS full_page_writes, current_setting('synchronous_commit') AS synchronous_commit,
    current_setting('synchronous_standby_names') AS standby_names,
    (SELECT string_agg(application_name || ' (' || sync_state || ')', ', ' ORDER BY application_name)
       FROM pg_stat_replication WHERE sync_state NOT IN ('sync', 'quorum')) AS async_standbys,
    (SELECT count(*)::integer FROM pg_stat_replication WHERE sync_state IS NULL) AS hidden_standbys`

interface State {
  readonly standby: boolean
  readonly fsync: string
  readonly full_page_writes: string
  readonly synchronous_commit: string
  readonly standby_names: string
  readonly async_standbys: string | null
  /** Of which this user may not see more than that they are there. */
  readonly hidden_standbys: number
}

/** @throws Error where the server cannot be asked */
export async function rollbackRisks(url: string): Promise<readonly RollbackRisk[]> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: CONNECT_MS,
    query_timeout: CONNECT_MS,
  })
  // A server that goes away meanwhile is told by the query.
  client.on('error', () => undefined)
  await client.connect()
  try {
    const { rows } = await client.query<State>(STATE)
    const [state] = rows
    return state === undefined ? [] : risksOf(state)
  } finally {
    await client.end()
  }
}

function risksOf(state: State): readonly RollbackRisk[] {
  const risks: RollbackRisk[] = []
  const add = (what: string, fix: string, which: string | null = null): void => void risks.push({ what, which, fix })
  if (state.standby) add('the server is a standby', 'point KEYBRAKE_DATABASE_URL at the primary')
  if (state.fsync !== 'on') add('fsync is off: a power cut takes commits that were answered', 'set fsync = on')
  if (state.full_page_writes !== 'on')
    add(
      'full_page_writes is off: a power cut can tear pages',
      'set full_page_writes = on, unless the file system never tears',
    )
  if (state.async_standbys !== null)
    add(
      'commits do not wait for every standby: where one of those takes over, money that was spent is not counted',
      'name them in synchronous_standby_names, or never promote them (after it happened: keybrake recover)',
      state.async_standbys,
    )
  if (state.hidden_standbys > 0)
    add(
      `${state.hidden_standbys} standbys follow, and this user may not see whether commits wait for them`,
      'GRANT pg_read_all_stats to the user of KEYBRAKE_DATABASE_URL, and run this again',
    )
  if (state.standby_names !== '' && state.synchronous_commit === 'local')
    add('synchronous_commit is local: commits do not wait for the standby', 'set synchronous_commit = on')
  return risks
}
