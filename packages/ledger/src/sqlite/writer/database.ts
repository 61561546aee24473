import { closeSync, fdatasync, fdatasyncSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { lockFolder } from '../folder-lock.ts'
import { migrate } from '../migrate.ts'

export const LEDGER_FILE = 'ledger.db'

const LOCK_WAIT_MS = 2000
const PAGE_BYTES = 4096

/**
 * Opens the ledger for its one writer. A commit is in the write-ahead log when it returns and survives the process; what has to
 * survive a power cut is synced by `WalSync`, from the thread pool. The log is copied into the file by `Checkpointer`, in a
 * thread of its own.
 *
 * Its cache (16 MB) is small: what is written to lies close together, and the system keeps the rest of the file. More is not
 * better, as SQLite looks at every page it keeps when a transaction ends in which two pages of an index changed places.
 *
 * @param bytesMax at most so many bytes in the file: how tests see a full disk
 */
export function openDatabase(dataDir: string, bytesMax?: number): DatabaseSync {
  const db = new DatabaseSync(join(dataDir, LEDGER_FILE))
  db.exec(`
    PRAGMA page_size = 4096;
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = NORMAL;
    PRAGMA journal_size_limit = -1;
    PRAGMA wal_autocheckpoint = 0;
    PRAGMA cache_size = -16384;
    PRAGMA temp_store = MEMORY;
  `)
  migrate(db, new URL('../migrations/', import.meta.url))
  // A pragma takes no bound parameters.
  const bound = `PRAGMA max_page_count = ${Math.trunc((bytesMax ?? 0) / PAGE_BYTES)}`
  if (bytesMax !== undefined) db.exec(bound)
  return db
}

/** Syncs what SQLite wrote to its write-ahead log. Together with `synchronous = NORMAL` that is what `FULL` does on every commit. */
export class WalSync {
  readonly #fd: number

  /** @param dataDir its ledger is open, so its log is there and stays */
  constructor(dataDir: string) {
    this.#fd = openSync(join(dataDir, `${LEDGER_FILE}-wal`), 'r+')
  }

  /** Calls back when every transaction committed so far survives a power cut, or with the reason why nobody knows. */
  sync(done: (error: Error | null) => void): void {
    fdatasync(this.#fd, done)
  }

  /** The same, while nothing else goes on: when the ledger opens. */
  syncNow(): void {
    fdatasyncSync(this.#fd)
  }

  close(): void {
    closeSync(this.#fd)
  }
}

/**
 * Keeps every other process out of the folder: records live in this one's memory, so a second writer would work on old
 * ones. The lock is the operating system's and ends with the process.
 */
export const lockLedger = (dataDir: string): (() => void) => lockFolder(dataDir, LOCK_WAIT_MS, 'ledger.lock')
