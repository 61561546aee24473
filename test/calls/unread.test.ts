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

const say = (lines: readonly string[], body = ''): Promise<RawAnswer> =>
  sendRaw(product.port, rawRequest([...lines, 'Connection: close'], body), { quietMs: 5_000 })

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
