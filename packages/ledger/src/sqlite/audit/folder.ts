/** The unit of work over one file's folded rows: each changed row and total is written once per commit. */
import { BoundedMap } from './bounded.ts'
import type { Files } from './files.ts'
import { type CallFold, type Contribution, contributionOf, foldFirst, foldLater, type Group } from './fold.ts'

import { isFirst, isLater, type LaterEntry, parseLine } from './line.ts'
import { hourOf, loadTotal, storeTotal, type Total } from './rollup.ts'
import type { Segment } from './segment.ts'

interface Known {
  readonly fold: CallFold
  readonly groupId: number
  /** What the totals hold of this call now. */
  contributed: Contribution | null
  /** Entries that the row has but the chain has not yet: a crash came between the commits of two files. */
  readonly ahead: Set<number>
}

const CALLS_KEPT = 20_000
const GROUPS_KEPT = 50_000
const TOTALS_KEPT = 20_000

export class Folder {
  readonly segment: Segment
  readonly #files: Files
  readonly #calls = new BoundedMap<number, Known>(CALLS_KEPT)
  readonly #groups = new BoundedMap<string, number>(GROUPS_KEPT)
  readonly #totals = new BoundedMap<string, Total>(TOTALS_KEPT)
  readonly #changed = new Set<Known>()

  constructor(segment: Segment, files: Files) {
    this.segment = segment
    this.#files = files
  }

  groupId(group: Group): number {
    const { key, label, run, principal, vendor, operation } = group
    const name = [key, label, run, principal, vendor, operation]
      .map((member) => (member === null ? '\x01' : member))
      .join('\0')
    let id = this.#groups.get(name)
    if (id === undefined) {
      const row = this.segment.get('groupId', key, label, run, principal, vendor, operation)
      id =
        (row?.['id'] as number | undefined) ??
        this.segment.run('addGroup', key, label, run, principal, vendor, operation)
      this.#groups.set(name, id)
    }
    return id
  }

  /** A new row. Returns its group's id. */
  add(fold: CallFold): number {
    const known: Known = { fold, groupId: this.groupId(fold.group), contributed: null, ahead: new Set() }
    this.#calls.set(fold.seq, known)
    this.#changed.add(known)
    return known.groupId
  }

  /** Folds an outcome into a row of this file. An entry that the row has already changes nothing. */
  later(call: number, seq: number, entry: LaterEntry): void {
    const known = this.#known(call)
    if (known.fold.later.includes(seq)) return
    foldLater(known.fold, seq, entry)
    if (known.ahead.delete(seq)) known.contributed = contributionOf(known.fold)
    else this.#changed.add(known)
  }

  /** Raises the count of a refusal row, once per entry. */
  more(call: number, seq: number, count: number): void {
    const known = this.#known(call)
    if (seq <= known.fold.countSeq) return
    known.fold.count += count
    known.fold.countSeq = seq
    this.#changed.add(known)
  }

  #known(call: number): Known {
    let known = this.#calls.get(call)
    if (known === undefined) {
      known = this.#load(call)
      this.#calls.set(call, known)
    }
    return known
  }

  #load(call: number): Known {
    const row = this.segment.call(call)
    const first = this.segment.entry(call)
    const entry = first === null ? null : parseLine(first.line)
    if (row === null || entry === null || !isFirst(entry)) throw new Error(`audit row ${call} is missing`)
    const fold = foldFirst(call, entry)
    const ahead = new Set<number>()
    for (const seq of row.later) {
      const stored = this.#files.entry(seq)
      const later = stored === null ? null : parseLine(stored.line)
      if (later === null) ahead.add(seq)
      else if (isLater(later)) foldLater(fold, seq, later)
    }
    fold.count = row.count
    fold.countSeq = row.countSeq
    return { fold, groupId: row.callGroup, contributed: contributionOf(fold), ahead }
  }

  /** Writes what changed; inside the caller's transaction. */
  flush(): void {
    const totals = new Map<string, readonly [hour: number, groupId: number, total: Total]>()
    for (const known of this.#changed) {
      this.segment.putCall(known.fold, known.groupId)
      const hour = hourOf(known.fold.time)
      const total = this.#total(hour, known.groupId)
      if (known.contributed !== null) total.add(known.contributed, -1)
      known.contributed = contributionOf(known.fold)
      total.add(known.contributed, 1)
      totals.set(`${hour} ${known.groupId}`, [hour, known.groupId, total])
    }
    for (const [hour, groupId, total] of totals.values()) storeTotal(this.segment, hour, groupId, total)
    this.#changed.clear()
    this.#calls.trim()
    this.#groups.trim()
    this.#totals.trim()
  }

  #total(hour: number, groupId: number): Total {
    const name = `${hour} ${groupId}`
    let total = this.#totals.get(name)
    if (total === undefined) {
      total = loadTotal(this.segment, hour, groupId)
      this.#totals.set(name, total)
    }
    return total
  }
}
