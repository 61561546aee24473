/** A recording shows what a terminal would have shown. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Screen } from './screen.ts'

function shown(...chunks: readonly string[]): readonly string[] {
  const screen = new Screen(4, 10)
  for (const chunk of chunks) screen.write(chunk)
  return screen.snapshot().rows.map((row) =>
    row
      .map(({ text }) => text)
      .join('')
      .trimEnd(),
  )
}

test('long lines go on in the next row, and what leaves the last row scrolls', () => {
  assert.deepEqual(shown('0123456789'), ['0123456789', '', '', ''])
  assert.deepEqual(shown('0123456789ab'), ['0123456789', 'ab', '', ''])
  assert.deepEqual(shown('a\r\nb\r\nc\r\nd\r\ne'), ['b', 'c', 'd', 'e'])
})

test('a line that is written over keeps nothing of what stood there', () => {
  assert.deepEqual(shown('waiting…\u001b[1G\u001b[0Kdone'), ['done', '', '', ''])
  assert.deepEqual(shown('a\r\nb\r\nc', '\u001b[H', 'x\u001b[K\u001b[J'), ['x', '', '', ''])
})

test('a program that takes the whole terminal gives it back as it was', () => {
  const taken = '\u001b[?1049h\u001b[?25l\u001b[Htop'
  assert.deepEqual(shown('$ top\r\n', taken), ['top', '', '', ''])
  assert.deepEqual(shown('$ top\r\n', taken, '\u001b[?25h\u001b[?1049l$ '), ['$ top', '$', '', ''])
})

test('colours end where they are ended, and a sequence may come in two pieces', () => {
  const screen = new Screen(1, 10)
  for (const chunk of ['\u001b[1mA\u001b[3', '1mB\u001b[22mC\u001b', '[39mD']) screen.write(chunk)
  const styles = screen.snapshot().rows[0]?.slice(0, 4)
  assert.deepEqual(
    styles?.map(({ text, style }) => `${text}:${style}`),
    ['A:b', 'B:br', 'C:r', 'D:'],
  )
})

test('what is not known is refused, not guessed', () => {
  assert.throws(() => shown('\u001b[5S'), /not known/)
  assert.throws(() => shown('\u001b]0;title\u0007'), /not known/)
  assert.throws(() => shown('\u001b[44m'), /not known/)
})
