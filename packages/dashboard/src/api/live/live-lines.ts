/** The newest line of each budget that the stream told of, to lay over lines that were read earlier. */
import type { BudgetLine } from '../types.ts'
import { type LiveEvent, linesOf } from './call-event.ts'

const LINES_MAX = 20_000

/** Runs of the same label may belong to several principals, and their lines bear no id: those are read from the server. */
const isNamedOnce = ({ kind }: BudgetLine): boolean => kind !== 'run'

export class LiveLines {
  readonly #lines = new Map<string, BudgetLine>()

  apply(event: LiveEvent): void {
    for (const line of linesOf(event.facts)) {
      if (!isNamedOnce(line)) continue
      const name = nameOf(line)
      this.#lines.delete(name)
      this.#lines.set(name, line)
      if (this.#lines.size > LINES_MAX) this.#lines.delete(this.#lines.keys().next().value ?? '')
    }
  }

  clear(): void {
    this.#lines.clear()
  }

  /** The same array where nothing is newer. A cap is what was read: only calls bring lines here, changes of caps are read anew. */
  over(lines: readonly BudgetLine[]): readonly BudgetLine[] {
    if (!lines.some((line) => this.#lines.has(nameOf(line)))) return lines
    return lines.map((line) => {
      const live = this.#lines.get(nameOf(line))
      return live === undefined || live.cap_usd !== line.cap_usd ? line : live
    })
  }
}

const nameOf = ({ budget, window }: BudgetLine): string => `${window} ${budget}`
