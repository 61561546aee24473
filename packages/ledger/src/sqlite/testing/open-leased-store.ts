import type { Store } from '../../index.ts'
import { openSqliteStore } from '../index.ts'

/** The SQLite store with leases as its tests open it. */
export const openStore = (dataDir: string): Promise<Store> =>
  openSqliteStore({ dataDir, checkpointKey: new Uint8Array(32).fill(7), durability: 'lease' })
