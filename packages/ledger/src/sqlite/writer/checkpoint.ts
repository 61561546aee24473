/** The thread of `Checkpointer`: one passive checkpoint, which waits for nobody and blocks nobody. */
import { DatabaseSync } from 'node:sqlite'
import { workerData } from 'node:worker_threads'

const db = new DatabaseSync(String(workerData))
db.exec('PRAGMA wal_checkpoint(PASSIVE)')
db.close()
