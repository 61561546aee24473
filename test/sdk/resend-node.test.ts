/** resend-node, unchanged: it takes a base URL and answers errors as values. */
import assert from 'node:assert/strict'
import { after, beforeEach, test } from 'node:test'
import { type ErrorResponse, Resend } from 'resend'
import { startRelay } from '../support/relay.ts'
import { stageOnSandbox, underBrake } from '../support/stage.ts'

const { sandbox, product, admin } = await stageOnSandbox()
const relay = await startRelay(product.url)
after(() => relay[Symbol.asyncDispose]())
beforeEach(() => {
  relay.clear()
  sandbox.clear()
})

const email = { from: 'shop@example.com', to: ['a@example.org'], subject: 'Receipt', html: '<p>Thanks</p>' }
const ways = {
  'the connection’s path': (key: string) => new Resend(key, { baseUrl: `${relay.url}/resend` }),
  'the vault key': (key: string) => new Resend(key, { baseUrl: relay.url }),
}

/** The error the SDK answers with, after one request of which the vendor heard nothing. */
function refusedAtOnce({ data, error }: { data: unknown; error: ErrorResponse | null }): ErrorResponse {
  assert.equal(data, null)
  assert.ok(error !== null)
  assert.equal(relay.requests.length, 1, `the SDK sent ${relay.requests.join(', ')}`)
  assert.equal(sandbox.heard().length, 0)
  return error
}

for (const [way, clientOf] of Object.entries(ways)) {
  test(`by ${way}: one email and a batch are sent as to Resend itself`, async () => {
    const { vault_key } = await admin.issue({ vendor: 'resend', total_usd_cap: 5 })
    const resend = clientOf(vault_key)
    const one = await resend.emails.send(email)
    assert.equal(one.error, null)
    const read = await resend.emails.get(one.data?.id ?? '')
    assert.equal(read.data?.subject, 'Receipt')
    const batch = await resend.batch.send([email, { ...email, to: ['b@example.org'] }])
    assert.equal(batch.data?.data.length, 2)
    assert.equal(sandbox.totals().resend.leaked, 0)
  })

  test(`by ${way}: cap, revocation and allowlist come as the SDK’s ordinary error with our message, at once`, async () => {
    const capped = await admin.issue({ vendor: 'resend', total_usd_cap: 0 })
    const overCap = refusedAtOnce(await clientOf(capped.vault_key).emails.send(email))
    assert.equal(overCap.statusCode, 429)
    assert.match(overCap.message, /Spend cap reached/)

    relay.clear()
    await admin.request('DELETE', `/vault/keys/${capped.id}`)
    const revoked = refusedAtOnce(await clientOf(capped.vault_key).emails.send(email))
    assert.equal(revoked.statusCode, 401)
    assert.match(revoked.message, /revoked/)

    relay.clear()
    const narrow = await admin.issue({ vendor: 'resend', total_usd_cap: 5, allowed_endpoints: ['GET /emails/*'] })
    const notAllowed = refusedAtOnce(await clientOf(narrow.vault_key).emails.send(email))
    assert.equal(notAllowed.statusCode, 403)
    assert.match(notAllowed.message, /may not call POST \/emails/)
  })
}

test('the brake comes as the SDK’s ordinary error with its reason', async () => {
  const { vault_key } = await admin.issue({ vendor: 'resend', total_usd_cap: 5 })
  await underBrake(admin, { vendor: 'resend', reason: 'spam run' }, async () => {
    const error = refusedAtOnce(await ways['the connection’s path'](vault_key).emails.send(email))
    assert.equal(error.statusCode, 403)
    assert.match(error.message, /spam run/)
  })
})
