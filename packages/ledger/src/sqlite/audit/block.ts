/** The terms of one block while it fills, kept in memory; a full block is written once and never touched again. */
import { BLOCK_ENTRIES, firstAtLeast, packPairs, pairOf } from './pairs.ts'

/** Pairs that may lie unsorted behind the sorted ones: a search looks through them one by one. */
const TAIL_MAX = 1_024

export class Block {
  readonly number: number
  timeMin = Number.MAX_SAFE_INTEGER
  timeMax = 0
  #pairs = new Float64Array(4 * TAIL_MAX)
  #count = 0
  #sorted = 0

  constructor(number: number) {
    this.number = number
  }

  get isEmpty(): boolean {
    return this.timeMax === 0 && this.#count === 0
  }

  addTime(time: number): void {
    if (time < this.timeMin) this.timeMin = time
    if (time > this.timeMax) this.timeMax = time
  }

  addTerm(seq: number, term: number): void {
    if (this.#count === this.#pairs.length) {
      const longer = new Float64Array(this.#pairs.length * 2)
      longer.set(this.#pairs)
      this.#pairs = longer
    }
    this.#pairs[this.#count] = pairOf(term, seq % BLOCK_ENTRIES)
    this.#count += 1
  }

  /** Seqs of the entries that have the term, rising. */
  seqs(term: number): readonly number[] {
    if (this.#count - this.#sorted > TAIL_MAX) this.#sort()
    const [low, high] = [pairOf(term, 0), pairOf(term + 1, 0)]
    const seqs: number[] = []
    const first = firstAtLeast(this.#sorted, low, (index) => this.#pairs[index] ?? 0)
    for (let at = first; at < this.#count; at += 1) {
      const pair = this.#pairs[at] ?? 0
      if (pair >= low && pair < high) seqs.push(this.number * BLOCK_ENTRIES + (pair - low))
      // Past the term's own: on to what is not sorted.
      else if (at < this.#sorted) at = this.#sorted - 1
    }
    return seqs
  }

  #sort(): void {
    this.#pairs.subarray(0, this.#count).sort()
    this.#sorted = this.#count
  }

  /** The block as stored, bucket by bucket; a pair that was added twice stands once. */
  *packed(): Generator<readonly [bucket: number, blob: Uint8Array]> {
    this.#sort()
    yield* packPairs(this.number, this.#once())
  }

  #once(): Float64Array {
    const once = new Float64Array(this.#count)
    let count = 0
    for (let at = 0; at < this.#count; at += 1) {
      const pair = this.#pairs[at] ?? 0
      if (count > 0 && pair === once[count - 1]) continue
      once[count] = pair
      count += 1
    }
    return once.subarray(0, count)
  }
}
