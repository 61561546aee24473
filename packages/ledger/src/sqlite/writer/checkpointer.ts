/** Copies ledger.db's write-ahead log into the file: in a thread of its own, as nothing may hold up the calls. */
import { closeSync, openSync, readSync } from 'node:fs'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { LEDGER_FILE } from './database.ts'

/** Changed rows until the log is copied: some 10 to 90 MB. */
const CHANGES_MAX = 40_000
/** Where the log's header says how often it has begun anew. */
const BEGINNINGS_AT = 12

export class Checkpointer {
  readonly #file: string
  /** Changed rows of the connection when the log was copied last. */
  #doneAt = 0
  /** How often the log had begun anew when it was copied last; null: it has done so once more. */
  #copiedAt: number | null = null
  /** Begun with the first copy, which few processes live to see, and kept: its beginning costs more than a copy. */
  #worker: Worker | null = null
  /** Called back when the copy under way ends; null: none is. */
  #done: (() => void) | null = null

  constructor(dataDir: string) {
    this.#file = join(dataDir, LEDGER_FILE)
  }

  /** While it runs, rows that can wait should: a log that nobody writes to is copied whole, and begins anew. */
  get isRunning(): boolean {
    return this.#done !== null
  }

  /**
   * Rows were written. A log that is copied begins anew with the next write, unless somebody reads it in that moment; then it
   * is copied again at once, as what has come since is little.
   *
   * @param changes rows that the writer has changed so far
   */
  isDue(changes: number): boolean {
    if (this.isRunning) return false
    if (changes - this.#doneAt >= CHANGES_MAX) return true
    if (this.#copiedAt === null) return false
    if (this.#beginnings() === this.#copiedAt) return true
    this.#copiedAt = null
    return false
  }

  /** Calls back when the log is copied, or could not be: the next time will show. */
  run(changes: number, done: () => void): void {
    this.#doneAt = changes
    this.#done = done
    try {
      this.#worker ??= this.#begin()
      this.#worker.postMessage('copy')
    } catch {
      // No thread can be had now.
      setImmediate(() => this.#ended())
    }
  }

  async close(): Promise<void> {
    await this.#worker?.terminate()
  }

  #begin(): Worker {
    const worker = new Worker(new URL('./checkpoint.mjs', import.meta.url), { workerData: this.#file })
    worker.on('message', () => this.#ended())
    worker.on('error', () => undefined)
    worker.once('exit', () => {
      this.#worker = null
      this.#ended()
    })
    worker.unref()
    return worker
  }

  #ended(): void {
    const done = this.#done
    if (done === null) return
    this.#done = null
    this.#copiedAt = this.#beginnings()
    done()
  }

  /** Null: it cannot be read now, as where the process has no descriptor left. Nothing but a copy more or less depends on it. */
  #beginnings(): number | null {
    const header = new DataView(new ArrayBuffer(BEGINNINGS_AT + 4))
    try {
      const fd = openSync(`${this.#file}-wal`, 'r')
      try {
        readSync(fd, header, 0, header.byteLength, 0)
      } finally {
        closeSync(fd)
      }
    } catch {
      return null
    }
    return header.getUint32(BEGINNINGS_AT)
  }
}
