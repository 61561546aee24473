import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { readAnswerHead } from './answer-head.ts'
import { lowerName, NO_HEADER_NAME } from './header-names.ts'

/** As a reader without a memory has it. */
const plainly = (lines: readonly (readonly [string, string])[]): [string, string][] => {
  const read = new Map<string, string>()
  for (const [name, value] of lines) {
    const before = read.get(name.toLowerCase())
    read.set(name.toLowerCase(), before === undefined ? value : `${before}, ${value}`)
  }
  return [...read]
}

test('whatever came in earlier heads, a head is read as it stands', () => {
  // Few names, alike and the beginning of each other, so that what is expected is often there and often nearly there.
  const name = fc.constantFrom('Date', 'date', 'Dat', 'Date2', 'X-Request-Id', 'X-Request', 'a', 'A')
  const lines = fc.array(fc.tuple(name, fc.constantFrom('', '1', 'b:c', 'Date: x', 'Dat')), { maxLength: 6 })
  fc.assert(
    fc.property(lines, (given) => {
      const text = given.map(([key, value]) => `${key}: ${value}\r\n`).join('')
      const head = readAnswerHead(`HTTP/1.1 200 OK\r\n${text}`)
      assert.deepEqual([...(head?.headers ?? [])], plainly(given))
    }),
    { numRuns: 3_000 },
  )
})

test('the name that came next before is found without a look at the rest, and only where it stands', () => {
  const first = NO_HEADER_NAME.followedBy('X-First')
  const second = first?.followedBy('X-Second')
  assert.equal(NO_HEADER_NAME.likelyAt('X-First: 1\r\n', 0), first)
  assert.equal(first?.likelyAt('X-First: 1\r\nX-Second: 2\r\n', 12), second)
  for (const other of ['X-Second', 'x-second: 2', 'X-Second : 2', 'X-Second2: 2', ' X-Second: 2'])
    assert.equal(first?.likelyAt(other, 0), null, other)
  assert.equal(second?.charsWritten, 'X-Second:'.length)
})

test('what is no name has none, however often it comes and whatever came before', () => {
  for (const text of ['', 'a b', 'a:', 'a\r\nb', '\u00e4', 'a\0'])
    for (let time = 0; time < 2; time++) {
      assert.equal(lowerName(text), null)
      assert.equal(NO_HEADER_NAME.followedBy(text), null)
    }
  for (const head of [': a\r\n', 'a\r\n', 'a', 'a\r\nb: c\r\n', ' a: b\r\n'])
    for (let time = 0; time < 2; time++) assert.equal(readAnswerHead(`HTTP/1.1 200 OK\r\n${head}`), null, head)
})

test('more names than are remembered are read all the same', () => {
  for (let turn = 0; turn < 2; turn++)
    for (let at = 0; at < 2_000; at++) assert.equal(lowerName(`X-Name-${at}`), `x-name-${at}`)
  assert.equal(lowerName('X'.repeat(1_000)), 'x'.repeat(1_000))
})
