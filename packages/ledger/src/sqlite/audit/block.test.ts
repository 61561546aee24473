import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { Block } from './block.ts'
import { BLOCK_ENTRIES, bucketOf, findPairs } from './pairs.ts'

const NUMBER = 3
const FIRST = NUMBER * BLOCK_ENTRIES
/** Few terms, so that they repeat, from both ends of the range. */
const term = fc.oneof(
  fc.nat({ max: 5 }),
  fc.integer({ min: 2 ** 32 - 5, max: 2 ** 32 - 1 }),
  fc.nat({ max: 2 ** 32 - 1 }),
)

function expected(added: readonly (readonly [seq: number, term: number])[], wanted: number): number[] {
  return [...new Set(added.filter(([, found]) => found === wanted).map(([seq]) => seq))]
}

test('a term finds each of its entries while the block fills, and when it is packed', () => {
  fc.assert(
    fc.property(fc.array(term, { minLength: 1, maxLength: 6_000, size: 'max' }), fc.nat(), (terms, ask) => {
      const block = new Block(NUMBER)
      const added: (readonly [number, number])[] = []
      const wanted = terms[ask % terms.length] ?? 0
      for (const [index, each] of terms.entries()) {
        const seq = FIRST + Math.floor(index / 2)
        block.addTerm(seq, each)
        added.push([seq, each])
        // A question in the middle sorts what is there; what comes after it is found too.
        if (index === ask % terms.length) assert.deepEqual([...new Set(block.seqs(wanted))], expected(added, wanted))
      }
      assert.deepEqual([...new Set(block.seqs(wanted))], expected(added, wanted))
      const buckets = new Map(block.packed())
      const pairs = buckets.get(bucketOf(NUMBER, wanted)) ?? new Uint8Array()
      assert.deepEqual(findPairs(pairs, NUMBER, wanted), expected(added, wanted))
    }),
    { numRuns: 60 },
  )
})
