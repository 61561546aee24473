import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { json } from '../testing/index.ts'
import { readForm, writeForm } from './form.ts'
import { jsonToFields } from './json-form.ts'

const fieldsOf = (text: string): unknown => {
  const reading = jsonToFields(json(text))
  return reading.ok ? reading.fields : null
}

test('objects become a[b], arrays a[0], null the empty text, booleans words', () => {
  const body =
    '{"amount":2999,"off_session":true,"description":null,"metadata":{"order":"6735","n":-5},"items":[{"price":"p"},{"price":"q"}],"tags":["x","y"]}'
  assert.deepEqual(fieldsOf(body), [
    ['amount', '2999'],
    ['off_session', 'true'],
    ['description', ''],
    ['metadata[order]', '6735'],
    ['metadata[n]', '-5'],
    ['items[0][price]', 'p'],
    ['items[1][price]', 'q'],
    ['tags[0]', 'x'],
    ['tags[1]', 'y'],
  ])
})

test('an empty array clears, an empty object says nothing', () => {
  assert.deepEqual(fieldsOf('{"a":[],"b":{},"c":[{}]}'), [['a', '']])
})

test('a number that is not a plain integer is refused at any depth', () => {
  for (const number of ['1.5', '1.0', '1e3', '1E0', '-0', '0.0', '1e-2']) {
    assert.equal(fieldsOf(`{"amount":${number}}`), null)
    assert.equal(fieldsOf(`{"a":[{"b":${number}}]}`), null)
  }
  assert.deepEqual(fieldsOf('{"amount":123456789012345678901234567890}'), [
    ['amount', '123456789012345678901234567890'],
  ])
})

test('a name with brackets, an empty name or one that forms read in two ways is refused at any depth', () => {
  for (const name of ['a[b]', 'a[', ']', '[]', '', 'a\\u0000', ' a', 'a b']) {
    assert.equal(fieldsOf(`{"${name}":1}`), null, name)
    if (!name.includes(' ')) assert.equal(fieldsOf(`{"a":{"${name}":1}}`), null, name)
  }
  assert.deepEqual(fieldsOf('{"metadata":{"order id":"1"}}'), [['metadata[order id]', '1']])
})

test('control characters in a value are refused, line breaks pass', () => {
  assert.equal(fieldsOf('{"a":"\\u0000"}'), null)
  assert.deepEqual(fieldsOf('{"a":"x\\r\\n\\ty"}'), [['a', 'x\r\n\ty']])
})

test('only an object can become a form', () => {
  for (const text of ['[]', '[{"a":1}]', '"a=1"', '1', 'null', 'true']) assert.equal(fieldsOf(text), null)
})

test('whatever is translated, the form reader reads as the same fields', () => {
  const values = fc.json({ maxDepth: 4, stringUnit: fc.constantFrom(...'ab0[] &=+%é\t\0') })
  fc.assert(
    fc.property(values, (value) => {
      const reading = jsonToFields(json(`{"a":${value},"b":{"c":${value}}}`))
      if (reading.ok)
        assert.deepEqual(readForm(writeForm(reading.fields), { repeat: false }), { ok: true, fields: reading.fields })
    }),
    { numRuns: 1000 },
  )
})

test('a small text that would become a very large form is refused', () => {
  const name = 'n'.repeat(1_000)
  const values = new Array(5_000).fill('1').join(',')
  assert.deepEqual(jsonToFields(json(`{"${name}":[${values}]}`)), { ok: false, why: 'it becomes too large a form' })
  assert.equal(jsonToFields(json(`{"n":[${values}]}`)).ok, true)
})

test('names that leave no field are work all the same, and bounded', () => {
  const empties = Array.from({ length: 5_000 }, (_, index) => `"${index}":{}`).join(',')
  const long = 'n'.repeat(1_000)
  assert.deepEqual(jsonToFields(json(`{"${long}":{${empties}}}`)), { ok: false, why: 'it becomes too large a form' })
  assert.deepEqual(jsonToFields(json(`{"n":{${empties}}}`)), { ok: true, fields: [] })
})
