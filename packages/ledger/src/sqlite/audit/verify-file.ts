/** Recomputes one file: its chain, each row from its entries, its totals and its index. Reads one snapshot of the file. */
import { equal, type Hash, nextHash } from './chain.ts'
import { Fault } from './fault.ts'
import { findCall, type LogView } from './find.ts'
import { type CallFold, contributionOf, foldFirst, foldLater, type Group } from './fold.ts'
import type { Head } from './head.ts'
import { type FirstEntry, isAdmin, isFirst, isLater, parseLine } from './line.ts'
import { hourOf, Total } from './rollup.ts'
import type { Segment, StoredCall, StoredEntry } from './segment.ts'
import { Block, blockOf, groupTerm, packOffsets, termsOf } from './terms.ts'

/** Refusals that share a row: what the row says, and what its entries add up to. They may lie in different files. */
export type SharedCounts = Map<number, { row: number; entries: number }>

export class FileCheck {
  readonly #view: LogView
  readonly #segment: Segment
  readonly #head: Head
  readonly #shared: SharedCounts
  readonly #hasBase: boolean
  readonly #totals = new Map<string, Total>()
  #block: Block | null = null
  #hash: Hash
  #calls = 0
  #admin = 0
  next: number

  constructor(view: LogView, segment: Segment, head: Head, shared: SharedCounts, hasBase: boolean) {
    this.#view = view
    this.#segment = segment
    this.#head = head
    this.#shared = shared
    this.#hasBase = hasBase
    this.#hash = head.firstHash
    this.next = head.firstSeq
  }

  entry(stored: StoredEntry): void {
    const { seq, line } = stored
    if (seq !== this.next) throw new Fault(`entry ${this.next} is missing`)
    this.#hash = nextHash(this.#hash, line)
    if (!equal(this.#hash, stored.hash)) throw new Fault(`entry ${seq} was changed or moved`)
    this.next += 1
    const entry = parseLine(line)
    const terms = [...termsOf(entry)]
    if (entry.k === 'fault') throw new Fault(`entry ${seq} records a fault: ${entry.what}`)
    if (isFirst(entry)) terms.push(groupTerm(this.#first(stored, entry)))
    else if (isAdmin(entry)) {
      this.#admin += 1
      const row = this.#segment.get('adminRow', seq)
      if (row?.['time'] !== entry.t || row['principal'] !== entry.principal)
        throw new Fault(`the admin row of entry ${seq} was changed`)
    } else if (isLater(entry)) this.#later(stored, entry.id)
    else if (stored.call > 0) this.#shareOf(stored.call).entries += entry.n
    this.#index(seq, entry.t, terms)
  }

  /** A call's first entry: its row must be the fold of its entries. Returns its group's id. */
  #first(stored: StoredEntry, entry: FirstEntry): number {
    const row = this.#segment.call(stored.seq)
    if (row === null || stored.call !== stored.seq) throw new Fault(`the row of call ${entry.id} is missing`)
    const fold = foldFirst(stored.seq, entry)
    for (const seq of row.later) {
      const found = this.#view.files.entry(seq)
      const later = found === null ? null : parseLine(found.line)
      if (later === null || !isLater(later) || later.id !== entry.id)
        throw new Fault(`the row of call ${entry.id} names entry ${seq}, which is not its own`)
      foldLater(fold, seq, later)
    }
    if (row.count !== 1) this.#shareOf(stored.seq).row = row.count
    const wrong = differenceOf(fold, row) ?? groupDifference(fold.group, this.#segment.group(row.callGroup))
    if (wrong !== null) throw new Fault(`the row of call ${entry.id} was changed: ${wrong}`)
    this.#calls += 1
    const name = `${hourOf(fold.time)} ${row.callGroup}`
    const total = this.#totals.get(name) ?? new Total()
    this.#totals.set(name, total)
    total.add(contributionOf(fold), 1)
    return row.callGroup
  }

  /** A later entry must stand in its call's row, unless retention dropped that. */
  #later({ seq, call }: StoredEntry, callId: string): void {
    if (call === 0) {
      if (!this.#hasBase || findCall(this.#view, callId) !== null) throw new Fault(`entry ${seq} belongs to no call`)
      return
    }
    const name = this.#view.files.nameAt(call)
    if (name === null) return
    if (!(this.#view.files.open(name).call(call)?.later.includes(seq) ?? false)) {
      throw new Fault(`the row of call ${callId} lacks entry ${seq}`)
    }
  }

  #shareOf(call: number): { row: number; entries: number } {
    const share = this.#shared.get(call) ?? { row: 1, entries: 0 }
    this.#shared.set(call, share)
    return share
  }

  #index(seq: number, time: number, terms: readonly number[]): void {
    if (this.#block !== null && this.#block.number !== blockOf(seq)) this.#checkBlock(this.#block)
    if (this.#block?.number !== blockOf(seq)) this.#block = new Block(blockOf(seq))
    this.#block.add(seq, time, terms)
  }

  #checkBlock(block: Block): void {
    const wrong = new Fault(`the index of entries up to ${this.next - 1} was changed`)
    const range = this.#segment.get('block', block.number)
    if (range?.['time_min'] !== block.timeMin || range['time_max'] !== block.timeMax) throw wrong
    if (this.#segment.get('postingCount', block.number)?.['terms'] !== block.terms.size) throw wrong
    for (const [term, offsets] of block.terms) {
      const row = this.#segment.get('posting', block.number, term)
      if (row === undefined || !isSame(row['offsets'], packOffsets(offsets))) throw wrong
    }
  }

  /** After the last entry. */
  end(): void {
    const name = this.#segment.name
    const { hash, calls, seq, firstSeq } = this.#head
    if (!equal(this.#hash, hash)) throw new Fault(`entry ${seq} is not the one that the head of ${name} names`)
    const counted = (what: 'callCount' | 'adminCount' | 'spendCount') => this.#segment.get(what)?.['n'] as number
    if (calls !== this.#calls || counted('callCount') !== this.#calls)
      throw new Fault(`${name} has rows of calls that no entry made`)
    if (counted('adminCount') !== this.#admin) throw new Fault(`${name} has admin rows that no entry made`)
    const bounds = this.#segment.get('bounds')
    if (bounds?.['low'] !== firstSeq || bounds['high'] !== seq)
      throw new Fault(`${name} has entries outside of its part of the chain`)
    // The block that is filling is in no table yet.
    if (this.#block !== null && this.#segment.get('block', this.#block.number) !== undefined)
      this.#checkBlock(this.#block)
    if (counted('spendCount') !== this.#totals.size) throw new Fault(`the totals of ${name} were changed`)
    for (const [at, total] of this.#totals) this.#checkTotal(at, total)
  }

  #checkTotal(at: string, total: Total): void {
    const [hour, group] = at.split(' ').map((part) => Number.parseInt(part, 10)) as [number, number]
    const row = this.#segment.get('spend', hour, group)
    const [calls, spent, held] = total.sums
    if (
      row?.['calls'] !== calls ||
      row['spent'] !== spent.toString() ||
      row['held'] !== held.toString() ||
      row['budgets'] !== total.packBudgets()
    ) {
      throw new Fault(
        `a total of ${this.#segment.name} was changed: group ${group}, hour ${new Date(hour).toISOString()}`,
      )
    }
  }
}

/** The first column in which a row is not the fold of its entries. `count` is summed apart: its entries come later. */
function differenceOf(fold: CallFold, row: StoredCall): string | null {
  const columns = ['time', 'decision', 'code', 'state', 'status', 'reserved', 'cost'] as const
  return columns.find((column) => fold[column] !== row[column]) ?? null
}

function groupDifference(group: Group, stored: Group | null): string | null {
  const members = ['key', 'label', 'run', 'principal', 'vendor', 'operation'] as const
  return members.find((member) => stored?.[member] !== group[member]) ?? null
}

const isSame = (stored: unknown, offsets: number | Uint8Array): boolean =>
  stored instanceof Uint8Array && offsets instanceof Uint8Array ? equal(stored, offsets) : stored === offsets
