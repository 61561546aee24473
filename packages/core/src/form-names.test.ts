import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { readForm } from './form.ts'

const NAMES = ['a', 'ab', 'b', 'a[]', 'a[b]', 'a[b][]', 'a[b][c]', 'a[c]', 'b[0]', 'b%5B0%5D', 'b[1]'] as const

/** The reader's rule without its memory: at each name stands one kind of thing, and a value once unless names repeat. */
function isClear(names: readonly string[], repeat: boolean): boolean {
  const kinds = new Map<string, 'value' | 'list' | 'members'>()
  return names.map(decodeURIComponent).every((name) => {
    const stands = [...name.matchAll(/\[(\]?)/g)].map(
      ({ index, 1: close }) => [name.slice(0, index), close === ']' ? 'list' : 'members'] as const,
    )
    const found = name.endsWith('[]') ? stands : [...stands, [name, 'value'] as const]
    return found.every(([text, kind]) => {
      const before = kinds.get(text)
      kinds.set(text, kind)
      return before === undefined || (before === kind && (kind !== 'value' || repeat))
    })
  })
}

test('whatever forms came before, a form is read by its own names and values alone', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...NAMES), { minLength: 1, maxLength: 6 }), fc.boolean(), (names, repeat) => {
      const reading = readForm(names.map((name, at) => `${name}=${at}`).join('&'), { repeat })
      assert.equal(reading.ok, isClear(names, repeat))
      if (reading.ok)
        assert.deepEqual(
          reading.fields,
          names.map((name, at) => [decodeURIComponent(name), String(at)]),
        )
    }),
    { numRuns: 20_000 },
  )
})

test('a name that begins like the one that came here before is another name', () => {
  for (const text of [
    'amount=1&currency=usd',
    'amount=1&currency_options=usd',
    'amount_x=1&currency=usd',
    'amount=1',
  ]) {
    const reading = readForm(text, { repeat: false })
    assert.deepEqual(reading.ok && reading.fields, [...new URLSearchParams(text)])
  }
})

test('a field that lacks what the one here had before is refused', () => {
  readForm('amount=1&currency=usd', { repeat: false })
  for (const text of ['amount=1&currency', 'amount=1&currenc', 'amount=1&', 'amount&currency=usd'])
    assert.equal(readForm(text, { repeat: false }).ok, false, text)
})

test('names beyond all that is remembered are read and judged as well', () => {
  for (let form = 0; form < 3; form++) {
    const names = Array.from({ length: 3_000 }, (_, at) => `form${form}_${at}`)
    const text = names.map((name) => `${name}=1`).join('&')
    const reading = readForm(text, { repeat: false })
    assert.deepEqual(reading.ok && reading.fields.map(([name]) => name), names)
    assert.equal(readForm(`${text}&${names[1]}=2`, { repeat: false }).ok, false)
    assert.equal(readForm(`${text}&${names[2_999]}=2`, { repeat: false }).ok, false)
    const many = Array.from({ length: 60 }, (_, at) => `${form}_${at % 30}_${'n'.repeat(at * 5)}=1`).join('&')
    assert.ok(readForm(many, { repeat: false }).ok)
    assert.ok(readForm(many, { repeat: false }).ok)
  }
})
