import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inTurn, takeTurns } from './in-turn.ts'

test('every round has all of them, each time beginning with another', () => {
  assert.deepEqual(
    [1, 2, 3].map((round) => inTurn(['a', 'b', 'c'], round).join('')),
    ['bca', 'cab', 'abc'],
  )
  assert.deepEqual(inTurn([], 1), [])
})

test('one that fails is told, and the others go on', async () => {
  const told: string[] = []
  const results = await takeTurns(['a', 'b', 'c'], 3, {
    what: (name) => `turn of ${name}`,
    take: async (name) => {
      if (name === 'b') throw new Error('broken')
      return name.toUpperCase()
    },
    onFault: (what, error) => void told.push(`${what}: ${String(error)}`),
  })
  assert.deepEqual(results, ['A', 'C'])
  assert.deepEqual(told, ['turn of b: Error: broken'])
})
