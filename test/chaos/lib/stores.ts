/** Starts stores in processes of their own, and reads what they say. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { StoreWork } from './store-process.ts'

const PROGRAM = fileURLToPath(new URL('./store-process.ts', import.meta.url))
const PATIENCE_MS = 40_000

export interface StoreProcessOptions {
  readonly url: string
  readonly folder: string
  /** Its call ids begin with it. */
  readonly prefix: string
  readonly work: StoreWork
  /** A program and its arguments that the process is started by (`ip netns exec …`). */
  readonly by?: readonly string[]
}

export class StoreProcess {
  /** Whole USD by call id, of calls it was told are admitted. */
  readonly admitted = new Map<string, number>()
  readonly settled = new Set<string>()
  readonly failures: string[] = []
  /** When it said so last, as of `performance.now()`. */
  admittedMs = 0
  refused = 0
  #isReady = false
  #errors = ''
  readonly #child: ChildProcess
  readonly #gone: Promise<unknown>

  constructor({ url, folder, prefix, work, by = [] }: StoreProcessOptions) {
    const [program = '', ...args] = [...by, process.execPath, PROGRAM, url, folder, prefix, JSON.stringify(work)]
    this.#child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] })
    this.#gone = once(this.#child, 'close')
    let rest = ''
    this.#child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      const lines = (rest + text).split('\n')
      rest = lines.pop() ?? ''
      for (const line of lines) this.#hear(line)
    })
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => (this.#errors += text))
  }

  async ready(): Promise<void> {
    await this.until(() => this.#isReady, 'it is ready')
  }

  /** Throws with all that it printed where it ends, or takes too long. */
  async until(holds: () => boolean, what: string): Promise<void> {
    for (const endMs = performance.now() + PATIENCE_MS; !holds(); await sleep(5)) {
      if (this.#child.exitCode !== null || this.#child.signalCode !== null)
        throw new Error(`the store ended before ${what}: ${this.#errors}`)
      if (performance.now() > endMs)
        throw new Error(`not within ${PATIENCE_MS} ms: ${what} ${this.failures.at(-1) ?? ''}`)
    }
  }

  /** As by SIGSTOP and SIGCONT. */
  stand(isStill: boolean): void {
    this.#child.kill(isStill ? 'SIGSTOP' : 'SIGCONT')
  }

  /** SIGKILL; resolves when all that it said was read. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL')
    await this.#gone
  }

  #hear(line: string): void {
    const [word = '', name = '', dollars = ''] = line.split(' ')
    if (word === 'ready') this.#isReady = true
    else if (word === 'settled') this.settled.add(name)
    else if (word === 'refused') this.refused++
    else if (word === 'failed') this.failures.push(line)
    else if (word === 'admitted') {
      this.admitted.set(name, Number.parseInt(dollars, 10))
      this.admittedMs = performance.now()
    }
  }
}
