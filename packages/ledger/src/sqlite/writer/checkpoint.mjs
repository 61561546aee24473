/**
 * The thread of `Checkpointer`: one passive checkpoint, which waits for nobody and blocks nobody. Plain JavaScript, as reading
 * TypeScript would cost this thread ten times as much as what it does.
 */
import { DatabaseSync } from 'node:sqlite'
import { workerData } from 'node:worker_threads'

const db = new DatabaseSync(String(workerData))
db.exec('PRAGMA wal_checkpoint(PASSIVE)')
db.close()
