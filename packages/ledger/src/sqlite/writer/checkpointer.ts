/** Copies ledger.db's write-ahead log into the file: in a thread that ends with it, as nothing may hold up the calls. */
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { LEDGER_FILE } from './database.ts'

/** Changed rows until the log is copied: some 10 to 30 MB. */
const CHANGES_MAX = 40_000

export class Checkpointer {
  readonly #file: string
  /** Changed rows of the connection when the log was copied last. */
  #doneAt = 0
  #worker: Worker | null = null

  constructor(dataDir: string) {
    this.#file = join(dataDir, LEDGER_FILE)
  }

  /** While it runs, rows that can wait should: a log that nobody writes to is copied whole, and begins anew. */
  get isRunning(): boolean {
    return this.#worker !== null
  }

  /** @param changes rows that the writer has changed so far */
  isDue(changes: number): boolean {
    return this.#worker === null && changes - this.#doneAt >= CHANGES_MAX
  }

  /** Calls back when the log is copied, or could not be: the next time will show. */
  run(changes: number, done: () => void): void {
    this.#doneAt = changes
    const worker = new Worker(new URL('./checkpoint.mjs', import.meta.url), { workerData: this.#file })
    this.#worker = worker
    worker.on('error', () => undefined)
    worker.once('exit', () => {
      this.#worker = null
      done()
    })
  }

  async close(): Promise<void> {
    await this.#worker?.terminate()
  }
}
