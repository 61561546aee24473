/**
 * A terminal screen as cells, for the control sequences that our CLI, its spinner and a shell without line editing write. One that
 * is not known throws: a recording must show what a terminal would have shown, or not be made.
 */

/** One letter for each attribute: `b` bold, `d` dim, `r` red, `g` green, `y` yellow, `c` cyan, `k` grey. In this order. */
export type Style = string

export interface Cell {
  readonly text: string
  readonly style: Style
}

export interface Snapshot {
  readonly rows: readonly (readonly Cell[])[]
  /** Null while a program hides it. */
  readonly cursor: { readonly row: number; readonly column: number } | null
}

const BLANK: Cell = { text: ' ', style: '' }
const ATTRIBUTES: Readonly<Record<number, string>> = { 1: 'b', 2: 'd', 31: 'r', 32: 'g', 33: 'y', 36: 'c', 90: 'k' }
const ORDER = 'bdrgyck'
const SEQUENCE = /^\u001b\[([?>]?)([\d;]*)([A-Za-z])/
/** A sequence of which the rest is still to come. */
const UNFINISHED = /^\u001b(\[[?>]?[\d;]*)?$/

export class Screen {
  readonly #rows: number
  readonly #columns: number
  #cells: Cell[][]
  /** What stood there before a program took the whole terminal (`top`). */
  #behind: { readonly cells: Cell[][]; readonly row: number; readonly column: number } | null = null
  #row = 0
  #column = 0
  #style: Style = ''
  #isCursorShown = true
  #rest = ''

  constructor(rows: number, columns: number) {
    this.#rows = rows
    this.#columns = columns
    this.#cells = this.#blank()
  }

  /** @param output of the terminal, cut anywhere @throws Error for a control sequence that is not known */
  write(output: string): void {
    let text = this.#rest + output
    this.#rest = ''
    while (text !== '') {
      if (text.startsWith('\u001b')) {
        if (UNFINISHED.test(text)) {
          this.#rest = text
          return
        }
        const found = SEQUENCE.exec(text)
        if (found === null)
          throw new Error(`a control sequence that is not known: ${JSON.stringify(text.slice(0, 12))}`)
        this.#control(found[1] ?? '', found[2] ?? '', found[3] ?? '')
        text = text.slice(found[0].length)
        continue
      }
      const character = String.fromCodePoint(text.codePointAt(0) ?? 0)
      this.#put(character)
      text = text.slice(character.length)
    }
  }

  snapshot(): Snapshot {
    const column = Math.min(this.#column, this.#columns - 1)
    return {
      rows: this.#cells.map((row) => [...row]),
      cursor: this.#isCursorShown ? { row: this.#row, column } : null,
    }
  }

  /** What stands in the cursor's row, left of it. */
  beforeCursor(): string {
    return (this.#cells[this.#row] ?? [])
      .slice(0, this.#column)
      .map(({ text }) => text)
      .join('')
  }

  #put(character: string): void {
    if (character === '\r') this.#column = 0
    else if (character === '\n') this.#lineFeed()
    else if (character === '\b') this.#column = Math.max(0, this.#column - 1)
    else if (character === '\u0007') return
    else if (character < ' ') throw new Error(`a control character that is not known: ${JSON.stringify(character)}`)
    else {
      // As terminals do: the last column is written, and only the next character begins the new line.
      if (this.#column === this.#columns) {
        this.#column = 0
        this.#lineFeed()
      }
      const row = this.#cells[this.#row]
      if (row !== undefined) row[this.#column++] = { text: character, style: this.#style }
    }
  }

  #lineFeed(): void {
    if (this.#row < this.#rows - 1) this.#row++
    else this.#cells = [...this.#cells.slice(1), this.#blankRow()]
  }

  #control(mark: string, given: string, final: string): void {
    const numbers = given === '' ? [] : given.split(';').map(Number)
    const first = numbers[0] ?? 0
    if (mark === '?') return this.#mode(first, final === 'h')
    if (final === 'm') return this.#paint(numbers.length === 0 ? [0] : numbers)
    if (final === 'H') {
      this.#row = clamp((numbers[0] ?? 1) - 1, this.#rows)
      this.#column = clamp((numbers[1] ?? 1) - 1, this.#columns)
    } else if (final === 'G') this.#column = clamp((numbers[0] ?? 1) - 1, this.#columns)
    else if (final === 'A') this.#row = clamp(this.#row - Math.max(1, first), this.#rows)
    else if (final === 'K' && first === 0) this.#cells[this.#row]?.fill(BLANK, this.#column)
    else if (final === 'J' && first === 0) {
      this.#cells[this.#row]?.fill(BLANK, this.#column)
      for (const row of this.#cells.slice(this.#row + 1)) row.fill(BLANK)
    } else if (final === 'J' && (first === 2 || first === 3)) this.#cells = this.#blank()
    else throw new Error(`a control sequence that is not known: ESC[${mark}${given}${final}`)
  }

  #mode(mode: number, isOn: boolean): void {
    if (mode === 25) this.#isCursorShown = isOn
    else if (mode === 1049 && isOn) {
      this.#behind = { cells: this.#cells, row: this.#row, column: this.#column }
      this.#cells = this.#blank()
    } else if (mode === 1049 && this.#behind !== null) {
      ;({ cells: this.#cells, row: this.#row, column: this.#column } = this.#behind)
      this.#behind = null
    } else throw new Error(`a mode that is not known: ${mode}`)
  }

  #paint(codes: readonly number[]): void {
    const has = new Set(this.#style)
    const without = (letters: string) => [...letters].forEach((letter) => has.delete(letter))
    for (const code of codes) {
      const letter = ATTRIBUTES[code]
      if (code === 0) has.clear()
      else if (code === 22) without('bd')
      else if (code === 39) without('rgyck')
      else if (letter === undefined) throw new Error(`a colour that is not known: ${code}`)
      else {
        if (code >= 30) without('rgyck')
        has.add(letter)
      }
    }
    this.#style = [...ORDER].filter((letter) => has.has(letter)).join('')
  }

  #blank(): Cell[][] {
    return Array.from({ length: this.#rows }, () => this.#blankRow())
  }

  #blankRow(): Cell[] {
    return Array.from({ length: this.#columns }, () => BLANK)
  }
}

const clamp = (value: number, end: number): number => Math.min(Math.max(value, 0), end - 1)
