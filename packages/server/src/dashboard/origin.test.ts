import assert from 'node:assert/strict'
import { test } from 'node:test'
import { whyForeign } from './origin.ts'

const PUBLIC = 'https://keybrake.example.com'
const of = (origin: string | null, host: string | null, fetchSite: string | null = null) =>
  whyForeign({ origin, host, fetchSite }, PUBLIC)

test('a page of the public address, or of the address that is written to, is ours', () => {
  assert.equal(of(PUBLIC, 'internal:8787', 'same-origin'), null)
  assert.equal(of('http://10.0.0.5:8787', '10.0.0.5:8787'), null)
  assert.equal(of('http://[::1]:8787', '[::1]:8787'), null)
})

test('every other page is not: another site, another port, an opaque origin, none at all', () => {
  for (const origin of [
    'https://evil.example',
    'http://10.0.0.5:3000',
    'http://sub.keybrake.example.com',
    'null',
    '',
    null,
  ])
    assert.notEqual(of(origin, '10.0.0.5:8787'), null, String(origin))
  assert.notEqual(of('http://10.0.0.5:8787', null), null)
})

test('what the browser says of the request outweighs its origin', () => {
  for (const site of ['cross-site', 'same-site', 'none']) assert.match(of(PUBLIC, 'x', site) ?? '', new RegExp(site))
})
