import assert from 'node:assert/strict'
import { test } from 'node:test'
import { blastConsequences, blastText } from './blast-radius.ts'

test('the radius is one line', () => {
  assert.equal(
    blastText({ keys: 3, callsUnderWay: 2, held: 41_200_000n, closesRuns: [] }),
    '3 keys, 2 calls in flight, $41.20 held',
  )
  assert.equal(
    blastText({ keys: 1, callsUnderWay: 0, held: 0n, closesRuns: [] }),
    '1 key, no call in flight, nothing held',
  )
})

test('what is in flight or held is told only where there is some', () => {
  assert.equal(blastConsequences({ keys: 2, callsUnderWay: 1, held: 1n, closesRuns: [] }).length, 4)
  assert.equal(blastConsequences({ keys: 2, callsUnderWay: 0, held: 0n, closesRuns: [] }).length, 2)
  assert.deepEqual(blastConsequences({ keys: 0, callsUnderWay: 0, held: 0n, closesRuns: [] }), [
    'No live key matches: nothing would change.',
  ])
})

test('a run that is closed is told, also where no key of it lives any more', () => {
  const none = { keys: 0, callsUnderWay: 0, held: 0n, closesRuns: ['dagster/7'] }
  assert.deepEqual(blastConsequences(none), ['No key can be issued under dagster/7 any more.'])
  assert.equal(blastConsequences({ ...none, keys: 1 }).length, 3)
})
