import assert from 'node:assert/strict'
import { test } from 'node:test'
import { terminalOf } from './terminal.ts'

const tty = { isTTY: true, columns: 90 } as const
const pipe = { isTTY: false, columns: 0 } as const
const colours = (stream: typeof tty | typeof pipe, env: Record<string, string>, wanted = true): boolean =>
  terminalOf(stream, env, wanted).paint('red', 'x') !== 'x'

test('colours only on a terminal, unless one is told otherwise', () => {
  assert.equal(colours(tty, {}), true)
  assert.equal(colours(pipe, {}), false)
  assert.equal(colours(tty, { NO_COLOR: '1' }), false)
  assert.equal(colours(tty, { NO_COLOR: '' }), true)
  assert.equal(colours(tty, { TERM: 'dumb' }), false)
  assert.equal(colours(tty, {}, false), false)
  assert.equal(colours(pipe, { FORCE_COLOR: '1' }), true)
  assert.equal(colours(pipe, { FORCE_COLOR: '1', NO_COLOR: '1' }), true)
  assert.equal(colours(tty, { FORCE_COLOR: '0' }), false)
  assert.equal(colours(pipe, { FORCE_COLOR: '1' }, false), false)
})

test('a pipe has no width that anything must fit', () => {
  assert.equal(terminalOf(pipe, {}, true).width, Infinity)
  assert.equal(terminalOf(tty, {}, true).width, 90)
  assert.equal(terminalOf({ isTTY: true, columns: 0 }, { COLUMNS: '120' }, true).width, 120)
})
