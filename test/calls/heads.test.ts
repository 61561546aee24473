/** The strict front door: whatever two servers could read in two ways is refused, and nothing of it reaches the vendor. */
import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { rawRequest, sendRaw } from '../support/raw.ts'
import { stageOnRecorder } from '../support/stage.ts'

const { upstream, product, admin, raw } = await stageOnRecorder()
beforeEach(() => upstream.clear())

const issued = await admin.issue({ total_usd_cap: 1_000 })
const key = issued.vault_key
const CREATE = 'POST /stripe/v1/payment_intents HTTP/1.1'
const FORM = 'Content-Type: application/x-www-form-urlencoded'
const body = 'amount=100&currency=usd'
const LENGTH = `Content-Length: ${body.length}`
const auth = `Authorization: Bearer ${key}`
const host = `Host: 127.0.0.1:${product.port}`

/** Refused with this code, the vendor untouched, the connection closed: what follows can't be trusted. */
async function refused(lines: readonly string[], payload: string, code: string, status = 400): Promise<void> {
  const answer = await sendRaw(product.port, rawRequest(lines, payload))
  assert.equal(answer.status, status, `${lines.join(' | ')}: ${answer.status} ${answer.body}`)
  assert.equal(answer.headers.get('keybrake-code'), code)
  assert.deepEqual(answer.statuses, [status], 'one answer')
  assert.ok(answer.closed)
  assert.equal(upstream.heard.length, 0)
  assert.equal(upstream.unreadable(), 0)
}

test('the plain request of these tests is let through', async () => {
  assert.equal((await raw(key, CREATE, [FORM, LENGTH], body)).status, 200)
  assert.equal(upstream.heard.length, 1)
})

test('two Host headers, or none, are refused', async () => {
  await refused([CREATE, host, 'Host: stripe.localhost', auth, FORM, LENGTH], body, 'bad_request')
  await refused([CREATE, host, host, auth, FORM, LENGTH], body, 'bad_request')
  await refused([CREATE, auth, FORM, LENGTH], body, 'bad_request')
  await refused([CREATE, 'Host: user@stripe.localhost', auth, FORM, LENGTH], body, 'bad_request')
  await refused([CREATE, 'Host: stripe.localhost/x', auth, FORM, LENGTH], body, 'bad_request')
})

test('two Authorization headers are refused, whosever they are', async () => {
  const rowsBefore = await admin.audit(`key_id=${issued.id}`)
  await refused([CREATE, host, auth, auth, FORM, LENGTH], body, 'bad_request')
  assert.equal((await admin.audit(`key_id=${issued.id}`)).length, rowsBefore.length + 1)
  await refused([CREATE, host, auth, 'Authorization: Bearer sk_live_other', FORM, LENGTH], body, 'bad_request')
})

test('any other header that may stand once is refused when it stands twice', async () => {
  await refused([CREATE, host, auth, 'Idempotency-Key: a', 'Idempotency-Key: b', FORM, LENGTH], body, 'bad_request')
  await refused(
    [CREATE, host, auth, 'Stripe-Account: acct_1', 'Stripe-Account: acct_2', FORM, LENGTH],
    body,
    'bad_request',
  )
  await refused([CREATE, host, auth, FORM, 'Content-Type: application/json', LENGTH], body, 'bad_request')
})

test('Transfer-Encoding, alone or beside Content-Length, is refused and smuggles nothing', async () => {
  const smuggled = '0\r\n\r\nPOST /stripe/v1/payouts HTTP/1.1\r\nHost: x\r\n\r\n'
  await refused([CREATE, host, auth, FORM, 'Transfer-Encoding: chunked'], '0\r\n\r\n', 'length_required', 411)
  for (const lines of [
    ['Transfer-Encoding: chunked', `Content-Length: ${smuggled.length}`],
    [`Content-Length: ${smuggled.length}`, 'Transfer-Encoding: chunked'],
    ['Transfer-Encoding: chunked, identity', 'Content-Length: 4'],
    ['Transfer-Encoding : chunked', 'Content-Length: 4'],
    ['Transfer-Encoding: xchunked', 'Content-Length: 4'],
    ['Content-Length: 4', 'Content-Length: 5'],
    ['Content-Length: +4'],
    ['Content-Length: 0x4'],
    ['Content-Length: 4, 4'],
    ['Content-Length: -1'],
  ]) {
    const answer = await sendRaw(product.port, rawRequest([CREATE, host, auth, FORM, ...lines], smuggled))
    assert.ok(answer.status === 400 || answer.status === 411, `${lines.join(' | ')}: ${answer.status}`)
    assert.equal(answer.statuses.length, 1, lines.join(' | '))
    assert.equal(upstream.heard.length, 0)
  }
})

test('headers by which a server might take another method or path are refused and audited', async () => {
  for (const line of [
    'X-HTTP-Method-Override: DELETE',
    'X-HTTP-Method: DELETE',
    'X-Method-Override: DELETE',
    'X-Original-URL: /v1/payouts',
    'X-Rewrite-URL: /v1/payouts',
  ])
    await refused([CREATE, host, auth, line, FORM, LENGTH], body, 'path_not_canonical')
  const rows = await admin.audit(`key_id=${issued.id}&code=path_not_canonical`)
  assert.equal(rows.length, 5)
})

test('folded lines, bare line feeds, spaces before a colon and odd names are no requests', async () => {
  for (const line of [
    'X-One: a\r\n b',
    'X-One : a',
    'X One: a',
    'X-One\t: a',
    ': a',
    'X_Forwarded: a',
    'X-One: a\u0000b',
    'X-One: a\u0001b',
    'X-One: \u00e4',
  ]) {
    const answer = await raw(key, CREATE, [line, FORM, LENGTH], body)
    assert.equal(answer.status, 400, JSON.stringify(line))
  }
  const bare = `${CREATE}\n${host}\n${auth}\n${FORM}\n${LENGTH}\n\n${body}`
  assert.equal((await sendRaw(product.port, bare)).status, 400)
  assert.equal(upstream.heard.length, 0)
})

test('only HTTP/1.1 is spoken', async () => {
  for (const version of ['HTTP/1.0', 'HTTP/2.0', 'HTTP/0.9', 'HTTP/1.2'])
    assert.ok((await raw(key, `GET /stripe/v1/charges ${version}`)).status !== 200, version)
  const preface = await sendRaw(product.port, 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n')
  assert.notEqual(preface.status, 200)
  assert.equal(upstream.heard.length, 0)
})

test('Upgrade and Trailer are refused', async () => {
  await refused([CREATE, host, auth, 'Trailer: X-Sum', FORM, LENGTH], body, 'bad_request')
  const upgrade = await raw(key, 'GET /stripe/v1/charges HTTP/1.1', ['Connection: Upgrade', 'Upgrade: websocket'])
  assert.notEqual(upgrade.status, 101)
  assert.notEqual(upgrade.status, 200)
  assert.equal(upstream.heard.length, 0)
})

test('Expect: 100-continue is answered, and the call goes through once; another expectation does not', async () => {
  const continued = await raw(key, CREATE, ['Expect: 100-continue', FORM, LENGTH], body)
  assert.equal(continued.statuses.at(-1), 200)
  assert.equal(upstream.heard.length, 1)
  assert.equal(upstream.heard[0]?.headers.expect, undefined)
  upstream.clear()
  const odd = await raw(key, CREATE, ['Expect: a-miracle', FORM, LENGTH], body)
  assert.equal(odd.status, 400)
  assert.equal(odd.headers.get('keybrake-code'), 'bad_request')
  assert.equal(upstream.heard.length, 0)
})

test('two requests on one connection are two calls, each judged by itself', async () => {
  const other = await admin.issue({ total_usd_cap: 1, label: 'second' })
  const one = rawRequest([CREATE, host, auth, FORM, LENGTH], body)
  const more = body.replace('100', '1000')
  const two = rawRequest(
    [CREATE, host, `Authorization: Bearer ${other.vault_key}`, FORM, `Content-Length: ${more.length}`],
    more,
  )
  const answer = await sendRaw(product.port, one + two)
  assert.deepEqual(answer.statuses, [200, 429])
  assert.equal(upstream.heard.length, 1)
})

test('a body shorter than announced is no call; what follows a whole one is no second call', async () => {
  const short = await raw(key, CREATE, [FORM, 'Content-Length: 100'], body, { quietMs: 300 })
  assert.equal(short.status, 0, 'nothing is answered while the body is awaited')
  assert.equal(upstream.heard.length, 0)
  const long = await raw(key, CREATE, [FORM, LENGTH], `${body}0000`)
  assert.deepEqual(long.statuses, [200], 'the call that was made is answered with what became of it')
  assert.equal(new URLSearchParams(upstream.heard[0]?.body).get('currency'), 'usd')
  assert.equal(upstream.heard.length, 1)
})

test('what goes up is a list: no cookie, forwarding, hop-by-hop or Keybrake header reaches the vendor', async () => {
  const lines = [
    'Cookie: a=b',
    'X-Forwarded-For: 10.0.0.1',
    'Forwarded: for=10.0.0.1',
    'Via: 1.1 x',
    'Proxy-Authorization: Basic eDp5',
    'Connection: close, X-Secret-Hop',
    'X-Secret-Hop: 1',
    'Keybrake-Label: mine',
    'Keybrake-Tag-part: 7',
    'X-Agent-Run-Id: run-7',
    'X-Api-Key: other',
    'Accept-Encoding: gzip, br',
    'Stripe-Version: 2026-10-28.endive',
    'User-Agent: agent/1',
    'Origin: https://example.com',
  ]
  assert.equal((await raw(key, CREATE, [...lines, FORM, LENGTH], body)).status, 200)
  const names = Object.keys(upstream.heard[0]?.headers ?? {}).toSorted()
  assert.deepEqual(names, [
    'accept-encoding',
    'authorization',
    'connection',
    'content-length',
    'content-type',
    'host',
    'idempotency-key',
    'stripe-version',
    'user-agent',
  ])
  assert.equal(upstream.heard[0]?.headers['accept-encoding'], 'identity')
  assert.equal(upstream.heard[0]?.headers.host, new URL(upstream.url).host)
})

test('bytes that are no request after a whole one do not take away the answer to it', async () => {
  const call = rawRequest([CREATE, host, auth, FORM, LENGTH], body)
  for (const rest of [
    '0000',
    'x\r\n\r\n',
    'GET / HTTP/9\r\n\r\n',
    rawRequest([CREATE, host, 'Content-Length: 4, 4']),
  ]) {
    const answer = await sendRaw(product.port, call + rest, { quietMs: 10_000 })
    assert.equal(answer.statuses[0], 200, JSON.stringify(rest))
    assert.ok(answer.closed)
  }
  assert.equal(upstream.heard.length, 4)
})

test('a head that is too large is refused', async () => {
  const answer = await raw(key, CREATE, [`X-Long: ${'a'.repeat(40_000)}`, FORM, LENGTH], body)
  assert.equal(answer.status, 431)
  const many = Array.from({ length: 120 }, (_, at) => `X-Header-${at}: 1`)
  assert.equal((await raw(key, CREATE, [...many, FORM, LENGTH], body)).status, 400)
  assert.equal(upstream.heard.length, 0)
})

test('noise that is no HTTP is answered in words and closed', async () => {
  for (const noise of [
    '\u0016\u0003\u0001\u0002\u0000',
    'hello\r\n\r\n',
    'GET\r\n\r\n',
    '\r\n\r\n\r\nGARBAGE x\r\n\r\n',
  ]) {
    const answer = await sendRaw(product.port, noise)
    assert.equal(answer.status, 400, JSON.stringify(noise))
    assert.ok(answer.closed)
  }
})
