import assert from 'node:assert/strict'
import { test } from 'node:test'
import { timeCell } from './time.ts'

const NOW = Date.parse('2026-11-29T12:00:00Z')

test('relative where someone looks, and the date where that says more', () => {
  assert.equal(timeCell('2026-11-29T11:59:30Z', NOW), '30 sec. ago')
  assert.equal(timeCell('2026-11-29T14:30:00Z', NOW), 'in 2 hr.')
  assert.equal(timeCell('2026-11-26T12:00:00Z', NOW), '3 days ago')
  assert.equal(timeCell('2026-01-01T00:00:00Z', NOW), '2026-01-01')
})

test('RFC 3339 as it stands where a program reads', () => {
  assert.equal(timeCell('2026-11-29T11:59:30.123Z', null), '2026-11-29T11:59:30.123Z')
  assert.equal(timeCell(null, null), '-')
  assert.equal(timeCell('\u001b[2J', null), '\\u001b[2J', 'and what is no time cannot draw')
})
