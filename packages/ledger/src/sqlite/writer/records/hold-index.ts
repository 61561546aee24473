/**
 * Finds holds by one of their texts. Rows answer for the past, a list in memory for what is not in rows yet. No list ever
 * loses an id, so who reads it asks each hold: it may have another text by now, or its commit may have failed.
 */
import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { Cache } from '../cache.ts'
import { integer, text } from '../columns.ts'
import { NameFilter } from '../name-filter.ts'
import { nameHash } from '../name-hash.ts'
import { type Hold, unpackHold } from './hold.ts'

const LISTS_KEPT = 1024
/** How many names of rows are learned at once: a millisecond or two. */
const SLICE = 2_000

const NONE: readonly string[] = []

/** The index of rows is in eras (see the schema): one look-up in each. */
const eraOf = (seq: number): number => Math.floor(seq / 32_768)

const selectFor = (
  column: string,
): string => `WITH RECURSIVE eras (era) AS (SELECT 0 UNION ALL SELECT era + 1 FROM eras WHERE era < ?)
  SELECT record FROM eras CROSS JOIN holds ON seq >> 15 = era AND ${column} = ? ORDER BY seq`

const nextFor = (column: string): string =>
  `SELECT ${column} AS name FROM holds WHERE seq >> 15 = ? AND ${column} > ? ORDER BY ${column} LIMIT ${SLICE}`

export class HoldIndex {
  readonly #select: StatementSync
  readonly #next: StatementSync
  readonly #nameOf: (hold: Hold) => string | null
  readonly #read = new Cache<string[]>(LISTS_KEPT)
  /** Whole lists that were added to since the last generation of rows began to be written. */
  #added = new Map<string, string[]>()
  /** The same of that generation, until its rows are written. */
  #before: Map<string, string[]> | null = null
  /** All names of this process, and those of the rows it found that are below this place; null: all. */
  readonly #filter = new NameFilter()
  #learned: { era: number; name: number } | null = { era: 0, name: -1 }
  readonly #foundEra: number
  #lastEra: number

  /**
   * @param lastSeq the highest of a row
   * @param nameOf the text that is looked for; its number is in `column`
   */
  constructor(db: DatabaseSync, column: 'identity' | 'object', lastSeq: number, nameOf: (hold: Hold) => string | null) {
    this.#select = db.prepare(selectFor(column))
    this.#next = db.prepare(nextFor(column))
    this.#nameOf = nameOf
    this.#foundEra = eraOf(lastSeq)
    this.#lastEra = this.#foundEra
  }

  /** Ids by name, in the order in which they were added. */
  ids(name: string): readonly string[] {
    return this.#list(name, nameHash(name)) ?? NONE
  }

  /** @param hash the name's number */
  add(name: string, hash: number, { id, seq }: Pick<Hold, 'id' | 'seq'>): void {
    const list = this.#list(name, hash) ?? []
    if (!list.includes(id)) list.push(id)
    this.#added.set(name, list)
    this.#filter.add(hash)
    this.#lastEra = Math.max(this.#lastEra, eraOf(seq))
  }

  /** Null: nothing has the name. Its list may be empty all the same. */
  #list(name: string, hash: number): string[] | null {
    if (this.#learned === null && !this.#filter.mayHave(hash)) return null
    const known = this.#added.get(name) ?? this.#before?.get(name) ?? this.#read.get(name)
    if (known !== null) return known
    const list: string[] = []
    for (const row of this.#select.all(this.#lastEra, hash)) {
      const hold = unpackHold(text(row, 'record'))
      if (this.#nameOf(hold) === name) list.push(hold.id)
    }
    this.#read.set(name, list)
    return list
  }

  /**
   * Learns some more names of the rows that the last process left. Until all are known, rows are asked every time, which costs
   * the more the longer the past is: ten times a whole call where ten million came before.
   *
   * @returns whether all are known
   */
  learn(): boolean {
    const learned = this.#learned
    if (learned === null) return true
    const rows = this.#next.all(learned.era, learned.name)
    for (const row of rows) {
      learned.name = integer(row, 'name')
      this.#filter.add(learned.name)
    }
    if (rows.length === SLICE) return false
    this.#learned = learned.era === this.#foundEra ? null : { era: learned.era + 1, name: -1 }
    return this.#learned === null
  }

  /** A generation of rows begins to be written. */
  turned(): void {
    this.#before = this.#added
    this.#added = new Map()
  }

  /** Its rows are written. */
  written(): void {
    this.#before = null
  }

  committed(): void {
    this.#read.evict()
  }

  rolledBack(): void {
    this.#read.clear()
  }
}
