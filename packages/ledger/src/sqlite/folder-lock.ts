/** One process per data folder: a lock that the operating system takes back when the process dies, however it dies. */
import { DatabaseSync } from 'node:sqlite'
import { join } from 'node:path'

export class FolderLockedError extends Error {
  constructor(dataDir: string) {
    super(`the data folder ${dataDir} is in use by another process`)
    this.name = 'FolderLockedError'
  }
}

/**
 * Takes the folder's lock, waiting for its holder up to `waitMsMax`. Returns what gives it back.
 *
 * @param file which lock: the server takes one before it makes keys in the folder, each store one of its own
 * @throws FolderLockedError
 */
export function lockFolder(dataDir: string, waitMsMax: number, file = 'lock.db'): () => void {
  const lock = new DatabaseSync(join(dataDir, file), { timeout: waitMsMax })
  try {
    // Held for as long as the file is open: never committed, and nothing is ever written in it.
    lock.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    lock.close()
    if ((error as { errcode?: number }).errcode === SQLITE_BUSY) throw new FolderLockedError(dataDir)
    throw error
  }
  return () => lock.close()
}

const SQLITE_BUSY = 5
