/**
 * Rows of calls that are over, many in a blob: a row for each would cost more than all else about it. 44 bytes a call,
 * little-endian: seq and time (64-bit floats), reserved and cost (64 bits each), group (32), how many entries later the outcome
 * came (32), status (16), then one byte each for decision and state together, and for the code.
 */
import type { AuditFilter } from '../../audit.ts'
import { packDecision, packState, unpackDecision, unpackState } from './columns.ts'
import type { CallFold } from './fold.ts'
import type { StoredCall } from './stored-call.ts'

const ROW_BYTES = 44
const ROW_WORDS = ROW_BYTES / 4
const ROWS_MAX = 256
const CODES_MAX = 255
const SEQS_MAX = 2 ** 32
/** More than calls ever end in one commit: with its place beside it, a seq of the commit's is still an exact number. */
const PLACES = 2 ** 22
const STATUS_MAX = 65_535
const DECISION_BITS = 0xf0
const STATE_BITS = 0x0f
const NO_STATE = 15
const AMOUNT_MAX = 2n ** 63n - 1n

/** A call of which nothing more is expected, and that has nothing which does not fit a row. */
export function isEnded({ decision, state, seq, status, reserved, cost, count, later }: CallFold): boolean {
  const isOver =
    decision === 'refused'
      ? state === null
      : later.length === 1 && (state === 'settled' || state === 'released' || state === 'free')
  const isPlain =
    count === 1 &&
    later.length <= 1 &&
    (later[0] ?? seq) - seq < SEQS_MAX &&
    reserved <= AMOUNT_MAX &&
    cost <= AMOUNT_MAX
  return isOver && isPlain && (status === null || (status > 0 && status <= STATUS_MAX && Number.isInteger(status)))
}

/** Calls as they end, packed as blobs. In one stretch of memory, because objects that wait would be moved by the collector. */
export class EndedPacker {
  #view = new DataView(new ArrayBuffer(ROWS_MAX * ROW_BYTES))
  #codes: string[] = []
  #count = 0

  /** False where the call's code does not fit any more. */
  add(fold: CallFold, groupId: number): boolean {
    const { seq, time, decision, code, state, status, reserved, cost, later } = fold
    const packed = code === null ? 0 : this.#code(code)
    if (packed > CODES_MAX) return false
    const at = this.#count * ROW_BYTES
    if (at === this.#view.byteLength) this.#grow()
    const view = this.#view
    view.setFloat64(at, seq, true)
    view.setFloat64(at + 8, time, true)
    view.setBigInt64(at + 16, reserved, true)
    view.setBigInt64(at + 24, cost, true)
    view.setUint32(at + 32, groupId, true)
    view.setUint32(at + 36, (later[0] ?? seq) - seq, true)
    view.setUint16(at + 40, status ?? 0, true)
    view.setUint8(at + 42, packDecision(decision) * 16 + packEnd(state))
    view.setUint8(at + 43, packed)
    this.#count += 1
    return true
  }

  #grow(): void {
    const larger = new Uint8Array(this.#view.byteLength * 2)
    larger.set(new Uint8Array(this.#view.buffer))
    this.#view = new DataView(larger.buffer)
  }

  #code(code: string): number {
    const index = this.#codes.indexOf(code)
    return index >= 0 ? index + 1 : this.#codes.length === CODES_MAX ? CODES_MAX + 1 : this.#codes.push(code)
  }

  /** What was added since, in blobs of rising seq. */
  *take(): Generator<EndedRow> {
    const order = this.#order()
    const codes = JSON.stringify(this.#codes)
    for (let from = 0; from < order.length; from += ROWS_MAX) {
      const rows = this.#rows(order.subarray(from, from + ROWS_MAX))
      const view = new DataView(rows.buffer)
      const last = rows.byteLength - ROW_BYTES
      yield { seq: view.getFloat64(0, true), last_seq: view.getFloat64(last, true), codes, rows }
    }
    this.#codes = []
    this.#count = 0
  }

  /** Places of the rows by rising seq: calls end in another order than they began. */
  #order(): Float64Array {
    const order = new Float64Array(this.#count)
    const first = this.#count === 0 ? 0 : this.#view.getFloat64(0, true)
    for (let place = 0; place < this.#count; place += 1) {
      order[place] = (this.#view.getFloat64(place * ROW_BYTES, true) - first) * PLACES + place
    }
    return order.sort()
  }

  #rows(order: Float64Array): Uint8Array {
    const from = new Uint32Array(this.#view.buffer)
    const rows = new Uint32Array(order.length * ROW_WORDS)
    for (const [index, ordered] of order.entries()) {
      const place = ((ordered % PLACES) + PLACES) % PLACES
      for (let word = 0; word < ROW_WORDS; word += 1)
        rows[index * ROW_WORDS + word] = from[place * ROW_WORDS + word] ?? 0
    }
    return new Uint8Array(rows.buffer)
  }
}

/** A filter as rows are tested by it. */
export interface EndedFilter {
  /** Bits of decision and state that must be as in `kind`. */
  readonly mask: number
  readonly kind: number
  readonly status: number | null
  readonly minCost: bigint | null
  readonly code: string | null
}

export function endedFilter({ decision, state, status, minCost, code }: AuditFilter): EndedFilter {
  return {
    mask: (decision === undefined ? 0 : DECISION_BITS) + (state === undefined ? 0 : STATE_BITS),
    kind: (decision === undefined ? 0 : packDecision(decision) * 16) + (state === undefined ? 0 : packEnd(state)),
    status: status ?? null,
    minCost: minCost ?? null,
    code: code ?? null,
  }
}

/** 0 for no state; a state that is not known here is that of no row. */
function packEnd(state: string | null): number {
  const packed = packState(state)
  return typeof packed === 'number' ? packed + 1 : packed === null ? 0 : NO_STATE
}

export interface EndedRow {
  readonly seq: number
  readonly last_seq: number
  readonly codes: string
  readonly rows: Uint8Array
}

/** A list that cannot be read names nothing: rows then differ from their entries, which is what `verify` looks for. */
function readCodes(text: string): readonly string[] {
  if (text === '[]') return []
  try {
    return JSON.parse(text) as readonly string[]
  } catch {
    return []
  }
}

/** One blob, read. */
export class EndedCalls {
  readonly seq: number
  readonly lastSeq: number
  readonly count: number
  readonly #codes: readonly string[]
  readonly #view: DataView

  constructor({ seq, last_seq: lastSeq, codes, rows }: EndedRow) {
    this.seq = seq
    this.lastSeq = lastSeq
    this.count = Math.floor(rows.byteLength / ROW_BYTES)
    this.#codes = readCodes(codes)
    this.#view = new DataView(rows.buffer, rows.byteOffset, rows.byteLength)
  }

  /** False where its rows are not those that it names, each once and in order. */
  get isWhole(): boolean {
    for (let index = 1; index < this.count; index += 1) if (this.seqAt(index) <= this.seqAt(index - 1)) return false
    return (
      this.count > 0 &&
      this.count * ROW_BYTES === this.#view.byteLength &&
      this.seqAt(0) === this.seq &&
      this.seqAt(this.count - 1) === this.lastSeq
    )
  }

  /** What `fitsStored` says of most rows that do not fit, told from their bytes: a scan makes no more rows than it needs. */
  mayFit(index: number, { mask, kind, status, minCost }: EndedFilter): boolean {
    const at = index * ROW_BYTES
    return (
      (this.#view.getUint8(at + 42) & mask) === kind &&
      (status === null || this.#view.getUint16(at + 40, true) === status) &&
      (minCost === null || this.#view.getBigInt64(at + 24, true) >= minCost)
    )
  }

  /** False where no row has the code. */
  hasCode(code: string): boolean {
    return this.#codes.includes(code)
  }

  seqAt(index: number): number {
    return this.#view.getFloat64(index * ROW_BYTES, true)
  }

  at(index: number): StoredCall {
    const [view, at] = [this.#view, index * ROW_BYTES]
    const seq = this.seqAt(index)
    const later = view.getUint32(at + 36, true)
    const status = view.getUint16(at + 40, true)
    const kind = view.getUint8(at + 42)
    const code = view.getUint8(at + 43)
    return {
      seq,
      time: view.getFloat64(at + 8, true),
      callGroup: view.getUint32(at + 32, true),
      decision: unpackDecision(Math.floor(kind / 16)),
      code: code === 0 ? null : (this.#codes[code - 1] ?? null),
      state: kind % 16 === 0 ? null : unpackState((kind % 16) - 1),
      status: status === 0 ? null : status,
      reserved: view.getBigInt64(at + 16, true),
      cost: view.getBigInt64(at + 24, true),
      count: 1,
      countSeq: 0,
      later: later === 0 ? [] : [seq + later],
    }
  }
}
