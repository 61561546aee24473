/**
 * Records of one table that change with every call. A commit writes only their texts, as lines in the journal; the rows of the
 * table follow later, many commits at once. So at any commit rows and journal together are the truth: a record is its newest text
 * here, or else its row.
 *
 * What waits for its row is in two generations. The older one is being written, a slice at a time; what changes meanwhile goes to
 * the younger one, and is written in its turn.
 *
 * A text has a head, which most changes leave as it is, and a tail. Where the head is the one of the record's last line, the
 * next line has the tail alone.
 */
import type { StatementSync } from 'node:sqlite'
import { text as textOf } from './columns.ts'

export type Column = string | number | null

/** What a row has before the text: its number, and what is searched for. */
export type Columns = readonly [number: number, ...found: Column[]]

export interface RedoForm<K, R> {
  /** Names the table in a line with a whole text: its first character. */
  readonly letter: string
  /** The same in a line that has the row's number and a tail. */
  readonly tailLetter: string
  /**
   * Its records change a few times and then never again. They are written soon, as waiting only has them copied by the collector;
   * others wait for more changes of the same row.
   */
  readonly isBrief: boolean
  readonly keyOf: (record: R) => K
  /** `head + tail` is the record as one JSON array, without line breaks. A tail begins with its comma. */
  readonly headOf: (record: R) => string
  readonly tailOf: (record: R) => string
  /** The head of a whole text. */
  readonly headIn: (text: string) => string
  readonly columnsOf: (record: R) => Columns
  readonly columnsIn: (text: string) => Columns
  /** Makes or replaces the row of these columns and the text. */
  readonly put: StatementSync
  /** The text of the row of this number, as `record`. */
  readonly get: StatementSync
  /** A record as another store left it: memory forgets its own, and what is found by text learns this one's. */
  readonly followed: (text: string) => { readonly key: K; readonly columns: Columns }
  /** What waited when the younger generation became the older one is in its rows. */
  readonly written?: () => void
  /** The younger generation became the older one. */
  readonly turned?: () => void
  /** The record's change is durable; its head is this very text from now on. */
  readonly kept?: (record: R, head: string) => void
}

/** A text that is committed, but not in its row. */
interface Waiting {
  /** Of the row: the first of its columns. */
  number: number
  columns: Columns
  head: string
  tail: string
}

export class RedoTable<K, R> {
  readonly #form: RedoForm<K, R>
  readonly #writesWhole: boolean
  /** A new one for each commit: a set that is cleared keeps what it had from being collected (short-lived.ts). */
  #changed = new Set<R>()
  #waiting = new Map<K, Waiting>()
  /** The older generation, until all of it is in rows. */
  #leaving = new Map<K, Waiting>()
  /** The same in the order in which it is written. */
  #order: readonly Waiting[] = []
  /** How many of them are in rows, and how many more within the present transaction. */
  #written = 0
  #writing = 0
  /** Lines of this commit, and where in it each changed record's head (-1: it has none) and tail begin and its tail ends. */
  #lines = ''
  #places: number[] = []

  /** @param writesWhole every line has a whole text, and says how long its head is, for stores that follow this one */
  constructor(form: RedoForm<K, R>, writesWhole: boolean) {
    this.#form = form
    this.#writesWhole = writesWhole
  }

  get isBrief(): boolean {
    return this.#form.isBrief
  }

  /** Records whose rows are behind: in the younger generation, and in the older one. */
  get waiting(): number {
    return this.#waiting.size
  }

  get leaving(): number {
    return this.#order.length - this.#written
  }

  /** Says that the record is new or was changed. */
  touch(record: R): void {
    this.#changed.add(record)
  }

  /** The committed text of a record whose row is behind; null: the row is true. */
  textOf(key: K): string | null {
    const waiting = this.#find(key)
    return waiting === undefined ? null : waiting.head + waiting.tail
  }

  #find(key: K): Waiting | undefined {
    return this.#waiting.get(key) ?? (this.#leaving.size === 0 ? undefined : this.#leaving.get(key))
  }

  /** Ends a commit: the lines before, and one more for each changed record. */
  pack(before: string): string {
    const { letter, tailLetter, keyOf, headOf, tailOf, columnsOf } = this.#form
    let lines = before
    for (const record of this.#changed) {
      const head = headOf(record)
      const isKnown = !this.#writesWhole && this.#find(keyOf(record))?.head === head
      if (isKnown) lines += `${tailLetter}${columnsOf(record)[0]}`
      else lines += this.#writesWhole ? `${letter}${head.length}` : letter
      const headAt = lines.length
      if (!isKnown) lines += head
      const tailAt = lines.length
      lines += tailOf(record)
      this.#places.push(isKnown ? -1 : headAt, tailAt, lines.length)
      lines += '\n'
    }
    return lines
  }

  /** `lines`: those of all tables, as one flat text. What waits are parts of it, so that no text is in memory twice. */
  packed(lines: string): void {
    this.#lines = lines
  }

  /**
   * Everything that waits is to be written, in the order of the rows: each slice then touches a few pages, not one for each row.
   * The older generation must be empty.
   */
  turn(): void {
    this.#leaving = this.#waiting
    this.#order = [...this.#waiting.values()].sort((a, b) => a.number - b.number)
    this.#waiting = new Map()
    this.#form.turned?.()
  }

  /** Writes rows of the older generation, within the present transaction. Returns how many, at most `max`. */
  write(max: number): number {
    const from = this.#written
    for (const { columns, head, tail } of this.#order.slice(from, from + max)) {
      this.#put(columns, head + tail)
      this.#writing++
    }
    return this.#writing
  }

  /** The transaction is committed. */
  wrote(): void {
    this.#written += this.#writing
    if (this.#writing > 0 && this.leaving === 0) {
      this.#leaving = new Map()
      this.#order = []
      this.#written = 0
      this.#form.written?.()
    }
    this.#writing = 0
  }

  /** The transaction failed: what was written waits again. */
  wroteNothing(): void {
    this.#writing = 0
  }

  /** Brings a row up to date with a redo line, when the ledger opens. False: the line is of another table. */
  apply(line: string): boolean {
    const { letter, tailLetter, headIn, columnsIn, get } = this.#form
    const mark = line.charAt(0)
    let text = line.slice(line.indexOf('['))
    if (mark === tailLetter) {
      const comma = line.indexOf(',')
      const row = get.get(Number.parseInt(line.slice(1, comma), 10))
      if (row === undefined) throw new Error(`a redo line changes what is not there: ${line.slice(0, 20)}`)
      text = headIn(textOf(row, 'record')) + line.slice(comma)
    } else if (mark !== letter) return false
    this.#put(columnsIn(text), text)
    return true
  }

  /** Takes in a line that another store committed. False: the line is of another table. */
  follow(line: string): boolean {
    const { letter, followed } = this.#form
    if (line.charAt(0) !== letter) return false
    const begin = line.indexOf('[')
    const text = line.slice(begin)
    const headLength = Number.parseInt(line.slice(1, begin), 10)
    const { key, columns } = followed(text)
    this.#waiting.set(key, {
      number: columns[0],
      columns,
      head: text.slice(0, headLength),
      tail: text.slice(headLength),
    })
    return true
  }

  committed(): void {
    const { keyOf, columnsOf, kept } = this.#form
    let at = 0
    for (const record of this.#changed) {
      const key = keyOf(record)
      const [headAt = -1, tailAt = 0, end = 0] = [this.#places[at], this.#places[at + 1], this.#places[at + 2]]
      at += 3
      const known = headAt < 0 ? this.#find(key) : undefined
      const head = known?.head ?? this.#lines.slice(headAt, tailAt)
      const columns = columnsOf(record)
      this.#waiting.set(key, { number: columns[0], columns, head, tail: this.#lines.slice(tailAt, end) })
      kept?.(record, head)
    }
    this.#forgetCommit()
  }

  rolledBack(): void {
    this.#forgetCommit()
  }

  #forgetCommit(): void {
    if (this.#changed.size > 0) this.#changed = new Set()
    this.#places = []
    this.#lines = ''
  }

  #put(columns: Columns, text: string): void {
    this.#form.put.run(...columns, text)
  }
}
