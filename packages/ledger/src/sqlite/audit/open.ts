/** The main thread's end of the audit log. */
import { Worker } from 'node:worker_threads'
import type { Instant } from '@keybrake/core'
import type {
  AuditFilter,
  AuditLog,
  AuditRow,
  CallDetail,
  RefusalFilter,
  RefusalLine,
  SpendFilter,
  SpendLine,
  VerifyReport,
} from '../../audit.ts'
import { cursorOf, placeOf } from './cursor.ts'
import type { AuditPage, AuditWorkerData, FromAudit, QuestionName, Questions, ToAudit } from './protocol.ts'

export interface AuditOptions {
  readonly dataDir: string
  /** 32 bytes that sign heads and checkpoints. */
  readonly checkpointKey: Uint8Array
  /** A file ends at a day's end, or after this many calls. */
  readonly callsPerFileMax?: number
  /** The last batch that is durable (0: none yet). */
  readonly lastBatch: number
  /** Resolves when every command sent before is durable, with the highest batch so far (0: none yet). */
  barrier(): Promise<number>
  /** Everything up to `batch` is durably in the log: the journal may forget it. */
  onProjected(batch: number): void
}

const CALLS_PER_FILE_MAX = 5_000_000
const EXPORT_ROWS = 500
const YOUNG_MB = 48

interface Pending {
  readonly resolve: (value: never) => void
  readonly reject: (error: Error) => void
}

export class SqliteAudit implements AuditLog {
  readonly #worker: Worker
  readonly #options: AuditOptions
  readonly #pending = new Map<number, Pending>()
  #asked = 0
  /** The thread works, or is about to. A commit meanwhile is remembered until it says that nothing is left. */
  #isBusy = true
  #isBehind = false
  #lastBatch: number
  #projected: number
  #dead: Error | null = null

  /** @param projected the last batch that is in the log */
  constructor(worker: Worker, options: AuditOptions, projected: number) {
    this.#worker = worker
    this.#options = options
    this.#lastBatch = options.lastBatch
    this.#projected = projected
    worker.on('message', (message: FromAudit) => this.#read(message))
    worker.on('error', (error) => this.#die(error instanceof Error ? error : new Error(String(error))))
    worker.on('exit', () => this.#die(new Error('the audit log is closed')))
  }

  /** Durable batches that are not in the log yet. */
  get behind(): number {
    return Math.max(0, this.#lastBatch - this.#projected)
  }

  /** Everything up to `batch` is durable. */
  notify(batch: number): void {
    this.#lastBatch = batch
    this.#isBehind = true
    if (!this.#isBusy) this.#work()
  }

  #work(): void {
    if (this.#dead !== null) return
    this.#isBusy = true
    this.#isBehind = false
    this.#post({ kind: 'work', batch: this.#lastBatch })
  }

  async page(filter: AuditFilter, limit: number, cursor: string | null): Promise<AuditPage> {
    return this.#page(filter, limit, placeOf(cursor), await this.#options.barrier())
  }

  async #page(filter: AuditFilter, limit: number, before: number, batch: number): Promise<AuditPage> {
    // One more than asked for tells whether there is a next page.
    const rows = await this.#ask('page', batch, filter, limit + 1, before)
    const last = rows.length > limit ? rows[limit - 1] : undefined
    return { data: rows.slice(0, limit), nextCursor: last === undefined ? null : cursorOf(last.row.chain.seq) }
  }

  async *all(filter: AuditFilter): AsyncGenerator<readonly AuditRow[]> {
    const batch = await this.#options.barrier()
    let cursor: string | null = null
    do {
      const page: AuditPage = await this.#page(filter, EXPORT_ROWS, placeOf(cursor), batch)
      if (page.data.length > 0) yield page.data
      cursor = page.nextCursor
    } while (cursor !== null)
  }

  async call(callId: string): Promise<CallDetail | null> {
    return this.#ask('call', await this.#options.barrier(), callId)
  }

  async spend(filter: SpendFilter): Promise<readonly SpendLine[]> {
    return this.#ask('spend', await this.#options.barrier(), filter)
  }

  async refusals(filter: RefusalFilter): Promise<readonly RefusalLine[]> {
    return this.#ask('refusals', await this.#options.barrier(), filter)
  }

  async verify(): Promise<VerifyReport> {
    return this.#ask('verify', await this.#options.barrier())
  }

  dropBefore(at: Instant): Promise<number> {
    return this.#ask('dropBefore', 0, at)
  }

  /** Projects up to `batch`, writes the checkpoint and ends the thread. Resolves with the last batch that is in the log. */
  async close(batch: number): Promise<number> {
    const projected = await this.#ask('close', batch)
    await this.terminate()
    return projected
  }

  /** Ends the thread as it is: what it did not project yet stays in the journal. */
  async terminate(): Promise<void> {
    await this.#worker.terminate()
  }

  #ask<N extends QuestionName>(name: N, batch: number, ...args: Questions[N]['args']): Promise<Questions[N]['answer']> {
    if (this.#dead !== null) return Promise.reject(this.#dead)
    this.#asked += 1
    const id = this.#asked
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { resolve, reject })
      this.#post({ kind: 'ask', id, batch, name, args })
    })
  }

  #post(message: ToAudit): void {
    this.#worker.postMessage(message)
  }

  #read(message: FromAudit): void {
    if (message.kind === 'projected') {
      this.#projected = message.batch
      this.#options.onProjected(message.batch)
    } else if (message.kind === 'idle') {
      this.#isBusy = false
      if (this.#isBehind) this.#work()
    } else if (message.kind === 'answer') this.#take(message.id)?.resolve(message.value as never)
    else if (message.kind === 'refused') this.#take(message.id)?.reject(new Error(message.error))
  }

  #take(id: number): Pending | undefined {
    const pending = this.#pending.get(id)
    this.#pending.delete(id)
    return pending
  }

  #die(error: Error): void {
    if (this.#dead !== null) return
    this.#dead = error
    for (const { reject } of this.#pending.values()) reject(error)
    this.#pending.clear()
  }
}

/** Resolves when the log is open; what the journal still holds is projected afterwards, and waited for by questions only. */
export function openAudit(options: AuditOptions): Promise<SqliteAudit> {
  const { dataDir, checkpointKey, callsPerFileMax = CALLS_PER_FILE_MAX, lastBatch } = options
  const workerData: AuditWorkerData = { dataDir, checkpointKey, callsPerFileMax, lastBatch }
  const worker = new Worker(new URL('./worker.ts', import.meta.url), {
    workerData,
    // Most of what a step makes dies with it: a larger nursery copies less of it.
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
  })
  return new Promise((resolve, reject) => {
    worker.once('error', reject)
    worker.once('message', (message: FromAudit) => {
      worker.off('error', reject)
      if (message.kind === 'open') resolve(new SqliteAudit(worker, options, message.batch))
      else {
        const error = new Error(message.kind === 'failed' ? message.error : 'the audit log did not open')
        void worker.terminate().then(() => reject(error))
      }
    })
  })
}
