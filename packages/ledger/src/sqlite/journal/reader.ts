/** Reads the journal's commits in order, while its writer goes on. */
import { closeSync, openSync, readSync } from 'node:fs'
import { HEADER_BYTES, JournalRecord } from './record.ts'
import { segmentPath, segmentsIn } from './segments.ts'

const CHUNK_BYTES = 1 << 18

export class JournalReader {
  readonly #dir: string
  /** Number of the next commit; 0: the oldest there is. */
  #next: number
  #fd: number | null = null
  /** Of the present segment. */
  #first = 0
  /** Where the next record begins in the file, and what of the file is in memory. */
  #at = 0
  #chunk = Buffer.alloc(0)
  #chunkAt = 0
  #last = { segment: 0, offset: 0 }

  /** @param next number of the first commit to read; 0: the oldest that is there */
  constructor(dir: string, next: number) {
    this.#dir = dir
    this.#next = next
  }

  /** Where the last commit that was read begins: its segment, and the place in it. */
  get last(): { readonly segment: number; readonly offset: number } {
    return this.#last
  }

  /** Number of the next commit. */
  get next(): number {
    return this.#next
  }

  /**
   * The next commit. Null: there is none, or it is torn.
   *
   * @param batchMax later ones are not durable yet, and may be taken back
   */
  read(batchMax = Number.POSITIVE_INFINITY): JournalRecord | null {
    if (this.#fd === null && !this.#begin()) return null
    const record = this.#recordHere() ?? (this.#open(this.#next) ? this.#recordHere() : null)
    if (record === null || record.batch > batchMax) {
      // Read anew when asked again: the writer may have gone on.
      this.#chunk = this.#chunk.subarray(0, 0)
      return null
    }
    this.#last = { segment: this.#first, offset: this.#at }
    this.#at += record.byteLength
    this.#next = record.number + 1
    return record
  }

  close(): void {
    if (this.#fd !== null) closeSync(this.#fd)
    this.#fd = null
  }

  /** Opens the segment that has the next commit and goes to its place. */
  #begin(): boolean {
    const segments = segmentsIn(this.#dir)
    const first = this.#next === 0 ? segments[0] : segments.findLast((each) => each <= this.#next)
    if (first === undefined || !this.#open(first)) return false
    const wanted = this.#next
    this.#next = first
    while (this.#next < wanted) {
      const record = this.#recordHere()
      if (record === null) break
      this.#at += record.byteLength
      this.#next++
    }
    if (this.#next >= wanted) return true
    this.close()
    this.#next = wanted
    return false
  }

  #open(first: number): boolean {
    if (first === this.#first && this.#fd !== null) return false
    let fd: number
    try {
      fd = openSync(segmentPath(this.#dir, first), 'r')
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false
      throw error
    }
    this.close()
    this.#fd = fd
    this.#first = first
    this.#at = 0
    this.#chunk = this.#chunk.subarray(0, 0)
    this.#chunkAt = 0
    return true
  }

  /** The record at the present place. What is in memory may be older than the file. */
  #recordHere(): JournalRecord | null {
    const record = this.#recordInChunk()
    if (record !== null || this.#chunkAt === this.#at) return record
    this.#chunk = this.#chunk.subarray(0, 0)
    this.#chunkAt = this.#at
    return this.#recordInChunk()
  }

  #recordInChunk(): JournalRecord | null {
    let bytes = this.#bytes(HEADER_BYTES)
    if (bytes.byteLength < HEADER_BYTES || new JournalRecord(bytes).number !== this.#next) return null
    bytes = this.#bytes(new JournalRecord(bytes).byteLength)
    const record = new JournalRecord(bytes)
    return record.isWhole ? record : null
  }

  /** What the file has from the next record on: so many bytes where it has them, and perhaps more. */
  #bytes(length: number): Buffer {
    const from = this.#at - this.#chunkAt
    if (from + length <= this.#chunk.byteLength) return this.#chunk.subarray(from)
    if (this.#fd === null) return Buffer.alloc(0)
    const chunk = Buffer.allocUnsafeSlow(Math.max(length, CHUNK_BYTES))
    let filled = 0
    while (filled < chunk.byteLength) {
      const read = readSync(this.#fd, chunk, filled, chunk.byteLength - filled, this.#at + filled)
      if (read === 0) break
      filled += read
    }
    this.#chunk = chunk.subarray(0, filled)
    this.#chunkAt = this.#at
    return this.#chunk
  }
}
