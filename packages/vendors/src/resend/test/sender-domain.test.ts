/** The rule `from: {domain}` on addresses that try to look like another domain's. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { judgeParameters } from '@keybrake/core'
import fc from 'fast-check'
import { readRequestOf } from '../../../conformance/fixture.ts'

const RULES = { from: { domain: ['acme.com'] } }

function passes(json: unknown, path = '/emails'): boolean {
  return judgeParameters(RULES, readRequestOf({ path, json }), true) === null
}
const from = (address: unknown) => passes({ from: address, to: 'b@example.com', subject: 's', text: 't' })

test('the domain’s own addresses pass, with a name or without', () => {
  for (const address of [
    'a@acme.com',
    'A@ACME.com',
    'a+b@acme.com',
    'Acme <a@acme.com>',
    '"Acme" <a@acme.com>',
    'Älter Müller <a@acme.com>',
    '<a@acme.com>',
  ])
    assert.ok(from(address), address)
})

const OTHERS: readonly string[] = [
  'a@acme.com.evil.com',
  'a@evil-acme.com',
  'a@mail.acme.com',
  'a@acme.comm',
  'a@acme.com.',
  'a@acme.co',
  'a@аcme.com',
  'a@acme.com@evil.com',
  'a@evil.com <a@acme.com>',
  'a@acme.com <a@evil.com>',
  '"a@acme.com" <a@evil.com>',
  '<a@evil.com> <a@acme.com>',
  '<a@acme.com> <a@evil.com>',
  'a@acme.com, b@evil.com',
  'b@evil.com, a@acme.com',
  'a@acme.com;b@evil.com',
  'a@acme.com b@evil.com',
  'a@evil.com (a@acme.com)',
  'a@acme.com(comment)@evil.com',
  '"b@evil.com"@acme.com',
  '"a\\"@acme.com',
  'evil.com!a@acme.com',
  'a%evil.com@acme.com',
  '@evil.com:a@acme.com',
  'a@[127.0.0.1]',
  'a@acme.com\r\nBcc: b@evil.com',
  'a@acme.com\n',
  'a@acme.com\u0000.evil.com',
  'a@evil.com\u200b@acme.com',
  '=?utf-8?q?a=40evil.com?= <a@evil.com>',
  'a@evil.com>\u2028<a@acme.com',
  ' a@acme.com',
  'a@acme.com ',
  '@acme.com',
  'acme.com',
  '',
]

test('whatever else it says, it is refused', () => {
  for (const address of OTHERS) assert.ok(!from(address), JSON.stringify(address))
  for (const value of [null, 1, true, {}, { email: 'b@evil.com' }, ['a@acme.com', 'b@evil.com'], [['b@evil.com']]])
    assert.ok(!from(value), JSON.stringify(value))
  assert.ok(!passes({ to: 'b@example.com', subject: 's', text: 't' }), 'a mail without a sender')
})

test('every mail of a batch must be the domain’s, and a second spelling hides nothing', () => {
  const good = { from: 'a@acme.com', to: 'b@example.com' }
  assert.ok(passes([good, good], '/emails/batch'))
  assert.ok(!passes([good, { ...good, from: 'a@evil.com' }], '/emails/batch'))
  assert.ok(!passes([good, { to: 'b@example.com' }], '/emails/batch'))
  assert.ok(!passes({ ...good, From: 'a@evil.com' }))
  assert.ok(!passes({ ...good, FROM: 'a@acme.com' }))
})

test('no text ends in another domain and passes', () => {
  const part = fc.constantFrom(
    'a',
    '@',
    'acme.com',
    'evil.com',
    '<',
    '>',
    '"',
    ' ',
    ',',
    '.',
    '(',
    ')',
    '\\',
    '\n',
    ';',
    ':',
  )
  fc.assert(
    fc.property(fc.array(part, { maxLength: 9 }), (parts) => {
      const text = parts.join('')
      if (from(text)) assert.match(text, /^(?:[^<>@]*<[^<>@\s]+@acme\.com>|[^<>@\s]+@acme\.com)$/, JSON.stringify(text))
    }),
    { numRuns: 3000 },
  )
})
