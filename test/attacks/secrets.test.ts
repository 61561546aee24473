/** G4 against a vendor that echoes the real secret: no spelling of it passes, and nothing of the answer is written down. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { charge, SECRETS, stageOnRecorder } from '../support/stage.ts'
import type { Answer } from '../support/upstream.ts'

let answer: { readonly status: number; readonly body: string; readonly headers: Record<string, string> }
const echo: Answer = (_request, response) => {
  response.writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers })
  response.end(answer.body)
}
const { admin, call, product } = await stageOnRecorder(echo)
const { vault_key } = await admin.issue({ total_usd_cap: 1_000 })
const SECRET = SECRETS.stripe
const intent = (more: object): string =>
  JSON.stringify({ id: 'pi_1', object: 'payment_intent', amount: 500, currency: 'usd', ...more })

const PLACES: Readonly<Record<string, Partial<typeof answer>>> = {
  'the error': { status: 400, body: JSON.stringify({ error: SECRET }) },
  'the error’s code': {
    status: 400,
    body: JSON.stringify({ error: { type: 'invalid_request_error', code: `x${SECRET}` } }),
  },
  'the object’s id': { body: intent({ id: SECRET }) },
  'the request id': { body: intent({}), headers: { 'request-id': SECRET } },
}

for (const [place, what] of Object.entries(PLACES)) {
  test(`a secret in ${place} reaches neither caller nor audit row, event, export or log`, async () => {
    answer = { status: 200, body: '', headers: {}, ...what }
    const answered = await call({ key: vault_key, form: charge(500) })
    assert.deepEqual([answered.status, answered.code], [502, 'upstream_broken'])
    const row = await admin.request('GET', `/vault/audit/${answered.callId}`)
    const all = await admin.request('GET', '/vault/audit?format=jsonl&kind=all')
    for (const text of [answered.text, [...answered.headers].join(), row.text, all.text, product.stderr()])
      assert.ok(!text.includes(SECRET))
    assert.equal(row.body['state'], 'unknown')
  })
}

const hexOf = (char: string): string => char.charCodeAt(0).toString(16)
const SPELLINGS: Readonly<Record<string, string>> = {
  'one JSON escape': SECRET.replace('_', '\\u005f'),
  'every JSON escape': [...SECRET].map((char) => `\\u00${hexOf(char)}`).join(''),
  'one percent escape': SECRET.replace('_', '%5f'),
  'both kinds of escape': SECRET.replace('_', '\\u005F').replace('_', '%5F'),
}

for (const [name, spelling] of Object.entries(SPELLINGS)) {
  test(`a secret spelt with ${name} does not pass, from a write, a streamed read, or what strict JSON is not`, async () => {
    const bodies = [`{"id":"pi_1","description":"${spelling}"}`, `{"id":"pi_1","id":"pi_2","description":"${spelling}"`]
    for (const body of bodies) {
      answer = { status: 200, body, headers: {} }
      const written = await call({ key: vault_key, form: charge(500) })
      assert.equal(written.code, 'upstream_broken', body)
      const read = await call({ key: vault_key, path: '/stripe/v1/customers/cus_1' }).catch(() => null)
      assert.ok(read === null || !read.text.includes(spelling), read?.text)
    }
  })
}
