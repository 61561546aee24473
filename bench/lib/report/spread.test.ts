import assert from 'node:assert/strict'
import { test } from 'node:test'
import { over, paired, spread } from './spread.ts'

const TURNS = [
  { target: 'a', round: 1, value: 10 },
  { target: 'b', round: 1, value: 20 },
  { target: 'a', round: 2, value: 30 },
  { target: 'b', round: 2, value: 30 },
  { target: 'a', round: 3, value: 80 },
  { target: 'b', round: 3, value: 20 },
]

test('a spread is the median with the least and the greatest', () => {
  assert.deepEqual(spread([3, 1, 2]), { median: 2, min: 1, max: 3 })
  assert.deepEqual(spread([4, 1, 2, 3]), { median: 2.5, min: 1, max: 4 })
  assert.ok(Number.isNaN(spread([]).median))
})

test('targets are compared inside each round, not by their medians', () => {
  assert.deepEqual(
    paired(TURNS, 'a', 'b', (turn, beside) => turn.value / beside.value),
    { median: 1, min: 0.5, max: 4 },
  )
})

test('a round in which one of both is missing compares nothing', () => {
  const { max } = paired(
    TURNS.filter(({ target, round }) => target === 'a' || round !== 3),
    'a',
    'b',
    (turn, beside) => turn.value / beside.value,
  )
  assert.equal(max, 1)
})

test('a figure of one target is taken over its own turns', () => {
  assert.deepEqual(
    over(TURNS, 'b', ({ value }) => value),
    { median: 20, min: 20, max: 30 },
  )
})
