/**
 * One commit in the journal: a header, the redo lines of changed records, the entries for the audit log. Both texts are UTF-8, a
 * line each. Every number of the header is little-endian:
 *
 * | at | as | what |
 * |---:|---|---|
 * | 0 | u32 | CRC-32 of everything behind it |
 * | 4 | u32 | bytes of redo lines |
 * | 8 | u32 | bytes of entries |
 * | 12 | u32 | 1: the commit has rows of its own in ledger.db, and happened only if they are there |
 * | 16 | f64 | number: one more than the commit before |
 * | 24 | f64 | batch: one more than the last commit that had entries; where this one has none, that commit's |
 * | 32 | f64 | the ledger's clock, epoch milliseconds |
 */
import { crc32 } from 'node:zlib'

export const HEADER_BYTES = 40
const CHECKED_FROM = 4
const HAS_ROWS = 1
/** UTF-8 takes at most so many bytes for one unit of a JavaScript string. */
const BYTES_PER_UNIT_MAX = 3

/** What a commit writes down. */
export interface Commit {
  readonly number: number
  readonly batch: number
  readonly clock: number
  readonly hasRows: boolean
  /** Empty, or lines that each end with a line break. */
  readonly redo: string
  /** Lines without a break at the end. Empty: the commit has none. */
  readonly entries: string
}

/** A buffer that takes any commit, and grows when one is larger than all before it. */
export class Encoder {
  #buffer = Buffer.allocUnsafeSlow(1 << 20)

  /** The bytes of a commit, until the next call. */
  encode({ number, batch, clock, hasRows, redo, entries }: Commit): Buffer {
    const most = HEADER_BYTES + BYTES_PER_UNIT_MAX * (redo.length + entries.length)
    if (most > this.#buffer.byteLength) this.#buffer = Buffer.allocUnsafeSlow(2 * most)
    const buffer = this.#buffer
    const redoBytes = buffer.write(redo, HEADER_BYTES)
    const entryBytes = buffer.write(entries, HEADER_BYTES + redoBytes)
    buffer.writeUInt32LE(redoBytes, 4)
    buffer.writeUInt32LE(entryBytes, 8)
    buffer.writeUInt32LE(hasRows ? HAS_ROWS : 0, 12)
    buffer.writeDoubleLE(number, 16)
    buffer.writeDoubleLE(batch, 24)
    buffer.writeDoubleLE(clock, 32)
    const end = HEADER_BYTES + redoBytes + entryBytes
    buffer.writeUInt32LE(crc32(buffer.subarray(CHECKED_FROM, end)), 0)
    return buffer.subarray(0, end)
  }
}

/** A commit as it lies in a file. Its texts are decoded when asked for. */
export class JournalRecord {
  readonly #bytes: Buffer

  /** @param bytes from the header on; they may go on behind the record */
  constructor(bytes: Buffer) {
    this.#bytes = bytes
  }

  get number(): number {
    return this.#bytes.readDoubleLE(16)
  }

  get batch(): number {
    return this.#bytes.readDoubleLE(24)
  }

  get clock(): number {
    return this.#bytes.readDoubleLE(32)
  }

  get hasRows(): boolean {
    return this.#bytes.readUInt32LE(12) === HAS_ROWS
  }

  get hasEntries(): boolean {
    return this.#bytes.readUInt32LE(8) > 0
  }

  /** With its header. What is not a record may say anything. */
  get byteLength(): number {
    return HEADER_BYTES + this.#bytes.readUInt32LE(4) + this.#bytes.readUInt32LE(8)
  }

  /** Whether all of it is there, as it was written. */
  get isWhole(): boolean {
    const end = this.byteLength
    return (
      end <= this.#bytes.byteLength && crc32(this.#bytes.subarray(CHECKED_FROM, end)) === this.#bytes.readUInt32LE(0)
    )
  }

  get redo(): string {
    return this.#bytes.toString('utf8', HEADER_BYTES, HEADER_BYTES + this.#bytes.readUInt32LE(4))
  }

  get entries(): string {
    return this.#bytes.toString('utf8', HEADER_BYTES + this.#bytes.readUInt32LE(4), this.byteLength)
  }
}
