/** The main thread's end of the writer: commands of one turn of the event loop go over as one message. */
import { Worker } from 'node:worker_threads'
import type { FromWriter, ToWriter, WriterData } from '../protocol.ts'
import { type Asker, readAnswers, writeCommand } from '../wire.ts'
import type { ArgsOf, ResultOf, VerbName } from '../writer/verb.ts'

/** How long an outcome waits for company. */
const SOON_MS = 5

const CLOSED = 'the ledger is closed'

const NOBODY: Asker = { resolve: () => undefined, reject: () => undefined }

export class Writer {
  readonly #worker: Worker
  #queued: unknown[] = []
  /** A turn of the event loop ends with sending what is queued. */
  #isSending = false
  #soon: NodeJS.Timeout | null = null
  /** Answers come in the order of the commands: those before `#answered` have theirs. */
  #pending: Asker[] = []
  #answered = 0
  #trim = 0
  #dead: Error | null = null
  #closed: (() => void) | null = null
  readonly #onCommit: (lines: readonly string[]) => void

  /** Resolves when the ledger is open and what a crash left in flight is marked unknown. */
  static open(data: WriterData, onCommit: (lines: readonly string[]) => void): Promise<Writer> {
    const worker = new Worker(new URL('../writer/worker.ts', import.meta.url), {
      workerData: data,
      // Most of what a batch makes dies with it: a larger nursery copies less of it.
      resourceLimits: { maxYoungGenerationSizeMb: 64 },
    })
    return new Promise((resolve, reject) => {
      worker.once('error', reject)
      worker.once('message', (message: FromWriter) => {
        worker.off('error', reject)
        if (message.kind === 'open') resolve(new Writer(worker, onCommit))
        else reject(new Error(message.kind === 'failed' ? message.error : 'the ledger did not open'))
      })
    })
  }

  private constructor(worker: Worker, onCommit: (lines: readonly string[]) => void) {
    this.#worker = worker
    this.#onCommit = onCommit
    worker.on('message', (message: FromWriter) => this.#read(message))
    worker.on('error', (error) => this.#die(error instanceof Error ? error : new Error(String(error))))
    worker.on('exit', () => this.#die(new Error(CLOSED)))
  }

  call<N extends VerbName>(name: N, ...args: ArgsOf<N>): Promise<ResultOf<N>> {
    if (!this.#isSending) {
      this.#isSending = true
      setImmediate(this.#send)
    }
    return this.#queue(name, args)
  }

  /** The same for what its caller need not wait for: it goes over with the next command, and saves a commit of its own. */
  callSoon<N extends VerbName>(name: N, ...args: ArgsOf<N>): Promise<ResultOf<N>> {
    this.#soon ??= setTimeout(this.#send, SOON_MS)
    return this.#queue(name, args)
  }

  #queue<N extends VerbName>(name: N, args: ArgsOf<N>): Promise<ResultOf<N>> {
    const dead = this.#dead ?? (this.#closed === null ? null : new Error(CLOSED))
    if (dead !== null) return Promise.reject(dead)
    writeCommand(this.#queued, [name, args])
    return new Promise<ResultOf<N>>((resolve, reject) => {
      this.#pending.push({ resolve, reject })
    })
  }

  /** The audit log has everything up to this batch: its outbox rows go with the next commit, never in one of their own. */
  trim(batch: number): void {
    this.#trim = Math.max(this.#trim, batch)
  }

  listen(on: boolean): void {
    if (this.#dead === null) this.#post({ kind: 'listen', on })
  }

  /** Commits what waits and ends the thread. */
  close(): Promise<void> {
    if (this.#dead !== null) return Promise.resolve()
    this.#send()
    this.#post({ kind: 'close' })
    return new Promise((resolve) => {
      const former = this.#closed
      this.#closed = () => {
        former?.()
        resolve()
      }
    })
  }

  readonly #send = (): void => {
    this.#isSending = false
    if (this.#soon !== null) clearTimeout(this.#soon)
    this.#soon = null
    const values = this.#queued
    if (values.length === 0 || this.#dead !== null) return
    this.#queued = []
    if (this.#trim > 0) {
      writeCommand(values, ['trim', [this.#trim]])
      this.#pending.push(NOBODY)
      this.#trim = 0
    }
    this.#post({ kind: 'commands', values })
  }

  #post(message: ToWriter): void {
    this.#worker.postMessage(message)
  }

  #read(message: FromWriter): void {
    if (message.kind !== 'answers') return
    readAnswers(message.values, this.#nextAsker)
    this.#pending = this.#pending.slice(this.#answered)
    this.#answered = 0
    if (message.wrote) this.#onCommit(message.lines)
  }

  readonly #nextAsker = (): Asker => {
    const asker = this.#pending[this.#answered]
    if (asker === undefined) throw new Error('the writer answered a command that was not sent')
    this.#answered++
    return asker
  }

  /** Every promise that waits, and every later one, rejects: the caller forwards nothing. */
  #die(error: Error): void {
    if (this.#dead !== null) return
    this.#dead = error
    const pending = this.#pending
    this.#pending = []
    for (const { reject } of pending) reject(error)
    this.#closed?.()
  }
}
