import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { readForm, writeForm } from './form.ts'
import type { Field } from './request.ts'

const ONCE = { repeat: false }
const REPEAT = { repeat: true }
const read = (text: string, options = ONCE): readonly Field[] => {
  const reading = readForm(text, options)
  assert.ok(reading.ok, reading.ok ? '' : `${text}: ${reading.why}`)
  return reading.fields
}
const refused = (text: string, options = ONCE): void =>
  assert.equal(readForm(text, options).ok, false, JSON.stringify(text))

const words = fc.string({ unit: fc.constantFrom(...'abcXYZ019_-.<>é€💸&=+%;"\''), minLength: 1, maxLength: 6 })
const values = fc.string({ unit: fc.constantFrom(...'abc 019&=+%;?#[]"\'\t\r\n€💸é'), maxLength: 12 })
const names = fc.oneof(
  words,
  fc
    .tuple(words, fc.array(words, { minLength: 1, maxLength: 4 }))
    .map(([base, members]) => `${base}[${members.join('][')}]`),
  words.map((base) => `${base}[]`),
)
const fieldLists = fc.array(fc.tuple(names, values), { maxLength: 8 })

test('what is read and written reads as the same fields', () => {
  fc.assert(
    fc.property(fieldLists, fc.boolean(), (fields, repeat) => {
      const reading = readForm(writeForm(fields), { repeat })
      // Two names may contradict each other; what is accepted must be equal.
      if (reading.ok) assert.deepEqual(reading.fields, fields)
    }),
  )
})

test('fields of different plain names are always read, and as URLSearchParams reads them', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.tuple(words, values), { selector: ([name]) => name, maxLength: 8 }), (fields) => {
      assert.deepEqual(read(writeForm(fields)), fields)
      assert.deepEqual([...new URLSearchParams(writeForm(fields))], fields)
    }),
  )
})

test('whatever text is accepted, URLSearchParams reads the same from it', () => {
  const texts = fc.string({
    unit: fc.constantFrom(...'ab[]=&+%2BC3A9; é', '%5B', '%5D', '%26', '%C3%A9'),
    maxLength: 24,
  })
  fc.assert(
    fc.property(texts, fc.boolean(), (text, repeat) => {
      const reading = readForm(text, { repeat })
      if (!reading.ok) return
      assert.deepEqual([...new URLSearchParams(text)], reading.fields)
      assert.deepEqual(read(writeForm(reading.fields), { repeat }), reading.fields)
    }),
    { numRuns: 2000 },
  )
})

test('what SDKs and curl send is read', () => {
  assert.deepEqual(read(''), [])
  assert.deepEqual(read('amount=2999&currency=usd&metadata[order%20id]=6735'), [
    ['amount', '2999'],
    ['currency', 'usd'],
    ['metadata[order id]', '6735'],
  ])
  assert.deepEqual(read('expand[]=customer&expand[]=invoice'), [
    ['expand[]', 'customer'],
    ['expand[]', 'invoice'],
  ])
  assert.deepEqual(read('expand%5B0%5D=a&expand[1]=b'), [
    ['expand[0]', 'a'],
    ['expand[1]', 'b'],
  ])
  assert.deepEqual(read('description=My+first%20charge (test)&t=a=b=='), [
    ['description', 'My first charge (test)'],
    ['t', 'a=b=='],
  ])
  assert.deepEqual(read('MediaUrl=x&MediaUrl=y', REPEAT), [
    ['MediaUrl', 'x'],
    ['MediaUrl', 'y'],
  ])
  assert.deepEqual(read('DateSent%3E=2026-01-01&metadata[0]=a&metadata[x]=b'), [
    ['DateSent>', '2026-01-01'],
    ['metadata[0]', 'a'],
    ['metadata[x]', 'b'],
  ])
})

test('a name that stands twice is refused unless names repeat', () => {
  for (const text of ['amount=1&amount=2', 'amount=1&am%6Funt=1', 'a[b]=1&a[b]=2', 'a[0]=1&a%5B0%5D=1']) refused(text)
  assert.equal(read('a=1&a=2', REPEAT).length, 2)
})

test('one name as value and as list or object is refused, in either order and at any depth', () => {
  for (const [one, two] of [
    ['a=1', 'a[]=2'],
    ['a=1', 'a[x]=2'],
    ['a=1', 'a[0]=2'],
    ['a[]=1', 'a[0]=2'],
    ['a[]=1', 'a[x]=2'],
    ['x[a]=1', 'x[a][b]=2'],
    ['x[a][]=1', 'x[a][b]=2'],
    ['x[a]=1', 'x[a][]=2'],
  ])
    for (const options of [ONCE, REPEAT]) {
      refused(`${one}&${two}`, options)
      refused(`${two}&${one}`, options)
    }
})

test('names that decoders read in different ways are refused', () => {
  for (const name of [
    '',
    '[a]',
    'a[',
    'a]',
    'a[b',
    'a]b[',
    'a[b]c',
    'a[[b]]',
    'a[b]]',
    'a[b][',
    'a[][b]',
    'a[][]',
    ' a',
    'a ',
    '+a',
    'a b',
    'a%00',
    'a%0A',
    '%C2%85',
    'a[\u00850]',
  ])
    refused(`${name}=1`)
})

test('escapes that are incomplete or no UTF-8 are refused in names and values', () => {
  for (const escape of ['%', '%4', '%zz', '%u0041', '%C3', '%C0%AF', '%ED%A0%80', '%FF', '%E2%82'])
    for (const text of [`a=${escape}`, `a${escape}=1`, `a=1&b=${escape}`]) refused(text)
})

test('control characters, semicolons and half characters are refused; line breaks pass in values when escaped', () => {
  for (const text of ['a=\0', 'a=%00', 'a=%07', 'a=%7F', 'a=%C2%80', 'a=1;b=2', 'a=1\n', 'a=\ud800', 'a\t=1'])
    refused(text)
  assert.deepEqual(read('a=%0D%0A%09x'), [['a', '\r\n\tx']])
})

test('a field without = and an empty field are refused', () => {
  for (const text of ['a', 'a&b=1', '&', 'a=1&', '&a=1', 'a=1&&b=2', '=', '=1']) refused(text)
  assert.deepEqual(read('a='), [['a', '']])
})

test('a name of thousands of members is refused at once', () => {
  refused(`a${'[b]'.repeat(300_000)}=1`)
  assert.equal(read(`a${'[b]'.repeat(64)}=1`).length, 1)
})

test('a form of as many fields as may be is read, one more is refused; so is a name that is too long', () => {
  const form = (count: number): string => Array.from({ length: count }, (_, index) => `k${index}=`).join('&')
  assert.equal(readForm(form(20_000), { repeat: false }).ok, true)
  assert.equal(readForm(form(20_001), { repeat: false }).ok, false)
  assert.equal(readForm(`${'n'.repeat(2_048)}=`, { repeat: false }).ok, true)
  assert.equal(readForm(`${'n'.repeat(2_049)}=`, { repeat: false }).ok, false)
})
