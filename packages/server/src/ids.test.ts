import assert from 'node:assert/strict'
import { test } from 'node:test'
import { newId } from './ids.ts'

test('an id is its prefix and a UUIDv7 of this very moment', () => {
  const before = Date.now()
  const id = newId('call')
  const after = Date.now()
  assert.match(id, /^call_[0-9a-f]{12}7[0-9a-f]{3}[89ab][0-9a-f]{15}$/)
  const time = Number.parseInt(id.slice(5, 17), 16)
  assert.ok(time >= before && time <= after)
})

test('ten thousand ids are all different', () => {
  assert.equal(new Set(Array.from({ length: 10_000 }, () => newId('evt'))).size, 10_000)
})
