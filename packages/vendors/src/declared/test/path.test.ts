import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Json, readJson } from '@keybrake/core'
import { lacks, parsePath, type Path, valuesAt } from '../path.ts'

const json = (text: string): Json => {
  const read = readJson(text)
  assert.ok(read.ok)
  return read.value
}
const path = (text: string): Path => {
  const parsed = parsePath(text)
  assert.ok(parsed, text)
  return parsed
}
const at = (text: string, way: string): unknown[] => valuesAt(json(text), path(way))

test('a path leads through members and every element of lists', () => {
  assert.deepEqual(at('{"a":{"b":"x"}}', 'a.b'), ['x'])
  assert.deepEqual(at('{"a":[{"b":"x"},{"b":"y"},{}]}', 'a[].b'), ['x', 'y'])
  assert.deepEqual(at('[{"To":"x"},{"To":"y"}]', '[].To'), ['x', 'y'])
  assert.deepEqual(at('{"a":["x","y"]}', 'a[]'), ['x', 'y'])
})

test('a value that is no list counts as a list of one', () => {
  assert.deepEqual(at('{"a":{"b":"x"}}', 'a[].b'), ['x'])
  assert.deepEqual(at('{"a":"x"}', 'a[]'), ['x'])
})

test('null and what is missing are no values', () => {
  for (const text of ['{}', '{"a":null}', '{"a":{"b":null}}', '{"a":"x"}', 'null', '"x"', '[]'])
    assert.deepEqual(at(text, 'a.b'), [], text)
})

test('what lacks a value in one place of a list lacks it', () => {
  assert.equal(lacks(json('{"a":[{"b":1},{"b":2}]}'), path('a[].b')), false)
  assert.equal(lacks(json('{"a":[{"b":1},{}]}'), path('a[].b')), true)
  assert.equal(lacks(json('{"a":[{"b":1},{"b":null}]}'), path('a[].b')), true)
  assert.equal(lacks(json('{"a":[]}'), path('a[].b')), false)
  assert.equal(lacks(json('{}'), path('a[].b')), true)
})

test('what is no path is none', () => {
  for (const text of ['', '.', 'a.', '.a', 'a..b', 'a[0]', 'a[]b', 'a b', 'a.[]', '0', 'a[][]'])
    assert.equal(parsePath(text), null, text)
})
