/** Endpoints that mint or show credentials stay closed whatever the allowlist says, until key and connection both name one. */
import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { stageOnRecorder } from '../support/stage.ts'

const { upstream, admin, call } = await stageOnRecorder()
beforeEach(() => upstream.clear())

const CLOSED: Readonly<Record<string, readonly string[]>> = {
  stripe: [
    'POST /v1/ephemeral_keys',
    'DELETE /v1/ephemeral_keys/ephkey_1',
    'POST /v1/account_sessions',
    'POST /v1/customer_sessions',
    'GET /v1/webhook_endpoints',
    'POST /v1/webhook_endpoints',
    'POST /v1/webhook_endpoints/we_1',
    'POST /oauth/token',
    'POST /oauth/deauthorize',
    'POST /v1/account_links',
    'POST /v1/accounts/acct_1/login_links',
    'POST /v1/terminal/connection_tokens',
    'POST /v1/billing_portal/sessions',
    'POST /v1/apps/secrets',
    'POST /v2/core/event_destinations',
    'POST /v2/core/account_links',
    'POST /v1/accounts',
    // The same families under other versions.
    'POST /v2/ephemeral_keys',
    'POST /v2/webhook_endpoints',
    'POST /v1/core/event_destinations',
  ],
  twilio: [
    'GET /2010-04-01/Accounts/_.json',
    'GET /2010-04-01/Accounts/_',
    'POST /2010-04-01/Accounts/_.json',
    'GET /2010-04-01/Accounts.json',
    'POST /2010-04-01/Accounts.json',
    'POST /2010-04-01/Accounts/_/Keys.json',
    'POST /2010-04-01/Accounts/_/Keys.xml',
    'POST /2010-04-01/Accounts/_/Keys',
    'POST /2010-04-01/Accounts/_/keys.json',
    'POST /2010-04-01/Accounts/_/SigningKeys.json',
    'POST /2010-04-01/Accounts/_/Tokens.json',
    'POST /2008-08-01/Accounts/_/Keys.json',
    'POST /iam/v1/Keys',
    'POST /accounts/v1/AuthTokens/Promote',
    'POST /verify/v2/Services/VA1/AccessTokens',
  ],
  resend: ['POST /api-keys', 'GET /api-keys', 'DELETE /api-keys/k1', 'POST /webhooks', 'GET /logs/l1'],
}

for (const [vendor, endpoints] of Object.entries(CLOSED))
  test(`${vendor}: each closed family is refused to a key that may call everything, in each version and format`, async () => {
    const { vault_key } = await admin.issue({ vendor, allowed_endpoints: ['*'], uncapped: true, unknown_cost: 'allow' })
    for (const endpoint of endpoints) {
      const [method = '', path = ''] = endpoint.split(' ')
      const answer = await call({ key: vault_key, method, path: `/${vendor}${path}` })
      assert.equal(answer.code, 'endpoint_not_allowed', `${endpoint}: ${answer.status} ${answer.text}`)
      assert.equal(answer.status, 403)
      assert.equal(answer.body['closed'] ?? true, true, endpoint)
    }
    assert.equal(upstream.heard.length, 0)
  })

test('an entry of the allowlist that spells a closed endpoint out does not open it, and observe mode neither', async () => {
  const endpoint = 'POST /v1/ephemeral_keys'
  const spelt = await admin.issue({ allowed_endpoints: [endpoint, 'ephemeral_keys.create'], uncapped: true })
  const observing = await admin.issue({ allowed_endpoints: ['*'], uncapped: true, mode: 'observe' })
  for (const { vault_key } of [spelt, observing]) {
    const answer = await call({ key: vault_key, path: '/stripe/v1/ephemeral_keys', form: { customer: 'cus_1' } })
    assert.equal(answer.code, 'endpoint_not_allowed')
  }
  assert.equal(upstream.heard.length, 0)
})

test('key and connection must both name it: either alone opens nothing, both open that one only', async () => {
  const closed = 'POST /v1/ephemeral_keys'
  const path = '/open/v1/ephemeral_keys'
  const form = { customer: 'cus_1' }
  const made = await admin.request('POST', '/vault/connections', {
    name: 'open',
    vendor: 'stripe',
    secret: 'sk_test_OpenedAccount0123456789',
    upstreams: { api: upstream.url },
    opened_endpoints: [closed],
  })
  assert.equal(made.status, 201, made.text)
  const fields = { allowed_endpoints: ['*'], uncapped: true, unknown_cost: 'allow' }
  const byConnection = await admin.issue({ ...fields, connection: 'open' })
  assert.equal((await call({ key: byConnection.vault_key, path, form })).code, 'endpoint_not_allowed')

  const byKeyAlone = await admin.request('POST', '/vault/keys', {
    ...fields,
    vendor: 'stripe',
    opened_endpoints: [closed],
  })
  if (byKeyAlone.status === 201) {
    const key = String(byKeyAlone.body['vault_key'])
    assert.equal((await call({ key, path: '/stripe/v1/ephemeral_keys', form })).code, 'endpoint_not_allowed')
  }

  const both = await admin.issue({ ...fields, connection: 'open', opened_endpoints: [closed] })
  assert.equal(upstream.heard.length, 0)
  assert.equal((await call({ key: both.vault_key, path, form })).status, 200)
  const other = await call({ key: both.vault_key, path: '/open/v1/webhook_endpoints', form: { url: 'https://x.co' } })
  assert.equal(other.code, 'endpoint_not_allowed')
  assert.equal(upstream.heard.length, 1)
})

test('an endpoint that both open may be called though no rule says what it costs, and costs nothing', async () => {
  const entries = { opens: 'POST /v1/webhook_endpoints', names: 'webhook_endpoints.create' }
  const made = await admin.request('POST', '/vault/connections', {
    name: 'hooks',
    vendor: 'stripe',
    secret: 'sk_test_HooksAccount0123456789',
    upstreams: { api: upstream.url },
    opened_endpoints: [entries.opens],
  })
  assert.equal(made.status, 201, made.text)
  const fields = { connection: 'hooks', allowed_endpoints: ['*'], total_usd_cap: 1 }
  const { vault_key } = await admin.issue({ ...fields, opened_endpoints: [entries.names] })
  const form = { url: 'https://x.co' }
  const answer = await call({ key: vault_key, path: '/hooks/v1/webhook_endpoints', form })
  assert.deepEqual([answer.status, answer.headers.get('keybrake-remaining-usd')], [200, '1'])
  // It is no word about the cost of others.
  const other = await call({ key: vault_key, path: '/hooks/v1/subscriptions', form: { customer: 'cus_1' } })
  assert.equal(other.code, 'cost_unknown')
})

test('a Twilio line opens its endpoint for the connection’s account, written as _ or by its SID', async () => {
  const sid = `AC${'7'.repeat(32)}`
  const secret = { account_sid: sid, auth_token: '7'.repeat(32) }
  const upstreams = { api: upstream.url }
  const line = (account: string) => `GET /2010-04-01/Accounts/${account}/Keys.json`
  const made = await admin.request('POST', '/vault/connections', {
    name: 'sevens',
    vendor: 'twilio',
    secret,
    upstreams,
    opened_endpoints: [line('_')],
  })
  assert.equal(made.status, 201, made.text)
  for (const opened of [line('_'), line(sid), line('{id}'), 'keys.list']) {
    const fields = { connection: 'sevens', allowed_endpoints: ['*'], total_usd_cap: 1 }
    const { vault_key } = await admin.issue({ ...fields, opened_endpoints: [opened] })
    const answer = await call({ method: 'GET', key: vault_key, path: '/sevens/2010-04-01/Accounts/_/Keys.json' })
    assert.equal(answer.status, 200, opened)
  }
})
