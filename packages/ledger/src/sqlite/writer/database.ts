import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { lockFolder } from '../folder-lock.ts'
import { migrate } from '../migrate.ts'

export const LEDGER_FILE = 'ledger.db'

const LOCK_WAIT_MS = 2000

/** Opens the ledger for its one writer. Every commit is on disk before it is answered. */
export function openDatabase(dataDir: string, pagesMax: number | null): DatabaseSync {
  const db = new DatabaseSync(join(dataDir, LEDGER_FILE))
  db.exec(`
    PRAGMA page_size = 4096;
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    PRAGMA journal_size_limit = -1;
    PRAGMA wal_autocheckpoint = 8000;
    PRAGMA cache_size = -65536;
    PRAGMA temp_store = MEMORY;
  `)
  migrate(db, new URL('../migrations/', import.meta.url))
  // A pragma takes no bound parameters.
  const bound = `PRAGMA max_page_count = ${Math.trunc(pagesMax ?? 0)}`
  if (pagesMax !== null) db.exec(bound)
  return db
}

/**
 * Keeps every other process out of the folder: records live in this one's memory, so a second writer would work on old
 * ones. The lock is the operating system's and ends with the process.
 */
export const lockLedger = (dataDir: string): (() => void) => lockFolder(dataDir, LOCK_WAIT_MS, 'ledger.lock')
