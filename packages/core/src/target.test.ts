import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { PATH_CHARS_MAX, readTarget } from './target.ts'

const PLAIN = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$&'()*+,=:@"
const ESCAPED = ['%20', '%22', '%23', '%2B', '%3B', '%3F', '%40', '%5B', '%7C', '%C3%A9', '%E2%82%AC', '%F0%9F%92%B8']
const segments = fc
  .array(fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...PLAIN) }, fc.constantFrom(...ESCAPED)), {
    minLength: 1,
    maxLength: 8,
  })
  .map((parts) => parts.join(''))
  .filter((segment) => segment !== '.' && segment !== '..')
const paths = fc.array(segments, { minLength: 1, maxLength: 5 }).map((parts) => `/${parts.join('/')}`)

test('a canonical path is kept letter by letter, and so is its query', () => {
  fc.assert(
    fc.property(paths, fc.constantFrom('', '?', '?a=1&b=%20', '?a=b?c/d', '?a=~!'), (path, query) => {
      assert.deepEqual(readTarget(path + query), { ok: true, path, rawQuery: query.slice(1) })
    }),
  )
  assert.deepEqual(readTarget('/'), { ok: true, path: '/', rawQuery: '' })
})

/** What must never stand in a path, wherever it is put between two segments or inside one. */
const REFUSED_SEGMENTS = ['', '.', '..', '%2E', '%2e%2e', '.%2E', '%2E.']
const REFUSED_PIECES = [
  '%41',
  '%7A',
  '%30',
  '%2D',
  '%5F',
  '%7E',
  '%2E',
  '%2F',
  '%5C',
  '%25',
  '%252E',
  '%00',
  '%0A',
  '%1F',
  '%7F',
  '%c3%a9',
  '%2b',
  '%',
  '%4',
  '%G0',
  '%-1',
  '%C3',
  '%A9',
  '%C0%AF',
  '%E2%82',
  '%ED%A0%80',
  '%F5%80%80%80',
  '%C2%85',
  ';',
  ';v=1',
  '\\',
  ' ',
  '\t',
  '\r',
  '\n',
  '\0',
  '#',
  '"',
  '<',
  '>',
  '^',
  '`',
  '{',
  '}',
  '|',
  '[',
  ']',
  'é',
  '．',
  '\u007f',
]

test('a path with one refused segment anywhere is refused', () => {
  fc.assert(
    fc.property(paths, fc.constantFrom(...REFUSED_SEGMENTS), fc.nat(), (path, refused, at) => {
      const parts = path.slice(1).split('/')
      parts.splice(at % (parts.length + 1), 0, refused)
      assert.equal(readTarget(`/${parts.join('/')}`).ok, false)
    }),
  )
})

test('a path with one refused piece anywhere is refused', () => {
  fc.assert(
    fc.property(segments, segments, fc.constantFrom(...REFUSED_PIECES), (before, after, refused) => {
      // An escape that is cut could be made whole by what follows it.
      const rest = refused.startsWith('%') ? `/${after}` : after
      assert.equal(readTarget(`/v1/${before}${refused}${rest}`).ok, false, JSON.stringify(before + refused + rest))
    }),
    { numRuns: 500 },
  )
})

test('only origin form is a target', () => {
  for (const target of [
    '',
    '*',
    'v1/charges',
    'http://api.stripe.com/v1/charges',
    'api.stripe.com:443',
    '//host/v1',
    '?a=1',
    '\\v1',
  ])
    assert.equal(readTarget(target).ok, false, target)
})

test('a trailing slash is refused', () => {
  fc.assert(fc.property(paths, (path) => assert.equal(readTarget(`${path}/`).ok, false)))
})

test('a query with a raw space, fragment, backslash, control or non-ASCII character is refused', () => {
  for (const char of [' ', '#', '\\', '\0', '\n', '\u007f', 'é'])
    assert.equal(readTarget(`/v1/charges?a=${char}`).ok, false)
})

test('a path of as many characters as may be is read, one more is refused; the query does not count', () => {
  const path = (length: number): string => `/${'a'.repeat(length - 1)}`
  assert.equal(readTarget(`${path(PATH_CHARS_MAX)}?${'b'.repeat(PATH_CHARS_MAX)}`).ok, true)
  assert.equal(readTarget(path(PATH_CHARS_MAX + 1)).ok, false)
})
