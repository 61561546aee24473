import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sinceOf } from './since.ts'

const NOW = Date.parse('2026-11-29T12:00:00Z')
const since = (text: string): string => sinceOf(text, '--from', NOW)

test('how long ago, a day, or a moment', () => {
  assert.equal(since('2h'), '2026-11-29T10:00:00.000Z')
  assert.equal(since('7d'), '2026-11-22T12:00:00.000Z')
  assert.equal(since('2026-11-01'), '2026-11-01T00:00:00.000Z')
  assert.equal(since('2026-11-01T08:30:00+02:00'), '2026-11-01T06:30:00.000Z')
})

test('nothing is guessed', () => {
  for (const text of ['yesterday', '2', '1y', '11/29/2026', '', '2026-13-45'])
    assert.throws(() => since(text), /--from needs/, text)
})
