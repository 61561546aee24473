/** What is refused before it was read: in the shape of the plane it was meant for, with an id of its own. */
import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { ADMIN_KEY } from '../support/product.ts'
import { type RawAnswer, rawRequest, sendRaw } from '../support/raw.ts'
import { stageOnRecorder } from '../support/stage.ts'

const { upstream, product, admin, raw } = await stageOnRecorder()
beforeEach(() => upstream.clear())

const issued = await admin.issue({ total_usd_cap: 1_000 })
const key = issued.vault_key
const HOST = `Host: 127.0.0.1:${product.port}`
const ADMIN = `Authorization: Bearer ${ADMIN_KEY}`
const ISSUE = JSON.stringify({ vendor: 'stripe', allowed_endpoints: ['*'], daily_usd_cap: 5 })

const say = (lines: readonly string[], body = ''): Promise<RawAnswer> =>
  sendRaw(product.port, rawRequest([...lines, 'Connection: close'], body), { quietMs: 5_000 })

const chunked = (text: string): string => `${text.length.toString(16)}\r\n${text}\r\n0\r\n\r\n`
const JSON_TYPE = 'Content-Type: application/json'
const CHUNKED = 'Transfer-Encoding: chunked'

function assertProblem(answer: RawAnswer, status: number, what: string): void {
  assert.equal(answer.status, status, `${what}: ${answer.status} ${answer.body}`)
  assert.equal(answer.headers.get('content-type'), 'application/problem+json', what)
  const body = JSON.parse(answer.body) as Record<string, unknown>
  assert.equal(body['status'], status, what)
  for (const name of ['code', 'title', 'detail']) assert.ok(String(body[name] ?? '').length > 3, `${what}: ${name}`)
}

test('what is wrong with the head of an admin request is said as a problem', async () => {
  const get = 'GET /vault/keys HTTP/1.1'
  const cases: readonly (readonly string[])[] = [
    [get, HOST, ADMIN, 'Authorization: Bearer other'],
    [get, HOST, ADMIN, 'X-HTTP-Method-Override: DELETE'],
    ['GET /vault/keys?limit=1 HTTP/1.1', HOST, ADMIN, 'Upgrade: h2c'],
    [get, ADMIN],
    [get, HOST, HOST, ADMIN],
    [get, 'Host: a..b', ADMIN],
    ['GET /healthz HTTP/1.0'],
    [`GET http://127.0.0.1:${product.port}/vault/keys HTTP/1.1`, HOST, ADMIN],
    ['GET /vault\\keys HTTP/1.1', HOST, ADMIN],
    ['GET /vault;a=b/keys HTTP/1.1', HOST, ADMIN],
    ['GET /vault/keys/\u00e4 HTTP/1.1', HOST, ADMIN],
    ['POST /vault/keys HTTP/1.1', HOST, ADMIN, JSON_TYPE, 'Expect: a-miracle', 'Content-Length: 2'],
    ['POST /vault/keys HTTP/1.1', HOST, ADMIN, JSON_TYPE, 'Content-Length: 2', 'Content-Length: 3'],
    ['POST /vault/keys HTTP/1.1', HOST, ADMIN, JSON_TYPE, 'Transfer-Encoding: gzip, chunked'],
    ['POST /v1/keys HTTP/1.1', HOST, ADMIN, 'X-Original-URL: /vault/keys'],
  ]
  for (const lines of cases) assertProblem(await say(lines, '{}'), 400, lines.join(' | '))
})

test('under a connection’s host, and with a vault key, the same paths are calls and refused as such', async () => {
  for (const lines of [
    ['GET /vault/keys HTTP/1.1', 'Host: stripe.localhost', ADMIN, 'X-HTTP-Method-Override: DELETE'],
    ['GET /v1/keys HTTP/1.1', HOST, `Authorization: Bearer ${key}`, 'X-HTTP-Method-Override: DELETE'],
  ]) {
    const answer = await say(lines)
    assert.deepEqual([answer.status, answer.headers.get('keybrake-code')], [400, 'path_not_canonical'])
    assert.equal(answer.headers.get('content-type'), 'application/json')
  }
})

test('the admin API takes a body in chunks, as far as it takes bodies', async () => {
  for (const path of ['/vault/keys', '/v1/keys']) {
    const made = await say([`POST ${path} HTTP/1.1`, HOST, ADMIN, JSON_TYPE, CHUNKED], chunked(ISSUE))
    assert.equal(made.status, 201, made.body)
    const { id } = JSON.parse(made.body) as { id: string }
    const ended = await say(
      [`DELETE ${path}/${id} HTTP/1.1`, HOST, ADMIN, JSON_TYPE, CHUNKED],
      chunked('{"reason":"done"}'),
    )
    assert.equal((JSON.parse(ended.body) as { reason: string }).reason, 'done')
  }
  const long = JSON.stringify({ label: 'x'.repeat(1_200_000) })
  assertProblem(await say(['POST /vault/keys HTTP/1.1', HOST, ADMIN, JSON_TYPE, CHUNKED], chunked(long)), 413, 'long')
})

test('what follows a body in chunks is a request of its own, and no call has such a body', async () => {
  const issue = rawRequest(['POST /vault/keys HTTP/1.1', HOST, ADMIN, JSON_TYPE, CHUNKED], chunked(ISSUE))
  const next = rawRequest([
    'GET /stripe/v1/charges HTTP/1.1',
    HOST,
    `Authorization: Bearer ${key}`,
    'Connection: close',
  ])
  const both = await sendRaw(product.port, issue + next, { quietMs: 5_000 })
  assert.deepEqual(both.statuses, [201, 200])
  assert.equal(upstream.heard.length, 1)
  for (const line of ['POST /v1/keys HTTP/1.1', 'POST /stripe/v1/payment_intents HTTP/1.1']) {
    const call = await raw(key, line, [JSON_TYPE, CHUNKED], chunked('{}'))
    assert.deepEqual([call.status, call.headers.get('keybrake-code')], [411, 'length_required'])
  }
  const twice = await say(['POST /vault/keys HTTP/1.1', HOST, ADMIN, CHUNKED, 'Content-Length: 4'], chunked('{}'))
  assertProblem(twice, 400, 'two framings')
  assert.equal(upstream.heard.length, 1)
})

test('a path with a byte that is no printable ASCII is not canonical', async () => {
  for (const char of ['\u00e4', '\u00c3\u00a4', '\u0000', '\u0001', '\u007f', '\t'])
    for (const target of [`/stripe/v1/customers/${char}`, `/stripe/v1/customers?x=${char}`]) {
      const answer = await raw(key, `GET ${target} HTTP/1.1`)
      assert.deepEqual(
        [answer.status, answer.headers.get('keybrake-code')],
        [400, 'path_not_canonical'],
        JSON.stringify(target),
      )
    }
  assert.equal(upstream.heard.length, 0)
})

test('a refusal without a row has an id too, each its own', async () => {
  const stranger = 'Authorization: Bearer sk_test_a_stranger'
  const answers = await Promise.all([
    say(['GET /stripe/v1/charges HTTP/1.1', HOST]),
    say(['GET /stripe/v1/charges HTTP/1.1', HOST, stranger]),
    say(['GET /2010-04-01/Accounts.json HTTP/1.1', HOST, stranger]),
    say(['GET /nowhere/v1/charges HTTP/1.1', HOST, ADMIN]),
    say(['GET /stripe/v1/charges HTTP/1.1', HOST, 'X-HTTP-Method-Override: DELETE']),
    say(['GET /stripe/v1/../charges HTTP/1.1', HOST]),
    say(['GET /stripe/v1/charges/\u0001 HTTP/1.1', HOST]),
    say(['no request at all']),
    say(['GET /stripe/v1/charges HTTP/1.1', HOST, `X-Long: ${'a'.repeat(40_000)}`]),
  ])
  const ids = answers.map(({ status, headers, body }) => {
    assert.ok(status >= 400 && status < 500, body)
    const id = headers.get('keybrake-call-id') ?? ''
    assert.match(id, /^call_/, body)
    const { keybrake } = JSON.parse(body) as { keybrake: { call_id: string } }
    assert.equal(keybrake.call_id, id)
    return id
  })
  assert.equal(new Set(ids).size, ids.length)
  for (const id of ids) assert.equal((await admin.request('GET', `/vault/audit/${id}`)).status, 404)
})
