/** What a hostile issuer, or an operator's slip, could do by the admin API. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Admin, Json } from '../support/admin.ts'
import { stageOnSandbox } from '../support/stage.ts'

const { sandbox, product, admin, call } = await stageOnSandbox(
  {},
  { KEYBRAKE_PUBLIC_URL: 'https://api.brake.acme.com' },
)

async function principal(
  fields: Json,
): Promise<{ readonly id: string; readonly credential: string; readonly api: Admin }> {
  const { status, body, text } = await admin.request('POST', '/vault/principals', fields)
  assert.equal(status, 201, text)
  const credential = String(body['credential'])
  return { id: String(body['id']), credential, api: admin.as(credential) }
}

test('a ceiling with a wildcard holds no literal entry of an endpoint that nobody knows', async () => {
  for (const [index, ceiling] of ['POST /v1/**', 'POST /v1/*'].entries()) {
    const { api } = await principal({
      name: `wild-${index}`,
      role: 'issuer',
      ceilings: { allowed_endpoints: [ceiling] },
    })
    const issue = (entry: string) =>
      api.request('POST', '/vault/keys', { vendor: 'stripe', allowed_endpoints: [entry], total_usd_cap: 1 })
    assert.equal((await issue('POST /v1/payment_intents')).status, 201)
    const refused = await issue('POST /v1/not_known_at_all')
    assert.deepEqual([refused.status, refused.body['code']], [403, 'ceiling_exceeded'])
  }
})

test('a field named __proto__ is unknown like any other, in queries, bodies and rules', async () => {
  const query = await admin.request('GET', '/vault/audit?__proto__=x')
  assert.equal(query.status, 422)
  const key = '"vendor":"stripe","allowed_endpoints":["*"],"total_usd_cap":1'
  for (const body of [`{${key},"__proto__":1}`, `{${key},"parameters":{"__proto__":{"absent":true}}}`]) {
    const answer = await admin.request('POST', '/vault/keys', body)
    assert.equal(answer.status, 422, body)
  }
})

test('an address that cannot be decoded is answered as every problem is', async () => {
  const answer = await admin.request('GET', '/vault/keys/%zz')
  assert.ok(answer.status >= 400 && answer.status < 500)
  assert.match(answer.headers.get('content-type') ?? '', /^application\/problem\+json/)
  assert.equal(typeof answer.body['code'], 'string')
})

test('a connection that becomes one to another vendor ends the keys that were issued for the first', async () => {
  const { stripe, resend } = sandbox.credentials
  const made = { name: 'flip', vendor: 'stripe', secret: stripe.secret_key, upstream: sandbox.urls.stripe }
  assert.equal((await admin.request('POST', '/vault/connections', made)).status, 201)
  const key = await admin.issue({ connection: 'flip', total_usd_cap: 5 })
  const change = { vendor: 'resend', secret: resend.api_key, upstream: sandbox.urls.resend }
  assert.equal((await admin.request('PATCH', '/vault/connections/flip', change)).status, 200)
  const mail = { from: 'a@acme.com', to: 'b@acme.com', subject: 's', text: 't' }
  assert.equal((await call({ key: key.vault_key, path: '/flip/emails', json: mail })).code, 'key_revoked')
  assert.equal(sandbox.executed({ vendor: 'resend' }).length, 0)
})

test('no connection takes the host of the admin API, neither as its first label nor behind a product’s', async () => {
  const { secret_key } = sandbox.credentials.stripe
  for (const name of ['api', 'brake']) {
    const made = { name, vendor: 'stripe', secret: secret_key, upstream: sandbox.urls.stripe }
    const answer = await admin.request('POST', '/vault/connections', made)
    assert.equal(answer.status, 422, `${name}: ${answer.text}`)
  }
})

for (const [what, end] of [
  ['replaced', (id: string) => admin.request('POST', `/vault/principals/${id}/rotate`)],
  ['deleted with its principal', (id: string) => admin.request('DELETE', `/vault/principals/${id}`)],
] as const) {
  test(`an event stream opened with a credential that is then ${what} ends, and tells nothing more`, async () => {
    const auditor = await principal({ name: `auditor, ${what}`, role: 'auditor' })
    const headers = { authorization: `Bearer ${auditor.credential}` }
    const stream = await fetch(`${product.url}/vault/events`, { headers, signal: AbortSignal.timeout(5_000) })
    assert.equal(stream.status, 200)
    assert.equal((await end(auditor.id)).status, 200)
    await admin.issue({ total_usd_cap: 1, label: 'issued-after-the-end' })
    assert.doesNotMatch(await stream.text(), /issued-after-the-end/)
    assert.equal((await fetch(`${product.url}/vault/events`, { headers })).status, 401)
  })
}
