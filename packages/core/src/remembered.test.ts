import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ownText, remembered } from './remembered.ts'

/** Counts how often the work was really done. */
function counted() {
  let works = 0
  const lengthOf = remembered((text) => {
    works++
    return text.length
  })
  return { lengthOf, works: () => works }
}

test('an answer is worked out once, and again after very many others', () => {
  const { lengthOf, works } = counted()
  for (let i = 0; i < 3; i++) assert.equal(lengthOf('amount'), 6)
  assert.equal(works(), 1)
  for (let i = 0; i < 4_096; i++) lengthOf(`other_${i}`)
  assert.equal(lengthOf('amount'), 6)
  assert.equal(works(), 4_098)
})

test('a long text has its right answer too, each time anew', () => {
  const { lengthOf, works } = counted()
  const long = 'a'.repeat(129)
  assert.deepEqual([lengthOf(long), lengthOf(long), works()], [129, 129, 2])
})

test('an answer of null is remembered like any other', () => {
  let works = 0
  const none = remembered(() => {
    works++
    return null
  })
  assert.deepEqual([none('a'), none('a'), works], [null, null, 1])
})

test('the text by itself is the same text', () => {
  for (const text of [
    '',
    'amount',
    'metadata[order]',
    '__proto__',
    'constructor',
    '0',
    '-0',
    '1e3',
    'é💸\ud800',
    '\u0000',
  ])
    assert.equal(ownText(`<${text}>`.slice(1, -1)), text)
})
