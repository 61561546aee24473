/** How far long work is: one line on stderr that is written over, and nothing where nobody watches. */
import type { Cli } from '../cli.ts'

const EVERY_MS = 200

export class Progress {
  readonly #cli: Cli
  readonly #verb: string
  #shownMs = 0
  #isShown = false

  /** @param verb in the past: `exported` */
  constructor(cli: Cli, verb: string) {
    this.#cli = cli
    this.#verb = verb
  }

  at(text: string): void {
    if (!this.#cli.out.err.isTerminal || performance.now() - this.#shownMs < EVERY_MS) return
    this.#shownMs = performance.now()
    this.#isShown = true
    this.#cli.streams.stderr.write(`\r\u001b[K${this.#verb} ${text}`)
  }

  /** Where only the time says how far it is: shows the seconds until the returned function is called. */
  seconds(): () => void {
    const startedMs = performance.now()
    const timer = setInterval(() => this.at(`${Math.round((performance.now() - startedMs) / 1000)} s`), EVERY_MS)
    // Nobody is kept waiting by what only shows that they wait.
    timer.unref()
    return () => {
      clearInterval(timer)
      this.end(null)
    }
  }

  /** @param text null: no last word */
  end(text: string | null): void {
    if (this.#isShown) this.#cli.streams.stderr.write('\r\u001b[K')
    if (text !== null) this.#cli.out.note(`${this.#verb} ${text}`)
  }
}
