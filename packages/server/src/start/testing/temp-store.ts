/** The real SQLite store in a folder of its own. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Store } from '@keybrake/ledger'
import { openSqliteStore } from '@keybrake/ledger/sqlite'
import { Keyring } from '../../vault/keyring.ts'

export interface TempStore extends AsyncDisposable {
  readonly dataDir: string
  readonly store: Store
  readonly keyring: Keyring
}

export async function tempStore(): Promise<TempStore> {
  const dataDir = await mkdtemp(join(tmpdir(), 'keybrake-start-'))
  const keyring = new Keyring(Buffer.alloc(32, 7))
  const store = await openSqliteStore({ dataDir, checkpointKey: keyring.checkpoint })
  return {
    dataDir,
    store,
    keyring,
    async [Symbol.asyncDispose]() {
      await store.close()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}
