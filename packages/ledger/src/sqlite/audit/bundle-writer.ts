/** Appends entries to a file: text and hashes into one buffer, from there to the disk; the database is told where bundles begin. */
import { HASH_CHARS, type Hash, hashOfBytes } from './chain.ts'
import type { Segment } from './segment.ts'

const BUNDLE_BYTES = 32_768
const BUFFER_BYTES = 1_048_576
/** The hash before and its line break: what the next entry's hash covers besides the entry. */
const LEAD = HASH_CHARS + 1
/** Of UTF-8 for one unit of a string. */
const UNIT_BYTES_MAX = 3
const SPACE = 32
const BREAK = 10

export class BundleWriter {
  readonly #segment: Segment
  /** Kept from commit to commit: memory that was never touched costs as much as writing into it. */
  #buffer = Buffer.allocUnsafe(BUFFER_BYTES)
  /** Where the text that is in the buffer goes. */
  #at: number
  #used = LEAD
  /** The bundle that is filling: its first entry, and where that begins in the buffer. */
  #seq: number
  #start = LEAD
  #count = 0
  /** Bundles that are in the buffer as a whole: first entry, entries, place, bytes. */
  #ended: (readonly [number, number, number, number])[] = []

  /** @param at where the text ends, `seq` and `before` the next entry's place and the hash before it */
  constructor(segment: Segment, at: number, seq: number, before: Hash) {
    this.#segment = segment
    this.#at = at
    this.#seq = seq
    this.#buffer.write(`${before}\n`, 0, 'latin1')
  }

  /** Adds the next entry and returns its hash. */
  add(line: string): Hash {
    this.#makeRoom(line.length * UNIT_BYTES_MAX + LEAD + 1)
    const buffer = this.#buffer
    const start = this.#used
    const end = start + buffer.write(line, start)
    // A plain view costs less to make than a Buffer, and none is needed to hash.
    const hash = hashOfBytes(new Uint8Array(buffer.buffer, buffer.byteOffset + start - LEAD, end - start + LEAD))
    buffer[end] = SPACE
    buffer.write(hash, end + 1, 'latin1')
    this.#used = end + 1 + HASH_CHARS
    buffer[this.#used] = BREAK
    this.#used += 1
    this.#count += 1
    if (this.#used - this.#start >= BUNDLE_BYTES) this.#end()
    return hash
  }

  #end(): void {
    if (this.#count === 0) return
    this.#ended.push([this.#seq, this.#count, this.#at + this.#start - LEAD, this.#used - this.#start])
    this.#seq += this.#count
    this.#count = 0
    this.#start = this.#used
  }

  #makeRoom(bytes: number): void {
    if (this.#used + bytes <= this.#buffer.byteLength) return
    this.write()
    if (this.#used + bytes <= this.#buffer.byteLength) return
    const larger = Buffer.allocUnsafe(this.#used + bytes)
    larger.set(this.#buffer.subarray(0, this.#used))
    this.#buffer = larger
  }

  /** To the file, text first: what the database knows of can be read. Inside the caller's transaction. */
  write(): void {
    this.#end()
    const buffer = this.#buffer
    this.#segment.text.write(buffer.subarray(LEAD, this.#used), this.#at)
    for (const place of this.#ended) this.#segment.run('addBundle', ...place)
    this.#ended = []
    this.#at += this.#used - LEAD
    buffer.copyWithin(0, this.#used - LEAD, this.#used)
    this.#used = LEAD
    this.#start = LEAD
  }

  /** Writes what was added, and its text to the disk. Returns where that ends. */
  flush(): number {
    this.write()
    this.#segment.text.sync()
    return this.#at
  }
}
