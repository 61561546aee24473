/** twilio-node, unchanged: by `baseUrl` of a product, or by an HTTP client of ten lines for all products. */
import assert from 'node:assert/strict'
import { after, beforeEach, test } from 'node:test'
import twilio from 'twilio'
import { startRelay } from '../support/relay.ts'
import { stageOnSandbox, underBrake } from '../support/stage.ts'

const { sandbox, product, admin } = await stageOnSandbox()
const relay = await startRelay(product.url)
after(() => relay[Symbol.asyncDispose]())
beforeEach(() => {
  relay.clear()
  sandbox.clear()
})
const sid = sandbox.credentials.twilio.account_sid
const RestException = twilio.RestException
type RestError = InstanceType<typeof RestException>

/** As the SDK’s users do it: one client of HTTP for all products. */
function throughProxy(): twilio.RequestClient {
  const client = new twilio.RequestClient()
  const request = client.request.bind(client)
  client.request = (options) => {
    const { hostname, pathname, search } = new URL(options.uri)
    options.uri = `${relay.url}/twilio/${hostname.split('.')[0]}${pathname}${search}`
    return request(options)
  }
  return client
}

const byClient = (key: string) => twilio(sid, key, { httpClient: throughProxy() })

function byBaseUrl(key: string) {
  const client = twilio(sid, key)
  client.api.baseUrl = `${relay.url}/twilio`
  return client
}

const message = { to: '+14155550100', from: '+14155550101', body: 'your code is 1234' }

async function refusedAtOnce(work: Promise<unknown>): Promise<RestError> {
  const error = await work.then(
    () => assert.fail('the SDK took a refusal for success'),
    (reason: unknown) => reason,
  )
  assert.ok(error instanceof RestException, String(error))
  assert.equal(relay.requests.length, 1, `the SDK sent ${relay.requests.join(', ')}`)
  assert.equal(sandbox.heard().length, 0)
  return error
}

for (const [way, clientOf] of Object.entries({ 'an HTTP client': byClient, baseUrl: byBaseUrl })) {
  test(`by ${way}: sending, reading and listing messages work as against Twilio itself`, async () => {
    const { vault_key } = await admin.issue({ vendor: 'twilio', total_usd_cap: 5 })
    const client = clientOf(vault_key)
    const sent = await client.messages.create(message)
    assert.equal(sent.accountSid, sid)
    assert.equal((await client.messages(sent.sid).fetch()).body, message.body)
    assert.deepEqual(
      (await client.messages.list({ limit: 5 })).map((one) => one.sid),
      [sent.sid],
    )
    assert.equal(sandbox.totals().twilio.leaked, 0)
  })

  test(`by ${way}: cap, revocation and allowlist raise a RestException with our message, at once`, async () => {
    const capped = await admin.issue({ vendor: 'twilio', total_usd_cap: 0.001 })
    const overCap = await refusedAtOnce(clientOf(capped.vault_key).messages.create(message))
    assert.equal(overCap.status, 429)
    assert.equal(overCap.code, 904_291)
    assert.match(overCap.message, /Spend cap reached/)

    relay.clear()
    await admin.request('DELETE', `/vault/keys/${capped.id}`)
    const revoked = await refusedAtOnce(clientOf(capped.vault_key).messages.create(message))
    assert.equal(revoked.status, 401)
    assert.match(revoked.message, /revoked/)

    relay.clear()
    const narrow = await admin.issue({ vendor: 'twilio', total_usd_cap: 5, allowed_endpoints: ['messages.fetch'] })
    const notAllowed = await refusedAtOnce(clientOf(narrow.vault_key).messages.create(message))
    assert.equal(notAllowed.status, 403)
    assert.match(notAllowed.message, /may not call POST \/2010-04-01/)
  })
}

test('the SDK’s automatic repeats do not repeat a refusal by the cap', async () => {
  const { vault_key } = await admin.issue({ vendor: 'twilio', total_usd_cap: 0.001 })
  const client = twilio(sid, vault_key, { autoRetry: true, maxRetries: 3 })
  client.api.baseUrl = `${relay.url}/twilio`
  await assert.rejects(client.messages.create(message), /Spend cap reached/)
  assert.equal(sandbox.heard().length, 0)
})

test('the brake raises a RestException with its reason, at once', async () => {
  const { vault_key } = await admin.issue({ vendor: 'twilio', total_usd_cap: 5 })
  await underBrake(admin, { vendor: 'twilio', reason: 'toll fraud' }, async () => {
    const error = await refusedAtOnce(byClient(vault_key).messages.create(message))
    assert.equal(error.status, 403)
    assert.match(error.message, /toll fraud/)
  })
})
