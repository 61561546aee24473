/** The store of a Keybrake that does not run: what `keybrake audit verify --stopped` and `keybrake recover` work on. */
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Store } from '@keybrake/ledger'
import { openPostgresStore } from '@keybrake/ledger/postgres'
import { FolderLockedError, lockFolder, openSqliteStore } from '@keybrake/ledger/sqlite'
import type { Config } from '../config.ts'
import { SetupError } from '../setup-error.ts'
import { checkMasterKey } from '../start/master-key-check.ts'
import { Keyring } from '../vault/keyring.ts'
import { loadMasterKey, MASTER_KEY_FILE } from '../vault/master-key.ts'

const LOCK_WAIT_MS_MAX = 2_000
const LEDGER_FILE = 'ledger.db'

export interface Books {
  readonly store: Store
  readonly keyring: Keyring
  readonly dataDir: string
  readonly close: () => Promise<void>
}

/**
 * Opens it as a start would: what a crash left is put in order first. Makes nothing that is not there.
 *
 * @throws SetupError where there is no such folder, where its process runs, or where the master key is another
 */
export async function openBooks(config: Config): Promise<Books> {
  const dataDir = resolve(config.dataDir)
  if (config.databaseUrl === null) needFiles(dataDir, config.masterKey === null)
  const unlock = lock(dataDir)
  try {
    const keyring = new Keyring(loadMasterKey(config.masterKey?.reveal() ?? null, dataDir).key)
    const store = await openStore(config, dataDir, keyring.checkpoint)
    await checkMasterKey(store.registry, keyring).catch(async (error: unknown) => {
      await store.close()
      throw error
    })
    const close = async (): Promise<void> => {
      await store.close()
      unlock()
    }
    return { store, keyring, dataDir, close }
  } catch (error) {
    unlock()
    throw error
  }
}

function needFiles(dataDir: string, needsKey: boolean): void {
  if (!existsSync(join(dataDir, LEDGER_FILE)))
    throw new SetupError(`KEYBRAKE_DATA_DIR: ${dataDir} holds no ledger (there is no ${LEDGER_FILE})`)
  if (needsKey && !existsSync(join(dataDir, MASTER_KEY_FILE)))
    throw new SetupError(`KEYBRAKE_MASTER_KEY is not set, and ${dataDir} holds no ${MASTER_KEY_FILE}`)
}

function lock(dataDir: string): () => void {
  try {
    return lockFolder(dataDir, LOCK_WAIT_MS_MAX)
  } catch (error) {
    if (error instanceof FolderLockedError) throw new SetupError(`${error.message}; stop it first`)
    const { code } = error as NodeJS.ErrnoException
    throw new SetupError(`KEYBRAKE_DATA_DIR: the folder ${dataDir} cannot be opened (${code ?? 'error'})`)
  }
}

async function openStore(
  { databaseUrl, durability }: Config,
  dataDir: string,
  checkpointKey: Uint8Array,
): Promise<Store> {
  if (databaseUrl === null) return openSqliteStore({ dataDir, checkpointKey, durability })
  try {
    return await openPostgresStore({ url: databaseUrl.reveal(), dataDir, checkpointKey })
  } catch (error) {
    throw new SetupError(`KEYBRAKE_DATABASE_URL: ${error instanceof Error ? error.message : String(error)}`)
  }
}
