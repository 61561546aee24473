import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { EndedCalls, EndedPacker, isEnded } from './ended-calls.ts'
import type { CallFold } from './fold.ts'

const amount = fc.bigInt({ min: 0n, max: 2n ** 63n - 1n })
const fold = fc.record({
  seq: fc.integer({ min: 2 ** 40, max: 2 ** 40 + 2 ** 30 }),
  time: fc.integer({ min: 0, max: 2 ** 45 }),
  end: fc.constantFrom(
    { decision: 'allowed', state: 'settled' } as const,
    { decision: 'observed', state: 'released' } as const,
    { decision: 'allowed', state: 'free' } as const,
    { decision: 'refused', state: null } as const,
  ),
  code: fc.option(fc.constantFrom('cap_exhausted', 'rate_limited', 'é')),
  status: fc.option(fc.integer({ min: 1, max: 65_535 })),
  reserved: amount,
  cost: amount,
  after: fc.integer({ min: 1, max: 2 ** 32 - 1 }),
})
const folds = fc.uniqueArray(fold, { selector: ({ seq }) => seq, maxLength: 3_000, size: 'max' }).map((list) =>
  list.map(({ end, after, ...rest }): CallFold => {
    const later = end.decision === 'refused' ? [] : [rest.seq + after]
    return { ...rest, ...end, count: 1, countSeq: 0, later, draws: [] }
  }),
)

test('calls that ended in any order are read as they were, by rising seq', () => {
  fc.assert(
    fc.property(folds, (list) => {
      const packer = new EndedPacker()
      for (const one of list) {
        assert.ok(isEnded(one))
        assert.ok(packer.add(one, one.seq % 1_000))
      }
      const read = [...packer.take()].flatMap((row) => {
        const ended = new EndedCalls(row)
        assert.ok(ended.isWhole)
        return Array.from({ length: ended.count }, (_, index) => ended.at(index))
      })
      const expected = list
        .toSorted((a, b) => a.seq - b.seq)
        .map(({ draws: _, ...row }) => ({ ...row, callGroup: row.seq % 1_000 }))
      assert.deepEqual(read, expected)
      assert.deepEqual([...packer.take()], [])
    }),
    { numRuns: 40 },
  )
})

test('a call that may change, or that does not fit a row, has one of its own', () => {
  const plain: CallFold = {
    seq: 7,
    time: 1,
    decision: 'allowed',
    code: null,
    state: 'settled',
    status: 200,
    reserved: 1n,
    cost: 1n,
    count: 1,
    countSeq: 0,
    later: [8],
    draws: [],
  }
  const others: readonly Partial<CallFold>[] = [
    { state: 'held', later: [] },
    { state: 'free', later: [] },
    { state: 'unknown' },
    { state: 'assumed' },
    { state: 'a state of the future' },
    { later: [8, 9] },
    { count: 2 },
    { cost: 2n ** 63n },
    { status: 70_000 },
    { status: 0.5 },
  ]
  assert.deepEqual([plain, ...others.map((other) => ({ ...plain, ...other }))].map(isEnded), [
    true,
    ...others.map(() => false),
  ])
})
