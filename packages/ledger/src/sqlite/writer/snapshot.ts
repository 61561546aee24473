/** A whole ledger.db as of one commit: where a replica begins whose log no longer has the commits before. */
import { join } from 'node:path'
import { backup, DatabaseSync } from 'node:sqlite'
import { LEDGER_FILE } from './database.ts'
import { storedLastWithRows, storedMark, storeMark } from './journal-mark.ts'

/** Pages copied at once, in the thread pool. */
const RATE = 1_024

export const ledgerFile = (dataDir: string): string => join(dataDir, LEDGER_FILE)

/**
 * Copies the ledger of a folder as it is when this is called, while its writer goes on.
 *
 * @param path where the copy goes; nothing is there yet
 * @returns the last commit that is in it, if every record was in its row
 */
export async function copyLedger(dataDir: string, path: string): Promise<number> {
  const db = new DatabaseSync(ledgerFile(dataDir), { readOnly: true })
  try {
    db.exec('BEGIN')
    // The first read fixes the state that the copy is of.
    const number = numberOf(db)
    await backup(db, path, { rate: RATE })
    return number
  } finally {
    db.close()
  }
}

/** The folder's ledger is a copy: a journal and an audit log begin behind it. */
export function restoredAt(dataDir: string): void {
  const db = new DatabaseSync(ledgerFile(dataDir))
  try {
    // Batches are numbered by each store for its own audit log, which has none yet.
    storeMark(db, { ...storedMark(db), number: numberOf(db), batch: 0 })
  } finally {
    db.close()
  }
}

const numberOf = (db: DatabaseSync): number => Math.max(storedMark(db).number, storedLastWithRows(db))
