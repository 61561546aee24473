import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatVaultKey } from '@keybrake/core'
import { type Credential, readCredential, vaultKeyText } from './credential.ts'

const KEY = formatVaultKey('abcdefghijklmnop', new Uint8Array(32).fill(7))
const OTHER = formatVaultKey('ponmlkjihgfedcba', new Uint8Array(32).fill(8))

const read = (
  headers: Readonly<Record<string, string>>,
  target = '/v1/charges',
  extra: string | null = null,
): Credential => readCredential({ headers: new Map(Object.entries(headers)), target }, extra)
const authorization = (value: string): Credential => read({ authorization: value })
const basic = (user: string, password: string): Credential => authorization(`Basic ${btoa(`${user}:${password}`)}`)

test('a bearer is read in any case of its scheme', () => {
  for (const scheme of ['Bearer', 'bearer', 'BEARER', 'Bearer  '])
    assert.deepEqual(authorization(`${scheme} ${KEY}`), { kind: 'bearer', text: KEY })
})

test('a Basic pair is cut at its first colon', () => {
  assert.deepEqual(basic(KEY, ''), { kind: 'basic', user: KEY, password: '' })
  assert.deepEqual(basic('AC1', 'a:b'), { kind: 'basic', user: 'AC1', password: 'a:b' })
})

test('a Basic credential that is not exactly base64 of a pair is not guessed at', () => {
  for (const text of ['YWJj', 'YTpi====', 'YTpiZ', 'YT-pi', 'YTpi.', 'YTpi YTpi', ''])
    assert.equal(authorization(`Basic ${text}`).kind, 'unreadable', text)
  assert.equal(authorization('Basic YTpi').kind, 'basic')
  assert.equal(authorization('Basic YTo').kind, 'basic')
})

test('any other scheme, or two credentials in one header, can not be read', () => {
  for (const value of [KEY, '', 'Bearer', `Digest ${KEY}`, `Bearer ${KEY}, Bearer ${OTHER}`, `Bearer ${KEY} ${OTHER}`])
    assert.equal(authorization(value).kind, 'unreadable', value)
})

test('no credential is told apart from one that can not be read', () => {
  assert.deepEqual(read({}), { kind: 'none' })
})

test('the header that a vendor’s definition names is read as a bearer; together with Authorization it is one too many', () => {
  assert.deepEqual(read({ 'x-api-key': ` ${KEY} ` }, '/', 'x-api-key'), { kind: 'bearer', text: KEY })
  assert.equal(read({ 'x-api-key': KEY, authorization: `Bearer ${KEY}` }, '/', 'x-api-key').kind, 'unreadable')
  assert.deepEqual(read({ 'x-api-key': KEY }), { kind: 'none' })
})

test('a vault key in any other header, beside the credential, is a second credential', () => {
  assert.equal(read({ 'x-api-key': OTHER, authorization: `Bearer ${KEY}` }).kind, 'unreadable')
  assert.equal(read({ 'x-other': 'abc', authorization: `Bearer ${KEY}` }).kind, 'bearer')
  assert.equal(read({ 'x-other': OTHER, authorization: 'Bearer admin' }).kind, 'unreadable')
  assert.equal(read({ 'x-other': OTHER, 'x-more': OTHER, authorization: 'Bearer admin' }).kind, 'unreadable')
})

test('a vault key in a URL is refused wherever it stands, also beside a proper credential', () => {
  for (const target of [`/v1/charges?key=${KEY}`, `/${KEY}/v1/charges`, `/v1/charges?a=1&b=x${KEY}`]) {
    const found = read({ authorization: `Bearer ${KEY}` }, target)
    assert.ok(found.kind === 'unreadable')
    assert.match(found.why, /never stand in a URL/)
  }
})

test('of a call whose credential cannot be read, the one key that came with it in any place is known; of two, none', () => {
  const keyOf = (found: Credential) => (found.kind === 'unreadable' ? found.key : undefined)
  const bearer = { authorization: `Bearer ${KEY}` }
  const known = [
    read(bearer, `/v1/charges?key=${KEY}`),
    read(bearer, `/v1/customers/${KEY}`),
    read({ ...bearer, 'x-api-key': KEY }),
    read({ ...bearer, 'user-agent': `agent ${KEY}` }),
    read({ authorization: 'Bearer none' }, `/v1/charges?key=${KEY}`),
    read({ authorization: `Basic ${btoa(`${KEY}:`)}` }, `/v1/charges?key=${KEY}`),
    authorization(KEY),
  ]
  assert.deepEqual(new Set(known.map(keyOf)), new Set([KEY]))
  const unknown = [
    read(bearer, `/v1/charges?key=${OTHER}`),
    read({ ...bearer, 'x-api-key': OTHER }),
    read({ authorization: `Basic ${btoa(`${OTHER}:`)}` }, `/v1/charges?key=${KEY}`),
    authorization('none'),
  ]
  assert.deepEqual(new Set(unknown.map(keyOf)), new Set([null]))
})

test('what only speaks of vault keys is no key: not in a URL, not in a header', () => {
  const headers = { authorization: `Bearer ${KEY}`, 'user-agent': 'vault_key_rotator/1.0' }
  assert.deepEqual(read(headers, '/v1/customers/search?query=metadata[vault_key_id]'), { kind: 'bearer', text: KEY })
})

test('of a Basic pair, the half that the vendor’s SDKs use for their key is the vault key', () => {
  assert.equal(vaultKeyText(basic(KEY, ''), ['basic_user']), KEY)
  assert.equal(vaultKeyText(basic('AC1', KEY), ['basic_password', 'basic_user']), KEY)
  assert.equal(vaultKeyText(basic(KEY, 'x'), ['basic_password', 'basic_user']), KEY)
  assert.notEqual(vaultKeyText(basic('AC1', KEY), ['basic_user']), KEY)
})

test('two vault keys in one pair are two credentials, also where they are the same', () => {
  for (const second of [OTHER, KEY]) {
    const found = vaultKeyText(basic(KEY, second), ['basic_user', 'basic_password'])
    assert.ok(found !== null && typeof found !== 'string')
  }
})

test('no credential gives no text, and an unreadable one its reason', () => {
  assert.equal(vaultKeyText({ kind: 'none' }, ['basic_user']), null)
  assert.deepEqual(vaultKeyText({ kind: 'unreadable', why: 'because', key: KEY }, ['basic_user']), {
    why: 'because',
    key: KEY,
  })
})
