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
 * @throws FolderLockedError
 */
export function lockFolder(dataDir: string, waitMsMax: number): () => void {
  const file = new DatabaseSync(join(dataDir, 'lock.db'), { timeout: waitMsMax })
  try {
    // Held for as long as the file is open: never committed, and nothing is ever written in it.
    file.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    file.close()
    if ((error as { errcode?: number }).errcode === SQLITE_BUSY) throw new FolderLockedError(dataDir)
    throw error
  }
  return () => file.close()
}

const SQLITE_BUSY = 5
