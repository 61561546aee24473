/** What a command has to say: data on stdout in the form that was asked for, everything else on stderr. */
import { usage } from '../fault.ts'
import type { Given } from '../given.ts'
import { type Column, type Row, valueOf } from './columns.ts'
import { csvHeader, csvRow } from './csv.ts'
import { jsonText, plain, plainLines } from './plain.ts'
import { cardCell, tableText } from './table.ts'
import { type Environment, type Terminal, terminalOf } from './terminal.ts'

export const FORMATS = ['table', 'wide', 'json', 'jsonl', 'csv', 'name'] as const
export type Format = (typeof FORMATS)[number]

export interface Streams {
  readonly stdin: NodeJS.ReadStream
  readonly stdout: NodeJS.WriteStream
  readonly stderr: NodeJS.WriteStream
}

/** A list as it comes: page by page. */
export interface Listing {
  readonly columns: readonly Column[]
  readonly pages: AsyncIterable<readonly Row[]>
  /** What `-o name` prints of a row. */
  readonly name: (row: Row) => string
  /** For people, where there is nothing to show: what to do about it. */
  readonly empty: string
}

export class Output {
  readonly format: Format
  readonly out: Terminal
  readonly err: Terminal
  readonly #streams: Streams

  constructor(streams: Streams, env: Environment, given: Given) {
    this.#streams = streams
    this.format = formatOf(given)
    const wanted = given.notRefused('color')
    this.out = terminalOf(streams.stdout, env, wanted)
    this.err = terminalOf(streams.stderr, env, wanted)
  }

  get isForPeople(): boolean {
    return this.format === 'table' || this.format === 'wide'
  }

  /** Data. Waits for a reader that is slow. */
  async write(text: string): Promise<void> {
    if (!this.#streams.stdout.write(text)) await new Promise((resolve) => this.#streams.stdout.once('drain', resolve))
  }

  /** A line for people, on stderr. It may repeat what others wrote. */
  note(text: string): void {
    this.#streams.stderr.write(`${plainLines(text)}\n`)
  }

  /** Each on one line, whatever stands in it: a line that others wrote cannot pass for one of ours. */
  lines(lines: readonly string[]): void {
    for (const line of lines) this.#streams.stderr.write(`${plain(line)}\n`)
  }

  /** One thing: its JSON, or lines of `name  value` for people. */
  async object(row: Row, columns: readonly Column[], name: (row: Row) => string): Promise<void> {
    if (this.isForPeople) await this.write(this.#card(row, columns))
    else if (this.format === 'name') await this.write(`${plain(name(row))}\n`)
    else if (this.format === 'csv') await this.write(csvHeader(columns) + csvRow(columns, row))
    else await this.write(`${jsonText(row, this.format === 'json' ? 2 : undefined)}\n`)
  }

  async list(listing: Listing): Promise<void> {
    const { columns, pages, name } = listing
    switch (this.format) {
      case 'json':
        return this.#jsonList(pages)
      case 'jsonl':
        return this.#each(pages, (row) => `${jsonText(row)}\n`)
      case 'csv':
        await this.write(csvHeader(columns))
        return this.#each(pages, (row) => csvRow(columns, row))
      case 'name':
        return this.#each(pages, (row) => `${plain(name(row))}\n`)
      default:
        return this.#tables(listing)
    }
  }

  table(columns: readonly Column[], rows: readonly Row[]): string {
    return tableText(columns, rows, { terminal: this.out, wide: this.format === 'wide', nowMs: Date.now() })
  }

  async #each(pages: AsyncIterable<readonly Row[]>, text: (row: Row) => string): Promise<void> {
    for await (const page of pages) await this.write(page.map(text).join(''))
  }

  /** The shape of the API's own lists, whole. */
  async #jsonList(pages: AsyncIterable<readonly Row[]>): Promise<void> {
    let before = '{\n  "data": ['
    for await (const page of pages)
      for (const row of page) {
        await this.write(`${before}\n    ${jsonText(row)}`)
        before = ','
      }
    await this.write(before === ',' ? '\n  ]\n}\n' : '{\n  "data": []\n}\n')
  }

  async #tables({ columns, pages, empty }: Listing): Promise<void> {
    let rows = 0
    for await (const page of pages) {
      if (page.length === 0) continue
      await this.write(this.table(columns, page))
      rows += page.length
    }
    if (rows === 0) this.note(empty)
  }

  #card(row: Row, columns: readonly Column[]): string {
    const cell = (column: Column) => ({
      field: column.title?.toLowerCase() ?? column.name.replaceAll('_', ' '),
      value: valueOf(column, row),
      column,
    })
    const shown = columns.filter(({ wide }) => wide !== true || this.format === 'wide').map(cell)
    const width = Math.max(...shown.map(({ field }) => field.length))
    const options = { terminal: this.out, wide: this.format === 'wide', nowMs: Date.now() }
    return shown
      .map(({ field, column }) => `${this.out.paint('dim', field.padEnd(width))}  ${cardCell(column, row, options)}\n`)
      .join('')
  }
}

function formatOf(given: Given): Format {
  const told = given.text('output')
  if (given.flag('json')) {
    if (told !== null && told !== 'json') throw usage(`--json and -o ${told} ask for two forms of output; give one`)
    return 'json'
  }
  return FORMATS.find((format) => format === told) ?? 'table'
}
