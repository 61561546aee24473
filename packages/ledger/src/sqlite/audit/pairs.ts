/**
 * The index as stored: pairs of a term and the offset of an entry within its block, sorted, in 64 buckets per block by the
 * term's highest bits. A term is then one short row to read, and a full block costs 64 rows to write instead of thousands.
 */

/** Entries per block, a power of two; an offset fits 16 bits. */
export const BLOCK_ENTRIES = 8_192
export const BLOCK_BUCKETS = 64
const TERMS_A_BUCKET = 2 ** 32 / BLOCK_BUCKETS
const PAIR_BYTES = 6

export const blockOf = (seq: number): number => Math.floor(seq / BLOCK_ENTRIES)

export const bucketOf = (block: number, term: number): number =>
  block * BLOCK_BUCKETS + Math.floor(term / TERMS_A_BUCKET)

/** A pair as one number, which sorts as the pair does. */
export const pairOf = (term: number, offset: number): number => term * BLOCK_ENTRIES + offset

/** Packs pairs, which rise, into the blobs of their buckets. */
export function* packPairs(block: number, pairs: Float64Array): Generator<readonly [bucket: number, blob: Uint8Array]> {
  let from = 0
  while (from < pairs.length) {
    const bucket = bucketOf(block, termOf(pairs, from))
    let to = from + 1
    while (to < pairs.length && bucketOf(block, termOf(pairs, to)) === bucket) to += 1
    yield [bucket, pack(pairs.subarray(from, to))]
    from = to
  }
}

const termOf = (pairs: Float64Array, at: number): number => Math.floor((pairs[at] ?? 0) / BLOCK_ENTRIES)

function pack(pairs: Float64Array): Uint8Array {
  const view = new DataView(new ArrayBuffer(pairs.length * PAIR_BYTES))
  for (let index = 0; index < pairs.length; index += 1) {
    const pair = pairs[index] ?? 0
    view.setUint32(index * PAIR_BYTES, Math.floor(pair / BLOCK_ENTRIES), true)
    view.setUint16(index * PAIR_BYTES + 4, pair % BLOCK_ENTRIES, true)
  }
  return new Uint8Array(view.buffer)
}

/** Seqs of the entries that have the term, rising. */
export function findPairs(blob: Uint8Array, block: number, term: number): number[] {
  const view = new DataView(blob.buffer, blob.byteOffset, blob.byteLength)
  const count = Math.floor(blob.byteLength / PAIR_BYTES)
  const seqs: number[] = []
  let at = firstAtLeast(count, term, (index) => view.getUint32(index * PAIR_BYTES, true))
  for (; at < count && view.getUint32(at * PAIR_BYTES, true) === term; at += 1) {
    seqs.push(block * BLOCK_ENTRIES + view.getUint16(at * PAIR_BYTES + 4, true))
  }
  return seqs
}

/** The first of `count` rising values that is `least` or more; `count` where none is. */
export function firstAtLeast(count: number, least: number, valueAt: (index: number) => number): number {
  let [low, high] = [0, count]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (valueAt(middle) < least) low = middle + 1
    else high = middle
  }
  return low
}
