import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type Json, JsonNumber } from './json.ts'
import { JSON_DEPTH_MAX, JSON_VALUES_MAX, readJson, writeJson } from './json-text.ts'

const refused = (text: string): void => assert.equal(readJson(text).ok, false, JSON.stringify(text.slice(0, 200)))

/** What JSON.parse would have made of the value. */
function plain(value: Json): unknown {
  if (value instanceof JsonNumber) return JSON.parse(value.text)
  if (value instanceof Map) return Object.fromEntries([...value].map(([name, member]) => [name, plain(member)]))
  return Array.isArray(value) ? value.map(plain) : value
}

test('a JSON text reads as JSON.parse reads it', () => {
  const values = fc.jsonValue({ maxDepth: 5, stringUnit: 'binary' })
  fc.assert(
    fc.property(values, fc.constantFrom(0, 1, '\t'), (value, space) => {
      const text = JSON.stringify(value, null, space)
      const reading = readJson(text)
      assert.ok(reading.ok)
      assert.deepEqual(plain(reading.value), JSON.parse(text))
    }),
  )
})

test('what is written reads back as the same value, and is written alike', () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 5, stringUnit: 'binary' }), (text) => {
      const first = readJson(text)
      assert.ok(first.ok)
      const written = writeJson(first.value)
      const second = readJson(written)
      assert.ok(second.ok)
      assert.deepEqual(second.value, first.value)
      assert.equal(writeJson(second.value), written)
    }),
  )
})

test('whatever text is accepted, JSON.parse accepts too', () => {
  const pieces = fc.constantFrom(
    '{',
    '}',
    '[',
    ']',
    ',',
    ':',
    '"a"',
    '"b"',
    '1',
    '-',
    '0',
    '.',
    'e',
    '+',
    'true',
    'null',
    ' ',
    '"',
    '\\',
    'u00e9',
    '\n',
  )
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 10 }), (parts) => {
      const text = parts.join('')
      const reading = readJson(text)
      if (reading.ok) assert.deepEqual(plain(reading.value), JSON.parse(text))
    }),
    { numRuns: 3000 },
  )
})

test('numbers keep their source text', () => {
  for (const text of ['2999', '1.50', '-0', '0', '1e3', '1E+2', '-1.5e-10', '123456789012345678901234567890'])
    assert.deepEqual(readJson(text), { ok: true, value: new JsonNumber(text) })
})

test('what is no number by RFC 8259 is refused', () => {
  for (const text of [
    '01',
    '+1',
    '.5',
    '1.',
    '0x10',
    '1e',
    '1e+',
    '-',
    '--1',
    'NaN',
    'Infinity',
    '1_000',
    '１',
    '1 2',
    '00',
    '-01',
  ])
    refused(text)
})

test('a member name that stands twice is refused, however it is spelt', () => {
  for (const text of ['{"a":1,"a":1}', '{"a":1,"\\u0061":2}', '[{"x":{"b":1,"c":2,"b":3}}]', '{"":1,"":1}'])
    refused(text)
  assert.ok(readJson('{"a":{"a":1},"A":2}').ok)
})

test('names with a meaning in JavaScript are ordinary', () => {
  const reading = readJson('{"__proto__":{"a":1},"constructor":2,"toString":3}')
  assert.ok(reading.ok)
  assert.equal(writeJson(reading.value), '{"__proto__":{"a":1},"constructor":2,"toString":3}')
})

test('nesting to the greatest depth is read, one deeper is refused, and endless nesting does no harm', () => {
  const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth)
  assert.ok(readJson(nested(JSON_DEPTH_MAX)).ok)
  refused(nested(JSON_DEPTH_MAX + 1))
  refused('['.repeat(500_000))
  refused('{"a":'.repeat(500_000))
  // What stands beside each other is no deeper for it, empty or not.
  for (const element of ['{}', '[]', '{"a":{}}', '[[]]', '{ }', '[ ]'])
    assert.ok(
      readJson(
        `[${Array<string>(JSON_DEPTH_MAX * 2)
          .fill(element)
          .join(',')}]`,
      ).ok,
      element,
    )
})

test('half a surrogate pair is refused, a whole one read, raw or escaped', () => {
  for (const text of ['"\\ud83d"', '"\\udcb8"', '"\\udcb8\\ud83d"', '"\\ud83dx"', '"\ud83d"', '{"\\ud83d":1}'])
    refused(text)
  assert.deepEqual(readJson('"\\ud83d\\udcb8💸"'), { ok: true, value: '💸💸' })
})

test('a byte order mark, garbage around the value and unfinished texts are refused', () => {
  for (const text of [
    '\ufeff{}',
    '{}x',
    '{} {}',
    '1,',
    '',
    ' ',
    '{',
    '[',
    '"a',
    '{"a"',
    '{"a":',
    '{"a":1',
    '[1',
    '[1,',
    'tru',
    'nulll',
    '\u00a0{}',
    '{}\0',
    '\v1',
  ])
    refused(text)
})

test('what other dialects allow is refused', () => {
  for (const text of [
    "{'a':1}",
    '{a:1}',
    '{"a":1,}',
    '[1,]',
    '[,1]',
    '[1,,2]',
    '// c\n1',
    '/* c */1',
    '1 # c',
    '"\t"',
    '"\n"',
    '"\\x41"',
    '"\\u00g0"',
    '"\\u12',
    '"\\\'"',
    'undefined',
    'True',
  ])
    refused(text)
})

test('a document of as many values as may be is read, one more is refused', () => {
  // The array itself is a value too.
  const list = (length: number): string => `[${new Array(length).fill('{}').join(',')}]`
  assert.equal(readJson(list(JSON_VALUES_MAX - 1)).ok, true)
  refused(list(JSON_VALUES_MAX))
})
