import assert from 'node:assert/strict'
import { test } from 'node:test'
import { jsonText, plain, plainLines } from './plain.ts'

const HOSTILE = [
  '\u001b[2J',
  '\u009b31m',
  '\u0007',
  '\r',
  '\n',
  '\u202etxt',
  '\u2066a',
  '\u2028',
  '\u200f',
  '\ufeff',
  '\u007f',
  '\u0000',
]

test('nothing that could steer a terminal is left in a cell', () => {
  for (const text of HOSTILE) {
    const shown = plain(`a${text}b`)
    assert.match(shown, /^a\\u[0-9a-f]{4}/, JSON.stringify(text))
    assert.doesNotMatch(shown, /\p{Cc}|\p{Cf}|\p{Zl}/u)
  }
})

test('ordinary text of any script stays as it is', () => {
  for (const text of ['nightly', 'Ünïcode', '日本語', 'ค่าใช้จ่าย', '🚦 stop', 'a\u0301']) assert.equal(plain(text), text)
})

test('half a pair of surrogates is shown as what it is', () => {
  assert.equal(plain('a\ud83d'), 'a\\ud83d')
  assert.equal(plain('\udea6a'), '\\udea6a')
})

test('JSON says the same to a reader, and nothing to a terminal', () => {
  const value = { label: HOSTILE.join('') }
  const text = jsonText(value)
  assert.doesNotMatch(text, /\p{Cc}|\p{Cf}|\p{Zl}/u)
  assert.deepEqual(JSON.parse(text), value)
})

test('lines stay lines where text goes on', () => {
  assert.equal(plainLines('a\tb\nc\u001bd'), 'a\tb\nc\\u001bd')
})
