import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { readJson, writeJson } from './json-text.ts'

const names = fc.constantFrom('id', 'i', 'amount', 'amount_received', 'a"b', 'é', '', '0', '__proto__', 'n'.repeat(70))
const objects = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof({ maxDepth: 3 }, fc.integer(), fc.dictionary(names, tie('value'), { maxKeys: 5 })),
})).value

test('whatever documents came before, a document is read by what stands in it', () => {
  fc.assert(
    fc.property(objects, (value) => {
      const text = JSON.stringify(value)
      const reading = readJson(text)
      assert.equal(reading.ok && writeJson(reading.value), text)
    }),
    { numRuns: 5_000 },
  )
})

test('a name is read the same however it is spelt and spaced, and stands once', () => {
  for (const text of [
    '{"ab":1,"cd":2}',
    '{"a\\u0062":1,"cd":2}',
    '{ "ab" :1, "c\\u0064": 2 }',
    '{"ab":1,\n"cd" : 2}',
  ]) {
    const reading = readJson(text)
    assert.equal(reading.ok && writeJson(reading.value), '{"ab":1,"cd":2}')
  }
  for (const text of [
    '{"ab":1,"ab":2}',
    '{"ab":1,"a\\u0062":2}',
    '{"ab":1,"cd":{},"ab":1}',
    '{"ab":1,"cd"2}',
    '{"ab":1,"cd',
  ])
    assert.equal(readJson(text).ok, false, text)
})
