/**
 * The thread of `Checkpointer`: passive checkpoints, which wait for nobody and block nobody. The log begins anew only once all of
 * it is copied, and commits with rows of their own go on meanwhile; so what came during one copy is copied again, which is
 * little and quick, until nothing is left. Plain JavaScript, as reading TypeScript would cost this thread ten times as much as its
 * beginning.
 */
import { getPriority, setPriority } from 'node:os'
import { DatabaseSync } from 'node:sqlite'
import { parentPort, workerData } from 'node:worker_threads'

/** Where commits come faster than this, the log grows until they pause. */
const COPIES_MAX = 20

// As `giveWay` does: on Linux this is the thread's own priority. A sandbox may refuse it.
try {
  if (process.platform === 'linux') setPriority(Math.min(getPriority() + 5, 19))
} catch {}

const db = new DatabaseSync(String(workerData))
const copy = db.prepare('PRAGMA wal_checkpoint(PASSIVE)')

parentPort?.on('message', () => {
  let before = 0
  for (let copies = 0; copies < COPIES_MAX; copies++) {
    const { log } = copy.get()
    // Nothing came since, or the log has begun anew.
    if (log <= before) break
    before = log
  }
  parentPort?.postMessage('copied')
})
