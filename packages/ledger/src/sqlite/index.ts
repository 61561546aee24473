/** The embedded store: SQLite and a journal in the data folder, written by the thread of the calls; the audit log has its own. */
import { mkdirSync } from 'node:fs'
import type { SqliteStoreOptions, Store } from '../store.ts'
import { openEmbedded } from './embedded.ts'

export { FolderLockedError, lockFolder } from './folder-lock.ts'

export async function openSqliteStore(options: SqliteStoreOptions): Promise<Store> {
  const { dataDir, checkpointKey, durability = 'commit', bytesMax, unwrittenMax } = options
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const leases = durability === 'lease' ? {} : undefined
  const { store } = await openEmbedded({ dataDir, leases, bytesMax, unwrittenMax }, checkpointKey)
  return store
}
