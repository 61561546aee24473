/**
 * A budget in the entries and redo lines of calls. Most of these texts is the same from call to call: it is made once and kept
 * until a cap changes or a window rolls.
 */
import { type Instant, WINDOWS } from '@keybrake/core'
import { NEVER, windowAt } from '../windows.ts'
import type { Budget } from './budget.ts'
import { countsHead } from './counts.ts'
import type { Four } from './draw.ts'
import { decimal } from '../decimal.ts'

/** One window among the lines of an entry. */
interface ShownWindow {
  readonly index: number
  /** Up to the amounts. */
  readonly head: string
  end: number
  /** After the amounts. */
  tail: string
}

/** Of no window: what a budget has until its first call. */
const NO_STARTS: Four<number> = [-1, -1, -1, -1]
const NO_ENDS = [-1, -1, -1] as const

export class BudgetTexts {
  #caps: Budget['caps'] | null = null
  #shown: readonly ShownWindow[] = []
  #starts: Four<number> = NO_STARTS
  #place = ''
  #ends: readonly [hour: number, day: number, month: number] = NO_ENDS
  #frame = ''

  /** Its `PackedLine`s: every capped window; where it has no cap, its total. Joined by commas. */
  lines(budget: Budget, at: Instant): string {
    if (budget.caps !== this.#caps) this.#show(budget)
    let text = ''
    for (const shown of this.#shown) {
      const { spent, held, end } = windowAt(budget, shown.index, at)
      if (end !== shown.end) {
        shown.end = end
        shown.tail = end === NEVER ? '",null]' : `",${end}]`
      }
      text += `${text === '' ? '' : ','}${shown.head}${decimal(spent)}","${decimal(held)}${shown.tail}`
    }
    return text
  }

  /** Starts of its present windows, the same list until one rolls. */
  starts(budget: Budget): Four<number> {
    this.#refresh(budget)
    return this.#starts
  }

  /** JSON text of its id and of these starts, as elements of a list. */
  place(budget: Budget): string {
    this.#refresh(budget)
    return this.#place
  }

  /** Its number and present windows, as `unpackCounts` reads them: the head of the text of what it counts. */
  countsHead(budget: Budget): string {
    this.#refresh(budget)
    return this.#frame
  }

  #show({ name, kind, caps }: Budget): void {
    const capped = WINDOWS.map((_, index) => index).filter((index) => (caps[index] ?? null) !== null)
    this.#shown = (capped.length === 0 ? [3] : capped).map((index) => {
      const cap = caps[index] ?? null
      const head = `[${JSON.stringify(name)},"${kind}","${WINDOWS[index]}",${cap === null ? 'null' : `"${cap}"`},"`
      return { index, head, end: Number.NaN, tail: '' }
    })
    this.#caps = caps
  }

  #refresh(budget: Budget): void {
    const { id, seq, counts } = budget
    const [hour, day, month, total] = counts.windows
    const starts = this.#starts
    const ends = this.#ends
    const isSame =
      hour.start === starts[0] &&
      day.start === starts[1] &&
      month.start === starts[2] &&
      hour.end === ends[0] &&
      day.end === ends[1] &&
      month.end === ends[2] &&
      seq > 0
    if (isSame) return
    this.#starts = [hour.start, day.start, month.start, total.start]
    this.#ends = [hour.end, day.end, month.end]
    this.#place = `${JSON.stringify(id)},${this.#starts.join(',')}`
    this.#frame = countsHead(budget)
  }
}
