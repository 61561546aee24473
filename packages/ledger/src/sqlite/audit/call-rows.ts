/** The rows of a file's calls, wherever they stand: those that ended at once in blobs of many, all others one by one. */
import { packDecision, packSeqs, packState, unpackDecision, unpackSeqs, unpackState } from './columns.ts'
import { EndedCalls, type EndedFilter, EndedPacker, type EndedRow, isEnded } from './ended-calls.ts'
import type { CallFold } from './fold.ts'
import { firstAtLeast } from './pairs.ts'
import type { Segment } from './segment.ts'
import type { StoredCall } from './stored-call.ts'

export const CALL_COLUMNS = `seq, time, call_group, decision, code, state, status, CAST(reserved AS TEXT) AS reserved,
    CAST(cost AS TEXT) AS cost, count, count_seq, later`

const PUT = `INSERT INTO calls (seq, time, call_group, decision, code, state, status, reserved, cost, count,
    count_seq, later) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT (seq) DO UPDATE SET state = excluded.state, status = excluded.status, cost = excluded.cost,
    count = excluded.count, count_seq = excluded.count_seq, later = excluded.later`
const ONE = `SELECT ${CALL_COLUMNS} FROM calls WHERE seq = ?`
const BETWEEN = `SELECT ${CALL_COLUMNS} FROM calls WHERE seq BETWEEN ? AND ?`
const SEQS = 'SELECT seq FROM calls WHERE seq BETWEEN ? AND ?'
const ENDED_COLUMNS = 'seq, last_seq, codes, rows'
const ENDED_PUT = 'INSERT INTO ended_calls (seq, last_seq, codes, rows) VALUES (?, ?, ?, ?)'
const ENDED_AT = `SELECT ${ENDED_COLUMNS} FROM ended_calls WHERE seq <= ? ORDER BY seq DESC LIMIT 1`

const ENDED_ALL = `SELECT ${ENDED_COLUMNS} FROM ended_calls ORDER BY seq`
const OUTSIDE = 'SELECT 1 FROM calls WHERE seq < ? OR seq > ? LIMIT 1'

const KEPT = 8

export interface RowsBetween {
  /** What stands for each call, by seq. */
  readonly rows: ReadonlyMap<number, StoredCall>
  /** What stood for a call when it ended, and does no more. */
  readonly replaced: readonly StoredCall[]
}

export class CallRows {
  readonly #segment: Segment
  readonly #packer = new EndedPacker()
  /** Used last = last. Never changed once written. */
  #kept: EndedCalls[] = []

  constructor(segment: Segment) {
    this.#segment = segment
  }

  /** Writes a call's row. `flush` must follow before anything reads. @param isNew whether it is the first of this call */
  put(fold: CallFold, groupId: number, isNew: boolean): void {
    if (!isNew || !isEnded(fold) || !this.#packer.add(fold, groupId)) this.#putOne(fold, groupId)
  }

  #putOne(fold: CallFold, groupId: number): void {
    const { seq, time, decision, code, state, status, reserved, cost, count, countSeq, later } = fold
    const [packed, ended] = [packDecision(decision), packState(state)]
    this.#segment
      .sql(PUT)
      .run(seq, time, groupId, packed, code, ended, status, reserved, cost, count, countSeq, packSeqs(later))
  }

  flush(): void {
    for (const row of this.#packer.take()) this.#segment.sql(ENDED_PUT).run(row.seq, row.last_seq, row.codes, row.rows)
  }

  one(seq: number): StoredCall | null {
    const row = this.#segment.sql(ONE).get(seq)
    if (row !== undefined) return storedCall(row)
    const ended = this.#kept.findLast((kept) => kept.seq <= seq && seq <= kept.lastSeq) ?? this.#read(seq)
    return ended === null ? null : endedAt(ended, seq)
  }

  #read(seq: number): EndedCalls | null {
    const row = this.#segment.sql(ENDED_AT).get(seq)
    if (row === undefined) return null
    const ended = new EndedCalls(row as unknown as EndedRow)
    this.#kept.push(ended)
    if (this.#kept.length > KEPT) this.#kept = this.#kept.slice(-KEPT / 2)
    return ended
  }

  /** Rows of the calls that began in a range of entries, both ends included. */
  between(first: number, last: number): RowsBetween {
    const stored = this.#segment.sql(BETWEEN).all(first, last).map(storedCall)
    const rows = new Map(stored.map((call) => [call.seq, call]))
    const replaced: StoredCall[] = []
    for (const call of this.ended(first, last)) {
      if (rows.has(call.seq)) replaced.push(call)
      else rows.set(call.seq, call)
    }
    return { rows, replaced }
  }

  /** Rows in blobs, newest first, of the calls that began in a range of entries. */
  *ended(first: number, last: number): Generator<StoredCall> {
    for (const ended of this.#blobs(first, last)) {
      for (let index = ended.count - 1; index >= 0; index -= 1) {
        const seq = ended.seqAt(index)
        if (seq < first) return
        if (seq <= last) yield ended.at(index)
      }
    }
  }

  /** Of the same, those that may fit, without what stands in `calls` now. */
  *endedStill(first: number, last: number, filter: EndedFilter): Generator<StoredCall> {
    for (const ended of this.#blobs(first, last)) {
      if (filter.code !== null && !ended.hasCode(filter.code)) continue
      const changed = new Set(
        this.#segment
          .sql(SEQS)
          .all(ended.seq, ended.lastSeq)
          .map((row) => row['seq']),
      )
      for (let index = ended.count - 1; index >= 0; index -= 1) {
        const seq = ended.seqAt(index)
        if (seq < first) return
        if (seq <= last && ended.mayFit(index, filter) && !changed.has(seq)) yield ended.at(index)
      }
    }
  }

  /** Whether there are rows of calls that began before or after these entries, or of none in particular. */
  hasOutside(first: number, last: number): boolean {
    if (this.#segment.sql(OUTSIDE).get(first, last) !== undefined) return true
    let next = first
    for (const row of this.#segment.sql(ENDED_ALL).iterate()) {
      const ended = new EndedCalls(row as unknown as EndedRow)
      if (ended.seq < next || ended.lastSeq > last || !ended.isWhole) return true
      next = ended.lastSeq + 1
    }
    return false
  }

  *#blobs(first: number, last: number): Generator<EndedCalls> {
    for (let from = last; ; ) {
      const row = this.#segment.sql(ENDED_AT).get(from)
      if (row === undefined) return
      const ended = new EndedCalls(row as unknown as EndedRow)
      if (ended.lastSeq < first) return
      yield ended
      from = ended.seq - 1
    }
  }
}

function endedAt(ended: EndedCalls, seq: number): StoredCall | null {
  const index = firstAtLeast(ended.count, seq, (at) => ended.seqAt(at))
  return index < ended.count && ended.seqAt(index) === seq ? ended.at(index) : null
}

export function storedCall(row: Readonly<Record<string, unknown>>): StoredCall {
  return {
    seq: row['seq'] as number,
    time: row['time'] as number,
    callGroup: row['call_group'] as number,
    decision: unpackDecision(row['decision'] as number),
    code: row['code'] as string | null,
    state: unpackState(row['state'] as number | string | null),
    status: row['status'] as number | null,
    reserved: BigInt(row['reserved'] as string),
    cost: BigInt(row['cost'] as string),
    count: row['count'] as number,
    countSeq: row['count_seq'] as number,
    later: unpackSeqs(row['later'] as number | string | null),
  }
}
