/**
 * Entries as a file holds them: text, a line for each, the entry and then its hash. The database knows where each bundle of
 * about twenty begins, so that one entry is found by reading a few pages of text. What is read is kept a while, because
 * neighbours are asked for together, and because bundles never change.
 */
import { HASH_CHARS, type Hash } from './chain.ts'
import type { Segment, StoredEntry } from './segment.ts'

const KEPT = 16
const BREAK = 10
/** Before the hash of a line: a space. */
const TAIL_CHARS = HASH_CHARS + 1

const AT = 'SELECT seq, count, at, bytes FROM bundles WHERE seq <= ? ORDER BY seq DESC LIMIT 1'
const AFTER = 'SELECT seq, count, at, bytes FROM bundles WHERE seq > ? ORDER BY seq LIMIT 1'
const OUTSIDE = 'SELECT 1 FROM bundles WHERE seq < ? OR seq > ? LIMIT 1'

/** Where a bundle stands in the text of its file. */
interface Place {
  readonly seq: number
  readonly count: number
  readonly at: number
  readonly bytes: number
}

export class Bundle {
  readonly seq: number
  readonly endSeq: number
  readonly at: number
  readonly endAt: number
  readonly #text: Buffer
  /** Where each line ends: fewer than entries where the text was cut. */
  readonly #ends: readonly number[]

  constructor({ seq, count, at, bytes }: Place, text: Buffer) {
    this.seq = seq
    this.endSeq = seq + count
    this.at = at
    this.endAt = at + bytes
    this.#text = text
    const ends: number[] = []
    for (let end = text.indexOf(BREAK); end >= 0; end = text.indexOf(BREAK, end + 1)) ends.push(end)
    this.#ends = ends
  }

  /** False where the text has more or fewer lines than the bundle has entries, or bytes after the last. */
  get isWhole(): boolean {
    const { length } = this.#ends
    return length === this.endSeq - this.seq && this.#ends[length - 1] === this.endAt - this.at - 1
  }

  entry(seq: number): StoredEntry | null {
    const bytes = this.bytes(seq)
    return bytes === null ? null : { seq, line: bytes.toString(), hash: this.hash(seq) }
  }

  /** The entry's exact bytes. */
  bytes(seq: number): Buffer | null {
    const index = seq - this.seq
    const end = this.#ends[index]
    if (end === undefined || seq >= this.endSeq) return null
    const start = index === 0 ? 0 : (this.#ends[index - 1] ?? 0) + 1
    return this.#text.subarray(start, Math.max(end - TAIL_CHARS, start))
  }

  /** Whether the entry's line is the entry, a space and this hash. */
  endsWith(seq: number, hash: Hash): boolean {
    const end = this.#ends[seq - this.seq] ?? 0
    return this.#text.toString('latin1', Math.max(end - TAIL_CHARS, 0), end) === ` ${hash}`
  }

  /** As it stands behind the entry. */
  hash(seq: number): Hash {
    const end = this.#ends[seq - this.seq] ?? 0
    return this.#text.toString('latin1', Math.max(end - HASH_CHARS, 0), end)
  }
}

/** The bundles of one file. */
export class Bundles {
  readonly #segment: Segment
  /** Used last = last. */
  #kept: Bundle[] = []

  constructor(segment: Segment) {
    this.#segment = segment
  }

  entry(seq: number): StoredEntry | null {
    const kept = this.#kept.findLast((bundle) => bundle.seq <= seq && seq < bundle.endSeq)
    return (kept ?? this.#read(seq))?.entry(seq) ?? null
  }

  #read(seq: number): Bundle | null {
    const row = this.#segment.sql(AT).get(seq)
    if (row === undefined) return null
    const bundle = this.#bundle(row)
    this.#kept.push(bundle)
    if (this.#kept.length > KEPT) this.#kept = this.#kept.slice(-KEPT / 2)
    return bundle
  }

  #bundle(row: Record<string, unknown>): Bundle {
    const place = row as unknown as Place
    return new Bundle(place, this.#segment.text.read(place.at, place.bytes))
  }

  /** Bundles in order, from the one that holds the entry. */
  *from(seq: number): Generator<Bundle> {
    let row = this.#segment.sql(AT).get(seq) ?? this.#segment.sql(AFTER).get(seq)
    while (row !== undefined) {
      const bundle = this.#bundle(row)
      yield bundle
      row = this.#segment.sql(AFTER).get(bundle.seq)
    }
  }

  /** Whether there are bundles that begin before or after these entries. */
  hasOutside(first: number, last: number): boolean {
    return this.#segment.sql(OUTSIDE).get(first, last) !== undefined
  }
}
