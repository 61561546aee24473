/** Recomputes one file: its chain, each row from its entries, its totals and its index. Reads one snapshot of the file. */
import { Block } from './block.ts'
import type { BoundedMap } from './bounded.ts'
import type { Bundle } from './bundle.ts'
import { type Hash, nextHash } from './chain.ts'
import { Fault } from './fault.ts'
import { findCall, type LogView } from './find.ts'
import { type CallFold, contributionOf, foldFirst, foldLater, type Group, groupOf } from './fold.ts'
import type { Head } from './head.ts'
import { indexEntry } from './index-block.ts'
import { type FirstEntry, isAdmin, isFirst, isLater, parseLine } from './line.ts'
import { BLOCK_BUCKETS, blockOf } from './pairs.ts'
import { hourOf, Total } from './rollup.ts'
import { scanLine } from './scan.ts'
import type { Segment } from './segment.ts'
import type { StoredCall } from './stored-call.ts'

/** Refusals that share a row: what the row says, and what its entries add up to. They may lie in different files. */
export type SharedCounts = Map<number, { row: number; entries: number }>

/** Calls met so far, by id: where each began, and the later entries that its row names. */
export type MetCalls = BoundedMap<string, Pick<StoredCall, 'seq' | 'later'>>

/** What goes from one file to the next. */
export interface Passed {
  readonly shared: SharedCounts
  readonly met: MetCalls
}

export class FileCheck {
  readonly #view: LogView
  readonly #segment: Segment
  readonly #head: Head
  readonly #passed: Passed
  readonly #hasBase: boolean
  readonly #isEnded: boolean
  readonly #totals = new Map<string, Total>()
  readonly #groups = new Map<number, Group | null>()
  /** Rows of the bundle's calls, and what they replaced. */
  #rows: ReadonlyMap<number, StoredCall> = new Map()
  #replaced: ReadonlyMap<number, StoredCall> = new Map()
  /** Entries of the bundle that began a call. */
  #called = 0
  #block: Block | null = null
  #hash: Hash
  #next: number
  /** Where its text goes on. */
  #at = 0
  #calls = 0
  #admin = 0

  /** @param isEnded the file is not appended to any more: nothing may stand behind its last entry */
  constructor(view: LogView, segment: Segment, head: Head, passed: Passed, hasBase: boolean, isEnded: boolean) {
    this.#isEnded = isEnded
    this.#view = view
    this.#segment = segment
    this.#head = head
    this.#passed = passed
    this.#hasBase = hasBase
    this.#hash = head.firstHash
    this.#next = head.firstSeq
  }

  bundle(bundle: Bundle): void {
    if (bundle.seq > this.#next) throw new Fault(`entry ${this.#next} is missing`)
    if (bundle.seq < this.#next || bundle.endSeq > this.#head.seq + 1 || bundle.at !== this.#at) throw this.#outside()
    const lines: string[] = []
    for (let seq = bundle.seq; seq < bundle.endSeq; seq += 1) lines.push(this.#link(bundle, seq))
    if (!bundle.isWhole) throw this.#outside()
    this.#at = bundle.endAt
    const { rows, replaced } = this.#segment.calls.between(bundle.seq, bundle.endSeq - 1)
    this.#rows = rows
    this.#replaced = new Map(replaced.map((row) => [row.seq, row]))
    for (const line of lines) {
      this.#next += 1
      this.#entry(this.#next - 1, line)
    }
    if (this.#rows.size !== this.#called) throw this.#rowsOfNothing()
    this.#called = 0
  }

  /** The next entry, if its hash follows from the one before. */
  #link(bundle: Bundle, seq: number): string {
    const bytes = bundle.bytes(seq)
    if (bytes === null) throw new Fault(`entry ${seq} is missing`)
    this.#hash = nextHash(this.#hash, bytes)
    if (!bundle.endsWith(seq, this.#hash)) throw new Fault(`entry ${seq} was changed or moved`)
    return bytes.toString()
  }

  #rowsOfNothing(): Fault {
    return new Fault(`${this.#segment.name} has rows of calls that no entry made`)
  }

  #outside(): Fault {
    return new Fault(`${this.#segment.name} has entries outside of its part of the chain`)
  }

  #entry(seq: number, line: string): void {
    const entry = parseLine(line)
    if (entry.k === 'fault') throw new Fault(`entry ${seq} records a fault: ${entry.what}`)
    let groupId: number | null = null
    if (isFirst(entry)) groupId = this.#first(seq, entry)
    else if (isLater(entry)) this.#later(seq, entry.id)
    else if (isAdmin(entry)) {
      this.#admin += 1
      const row = this.#segment.get('adminRow', seq)
      if (row?.['time'] !== entry.t || row['principal'] !== entry.principal)
        throw new Fault(`the admin row of entry ${seq} was changed`)
    } else {
      const call = this.#callOf(seq, entry.id)
      if (call !== null) this.#shareOf(call).entries += entry.n
    }
    indexEntry(this.#blockFor(seq), seq, entry, groupId)
  }

  /** A call's first entry: its row must be the fold of its entries. Returns its group's id. */
  #first(seq: number, entry: FirstEntry): number {
    const row = this.#rows.get(seq)
    if (row === undefined) throw new Fault(`the row of call ${entry.id} is missing`)
    const fold = this.#foldOf(seq, entry, row)
    const replaced = this.#replaced.get(seq)
    if (replaced !== undefined) this.#foldOf(seq, entry, replaced)
    if (row.count !== 1) this.#shareOf(seq).row = row.count
    this.#called += 1
    this.#calls += 1
    this.#passed.met.set(entry.id, row)
    const name = `${hourOf(fold.time)} ${row.callGroup}`
    const total = this.#totals.get(name) ?? new Total()
    this.#totals.set(name, total)
    // Later entries raised the count, and are summed apart.
    total.add(contributionOf({ ...fold, count: row.count }), 1)
    return row.callGroup
  }

  /** What a row must be: the fold of the entry and of those that the row names. */
  #foldOf(seq: number, entry: FirstEntry, row: StoredCall): CallFold {
    const fold = foldFirst(seq, entry)
    for (const at of row.later) {
      const found = this.#view.files.entry(at)
      const later = found === null ? null : scanLine(found.line)
      if (later === null || !isLater(later) || later.id !== entry.id)
        throw new Fault(`the row of call ${entry.id} names entry ${at}, which is not its own`)
      foldLater(fold, at, later)
    }
    const wrong = differenceOf(fold, row) ?? groupDifference(groupOf(entry), this.#group(row.callGroup))
    if (wrong !== null) throw new Fault(`the row of call ${entry.id} was changed: ${wrong}`)
    return fold
  }

  #group(id: number): Group | null {
    let group = this.#groups.get(id)
    if (group === undefined) {
      group = this.#segment.group(id)
      this.#groups.set(id, group)
    }
    return group
  }

  /** A later entry must stand in its call's row, unless retention dropped that. */
  #later(seq: number, callId: string): void {
    if (this.#passed.met.get(callId)?.later.includes(seq) === true) return
    const call = this.#callOf(seq, callId)
    if (call === null && !this.#hasBase) throw new Fault(`entry ${seq} belongs to no call`)
    const name = call === null ? null : this.#view.files.nameAt(call)
    if (call === null || name === null) return
    // The row of an older file may have grown since it was looked at.
    if (this.#view.files.open(name).call(call)?.later.includes(seq) !== true) {
      throw new Fault(`the row of call ${callId} lacks entry ${seq}`)
    }
  }

  #callOf(seq: number, callId: string): number | null {
    return this.#passed.met.get(callId)?.seq ?? findCall(this.#view, callId, seq)
  }

  #shareOf(call: number): { row: number; entries: number } {
    const share = this.#passed.shared.get(call) ?? { row: 1, entries: 0 }
    this.#passed.shared.set(call, share)
    return share
  }

  #blockFor(seq: number): Block {
    if (this.#block?.number === blockOf(seq)) return this.#block
    if (this.#block !== null) this.#checkBlock(this.#block)
    this.#block = new Block(blockOf(seq))
    return this.#block
  }

  #checkBlock(block: Block): void {
    const wrong = new Fault(`the index of entries up to ${this.#next - 1} was changed`)
    const range = this.#segment.get('block', block.number)
    if (range?.['time_min'] !== block.timeMin || range['time_max'] !== block.timeMax) throw wrong
    let buckets = 0
    for (const [bucket, pairs] of block.packed()) {
      const stored = this.#segment.get('bucket', bucket)?.['pairs']
      if (!(stored instanceof Uint8Array) || Buffer.compare(stored, pairs) !== 0) throw wrong
      buckets += 1
    }
    const first = block.number * BLOCK_BUCKETS
    if (this.#segment.get('bucketCount', first, first + BLOCK_BUCKETS - 1)?.['n'] !== buckets) throw wrong
  }

  /** After the last entry. */
  end(): void {
    const name = this.#segment.name
    const { hash, calls, seq, firstSeq, bytes } = this.#head
    if (this.#next <= seq) throw new Fault(`entry ${this.#next} is missing`)
    if (this.#at !== bytes || (this.#isEnded && this.#segment.text.size !== bytes)) throw this.#outside()
    if (this.#segment.bundles.hasOutside(firstSeq, seq)) throw this.#outside()
    if (this.#hash !== hash) throw new Fault(`entry ${seq} is not the one that the head of ${name} names`)
    const counted = (what: 'adminCount' | 'spendCount') => this.#segment.get(what)?.['n'] as number
    if (calls !== this.#calls || this.#segment.calls.hasOutside(firstSeq, seq)) throw this.#rowsOfNothing()
    if (counted('adminCount') !== this.#admin) throw new Fault(`${name} has admin rows that no entry made`)
    // The block that is filling is in no table yet.
    if (this.#block !== null && this.#segment.get('block', this.#block.number) !== undefined)
      this.#checkBlock(this.#block)
    if (counted('spendCount') !== this.#totals.size) throw new Fault(`the totals of ${name} were changed`)
    for (const [at, total] of this.#totals) this.#checkTotal(at, total)
  }

  #checkTotal(at: string, total: Total): void {
    const [hour, group] = at.split(' ').map((part) => Number.parseInt(part, 10)) as [number, number]
    const row = this.#segment.get('spend', hour, group)
    const { calls, spent, held } = total
    if (
      row?.['calls'] !== calls ||
      row['spent'] !== spent.toString() ||
      row['held'] !== held.toString() ||
      row['budgets'] !== total.packBudgets() ||
      row['refusals'] !== total.packRefusals()
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
  const members = ['key', 'label', 'run', 'principal', 'vendor', 'operation', 'moneyClass'] as const
  return members.find((member) => stored?.[member] !== group[member]) ?? null
}
