import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type KeyPress, nameOf, PressReader, SEQUENCE_MS } from './shortcut-keys.ts'

const press = (key: string, held: Partial<KeyPress> = {}): KeyPress => ({
  key,
  shiftKey: false,
  metaKey: false,
  ctrlKey: false,
  altKey: false,
  ...held,
})

test('letters, signs and chords have one name each', () => {
  assert.equal(nameOf(press('j')), 'j')
  assert.equal(nameOf(press('J', { shiftKey: false })), 'j', 'caps lock is not Shift')
  assert.equal(nameOf(press('B', { shiftKey: true })), 'Shift+B')
  assert.equal(nameOf(press('?', { shiftKey: true })), '?')
  assert.equal(nameOf(press('k', { metaKey: true })), 'mod+k')
  assert.equal(nameOf(press('k', { ctrlKey: true })), 'mod+k')
  assert.equal(nameOf(press('Shift', { shiftKey: true })), null)
  assert.equal(nameOf(press('j', { altKey: true })), null)
})

test('two presses in time are also a sequence; too late, or after a shortcut was done, they are not', () => {
  const reader = new PressReader()
  assert.deepEqual(reader.read(press('g'), 0), ['g'])
  assert.deepEqual(reader.read(press('k'), SEQUENCE_MS), ['g k', 'k'])
  reader.clear()
  assert.deepEqual(reader.read(press('k'), SEQUENCE_MS + 1), ['k'])
  assert.deepEqual(reader.read(press('g'), 10_000), ['g'])
  assert.deepEqual(reader.read(press('k'), 10_001 + SEQUENCE_MS), ['k'])
})
