/** The unit of work over one file's folded rows: each changed row and total is written once per commit. */
import type { CommonFacts } from './common-facts.ts'
import { isEnded } from './ended-calls.ts'
import type { Files } from './files.ts'
import { type CallFold, type Contribution, contributionOf, foldFirst, foldLater, groupOf } from './fold.ts'
import { type BriefFirst, type BriefLater, isFirst, isLater, parseLine } from './line.ts'
import { hourOf, loadTotal, storeTotal, type Total } from './rollup.ts'
import type { Segment } from './segment.ts'

/** A total that was used since all was forgotten: there is one object for each, so that nothing is counted twice. */
interface KnownTotal {
  readonly hour: number
  readonly groupId: number
  readonly total: Total
  isChanged: boolean
}

interface KnownGroup {
  readonly id: number
  /** The total that was used last: calls come in order of time. */
  last: KnownTotal | null
}

export interface Known {
  readonly id: string
  readonly fold: CallFold
  readonly group: KnownGroup
  /** What the totals hold of this call now. */
  contributed: Contribution | null
  isChanged: boolean
  /** No row was written yet. */
  isNew: boolean
  /** Entries that the row has but the chain has not yet: a crash came between the commits of two files. */
  ahead: Set<number> | null
}

/** What is known can be read again from the file; with more than this it is forgotten, all at once. */
const KNOWN_MAX = 50_000

export class Folder {
  readonly segment: Segment
  readonly #files: Files
  /** By id: calls that began since the last commit, and others. */
  readonly #fresh = new Map<string, Known>()
  readonly #calls = new Map<string, Known>()
  readonly #groups = new Map<string, KnownGroup>()
  /** By key, for each beginning of facts. */
  readonly #groupsByFacts = new Map<CommonFacts, Map<string, KnownGroup>>()
  readonly #groupsById = new Map<number, KnownGroup>()
  readonly #totals = new Map<string, KnownTotal>()
  #changed: Known[] = []
  #changedTotals: KnownTotal[] = []

  constructor(segment: Segment, files: Files) {
    this.segment = segment
    this.#files = files
  }

  /** A new call. Returns its group's id. */
  add(seq: number, entry: BriefFirst): number {
    const group = this.#group(entry)
    const fold = foldFirst(seq, entry)
    const known = { id: entry.id, fold, group, contributed: null, isChanged: true, isNew: true, ahead: null }
    this.#fresh.set(entry.id, known)
    return group.id
  }

  /** A call whose fate may still change, as far as it is remembered. */
  recall(callId: string): Known | undefined {
    return this.#fresh.get(callId) ?? this.#calls.get(callId)
  }

  /** Folds an outcome into a row of this file. An entry that the row has already changes nothing. */
  later(known: Known, seq: number, entry: BriefLater): void {
    if (known.fold.later.includes(seq)) return
    foldLater(known.fold, seq, entry)
    if (known.ahead?.delete(seq) === true) known.contributed = contributionOf(known.fold)
    else if (known.isNew && isEnded(known.fold)) {
      // As most calls do: nothing of it is left to remember.
      this.#fresh.delete(known.id)
      this.#write(known)
    } else this.#change(known)
  }

  /** Raises the count of a refusal row, once per entry. */
  more(known: Known, seq: number, count: number): void {
    if (seq <= known.fold.countSeq) return
    known.fold.count += count
    known.fold.countSeq = seq
    this.#change(known)
  }

  #change(known: Known): void {
    if (!known.isChanged) this.#changed.push(known)
    known.isChanged = true
  }

  /** Reads a call's row and entries back from the file. */
  load(call: number): Known {
    const row = this.segment.call(call)
    const first = this.segment.bundles.entry(call)
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
    const group = this.#groupById(row.callGroup)
    const known = {
      id: entry.id,
      fold,
      group,
      contributed: contributionOf(fold),
      isChanged: false,
      isNew: false,
      ahead,
    }
    this.#calls.set(entry.id, known)
    return known
  }

  #group(entry: BriefFirst): KnownGroup {
    const common = entry.k === 'admit' ? entry.common : undefined
    if (common === undefined) return this.#groupByMembers(entry)
    let ofKeys = this.#groupsByFacts.get(common)
    if (ofKeys === undefined) {
      ofKeys = new Map()
      this.#groupsByFacts.set(common, ofKeys)
    }
    let known = ofKeys.get(entry.key)
    if (known === undefined) {
      known = this.#groupByMembers(entry)
      ofKeys.set(Buffer.from(entry.key).toString(), known)
    }
    return known
  }

  #groupByMembers(entry: BriefFirst): KnownGroup {
    const { key, label, run, principal, vendor, operation, moneyClass } = groupOf(entry)
    const members = [key, label, run, principal, vendor, operation, moneyClass]
    const name = JSON.stringify(members)
    let known = this.#groups.get(name)
    if (known === undefined) {
      const row = this.segment.get('groupId', ...members)
      const stored = row?.['id'] as number | undefined
      known = this.#groupById(stored ?? this.segment.run('addGroup', ...members))
      this.#groups.set(name, known)
    }
    return known
  }

  #groupById(id: number): KnownGroup {
    let known = this.#groupsById.get(id)
    if (known === undefined) {
      known = { id, last: null }
      this.#groupsById.set(id, known)
    }
    return known
  }

  #total(group: KnownGroup, hour: number): KnownTotal {
    if (group.last?.hour === hour) return group.last
    const name = `${hour} ${group.id}`
    let known = this.#totals.get(name)
    if (known === undefined) {
      known = { hour, groupId: group.id, total: loadTotal(this.segment, hour, group.id), isChanged: false }
      this.#totals.set(name, known)
    }
    group.last = known
    return known
  }

  /** Writes the rows that changed; inside the caller's transaction. */
  writeRows(): void {
    for (const known of this.#fresh.values()) this.#keep(known)
    this.#fresh.clear()
    for (const known of this.#changed) this.#keep(known)
    this.#changed = []
    this.segment.calls.flush()
  }

  /** Writes all that changed. */
  flush(): void {
    this.writeRows()
    for (const known of this.#changedTotals) {
      storeTotal(this.segment, known.hour, known.groupId, known.total)
      known.isChanged = false
    }
    this.#changedTotals = []
    const { size } = this.#calls
    if (size > KNOWN_MAX || this.#groups.size > KNOWN_MAX || this.#totals.size > KNOWN_MAX) this.#forget()
  }

  /** Writes a call, and remembers it if more is expected of it. */
  #keep(known: Known): void {
    const { fold, id } = known
    const contributed = this.#write(known)
    known.isChanged = false
    known.isNew = false
    // A call that has its outcome is seldom asked for again.
    if (fold.later.length > 0) this.#calls.delete(id)
    else {
      this.#calls.set(id, known)
      known.contributed = contributed
      // The text would keep all of its line's in memory.
      fold.draws = contributed.shares
    }
  }

  /** The row, and what the totals hold of the call. */
  #write({ fold, group, contributed, isNew }: Known): Contribution {
    this.segment.calls.put(fold, group.id, isNew)
    const total = this.#total(group, hourOf(fold.time))
    if (!total.isChanged) this.#changedTotals.push(total)
    total.isChanged = true
    if (contributed !== null) total.total.add(contributed, -1)
    const contribution = contributionOf(fold)
    total.total.add(contribution, 1)
    return contribution
  }

  #forget(): void {
    this.#calls.clear()
    this.#groups.clear()
    this.#groupsByFacts.clear()
    this.#groupsById.clear()
    this.#totals.clear()
  }
}
