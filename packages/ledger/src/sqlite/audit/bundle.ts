/**
 * Entries as a file holds them: about twenty a row. One is found by the row that begins at or before it. What is read is kept
 * a while, because neighbours are asked for together, and because bundles never change.
 */
import type { Hash } from './chain.ts'
import type { Segment, StoredEntry } from './segment.ts'

const CHARS_MAX = 16_384
const HASH_BYTES = 32
const KEPT = 16

const ADD = 'INSERT INTO bundles (seq, hashes, lines) VALUES (?, ?, ?)'
const AT = 'SELECT seq, hashes, lines FROM bundles WHERE seq <= ? ORDER BY seq DESC LIMIT 1'
const AFTER = 'SELECT seq, hashes, lines FROM bundles WHERE seq > ? ORDER BY seq LIMIT 1'
const COUNT = 'SELECT count(*) AS n FROM bundles'

/** The entries of one row. */
export class Bundle {
  readonly seq: number
  readonly lines: readonly string[]
  readonly #hashes: Buffer

  constructor(row: Record<string, unknown>) {
    this.seq = row['seq'] as number
    this.lines = (row['lines'] as string).split('\n')
    this.#hashes = Buffer.from(row['hashes'] as Uint8Array)
  }

  get endSeq(): number {
    return this.seq + this.lines.length
  }

  /** Shorter than a hash where the row was cut. */
  hash(seq: number): Hash {
    const at = (seq - this.seq) * HASH_BYTES
    return this.#hashes.toString('hex', at, at + HASH_BYTES)
  }

  get hasHashOfEach(): boolean {
    return this.#hashes.byteLength === this.lines.length * HASH_BYTES
  }

  entry(seq: number): StoredEntry | null {
    const line = this.lines[seq - this.seq]
    return line === undefined ? null : { seq, hash: this.hash(seq), line }
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
    const bundle = new Bundle(row)
    this.#kept.push(bundle)
    if (this.#kept.length > KEPT) this.#kept = this.#kept.slice(-KEPT / 2)
    return bundle
  }

  /** Bundles in order, from the one that holds the entry. */
  *from(seq: number): Generator<Bundle> {
    let row = this.#segment.sql(AT).get(seq) ?? this.#segment.sql(AFTER).get(seq)
    while (row !== undefined) {
      const bundle = new Bundle(row)
      yield bundle
      row = this.#segment.sql(AFTER).get(bundle.seq)
    }
  }

  get count(): number {
    return this.#segment.sql(COUNT).get()?.['n'] as number
  }
}

/** What one commit appends to a file, cut into bundles. */
export class BundleWriter {
  readonly #segment: Segment
  #seq = 0
  #chars = 0
  #lines: string[] = []
  #hashes: Hash[] = []

  constructor(segment: Segment) {
    this.#segment = segment
  }

  add(seq: number, hash: Hash, line: string): void {
    if (this.#lines.length === 0) this.#seq = seq
    this.#lines.push(line)
    this.#hashes.push(hash)
    this.#chars += line.length
    if (this.#chars >= CHARS_MAX) this.flush()
  }

  /** Writes what was added; inside the caller's transaction. */
  flush(): void {
    if (this.#lines.length === 0) return
    this.#segment.sql(ADD).run(this.#seq, Buffer.from(this.#hashes.join(''), 'hex'), this.#lines.join('\n'))
    this.#lines = []
    this.#hashes = []
    this.#chars = 0
  }
}
