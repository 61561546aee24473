import assert from 'node:assert/strict'
import { test } from 'node:test'
import { counted, inWords } from './words.ts'

test('a list reads as people say it', () => {
  assert.equal(inWords([]), '')
  assert.equal(inWords(['a']), 'a')
  assert.equal(inWords(['a', 'b', 'c']), 'a, b and c')
})

test('one is one, everything else is several', () => {
  assert.equal(counted(1, 'key'), '1 key')
  assert.equal(counted(0, 'key'), '0 keys')
  assert.equal(counted(12000, 'call'), '12,000 calls')
})
