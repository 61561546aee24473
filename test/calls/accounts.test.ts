/** On whose account, and to which payout target: only what the policy names. */
import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { charge, SECRETS, stageOnRecorder } from '../support/stage.ts'

const { upstream, admin, call } = await stageOnRecorder()
beforeEach(() => upstream.clear())

const key = (await admin.issue({ total_usd_cap: 1_000 })).vault_key
const named = (await admin.issue({ total_usd_cap: 1_000, accounts: ['acct_1'] })).vault_key
const twilio = await admin.issue({ vendor: 'twilio', total_usd_cap: 10 })
const TRANSFER = { path: '/stripe/v1/transfers', form: charge(100, { destination: 'acct_1' }) }

async function refused(one: Parameters<typeof call>[0]): Promise<void> {
  const answer = await call(one)
  assert.equal(answer.code, 'account_not_allowed', answer.text)
  assert.equal(answer.status, 403)
  assert.equal(upstream.heard.length, 0)
}

test('Stripe-Account and Stripe-Context are refused unless the policy names the account', async () => {
  for (const header of ['stripe-account', 'stripe-context']) {
    await refused({ key, form: charge(100), headers: { [header]: 'acct_1' } })
    await refused({ key: named, form: charge(100), headers: { [header]: 'acct_2' } })
    await refused({ key, path: '/stripe/v1/charges', headers: { [header]: 'acct_1' } })
    await refused({ key, form: charge(100), headers: { [header]: '' } })
    const answer = await call({ key: named, form: charge(100), headers: { [header]: 'acct_1' } })
    assert.equal(answer.status, 200)
    assert.equal(upstream.heard[0]?.headers[header], 'acct_1')
    upstream.clear()
  }
})

test('parameters that name an account or a payout target are refused unless the policy names it', async () => {
  const forms: readonly Record<string, string>[] = [
    { on_behalf_of: 'acct_1' },
    { 'transfer_data[destination]': 'acct_1' },
    { destination: 'acct_1' },
    { 'destination[account]': 'acct_1' },
    { account: 'acct_1' },
    { 'payment_method_options[card][on_behalf_of]': 'acct_1' },
  ]
  for (const more of forms) {
    await refused({ key, form: charge(100, more) })
    assert.equal((await call({ key: named, form: charge(100, more) })).status, 200, JSON.stringify(more))
    upstream.clear()
  }
  await refused({ key, json: { amount: 100, currency: 'usd', transfer_data: { destination: 'acct_1' } } })
  await refused({ key, ...TRANSFER })
  await refused({ key: named, path: '/stripe/v1/transfers', form: charge(100, { destination: 'acct_2' }) })
  assert.equal((await call({ key: named, ...TRANSFER })).status, 200)
  upstream.clear()
  await refused({ key, path: '/stripe/v1/payouts', form: charge(100, { destination: 'ba_1' }) })
})

test('a Twilio path with `_`, the key’s id or the real SID goes to the real account; any other is refused', async () => {
  const path = (account: string) => `/twilio/2010-04-01/Accounts/${account}/Messages.json`
  for (const account of ['_', twilio.id, SECRETS.twilioSid])
    assert.equal((await call({ key: twilio.vault_key, path: path(account) })).status, 200, account)
  assert.deepEqual(
    upstream.heard.map(({ url }) => url),
    Array.from({ length: 3 }, () => `/2010-04-01/Accounts/${SECRETS.twilioSid}/Messages.json`),
  )
  upstream.clear()
  const other = 'ACffffffffffffffffffffffffffffffff'
  for (const account of [other, 'AC123', SECRETS.twilioSid.toUpperCase(), 'key_other'])
    await refused({ key: twilio.vault_key, path: path(account) })
  const sub = await admin.issue({ vendor: 'twilio', total_usd_cap: 10, accounts: [other] })
  assert.equal((await call({ key: sub.vault_key, path: path(other) })).status, 200)
})

test('`_` in an allowlist entry means the connection’s own account', async () => {
  const entry = 'POST /2010-04-01/Accounts/_/Messages.json'
  const { vault_key } = await admin.issue({ vendor: 'twilio', total_usd_cap: 10, allowed_endpoints: [entry] })
  const form = { To: '+14155550100', From: '+14155550101', Body: 'x' }
  for (const account of ['_', SECRETS.twilioSid]) {
    const answer = await call({ key: vault_key, path: `/twilio/2010-04-01/Accounts/${account}/Messages.json`, form })
    assert.equal(answer.code, null, answer.text)
  }
  const read = await call({ key: vault_key, path: '/twilio/2010-04-01/Accounts/_/Messages.json' })
  assert.equal(read.code, 'endpoint_not_allowed')
})

test('an issuer names no account that its ceilings do not list', async () => {
  const made = await admin.request('POST', '/vault/principals', {
    name: 'shop',
    role: 'issuer',
    ceilings: { vendors: ['stripe'], accounts: ['acct_1'] },
  })
  assert.equal(made.status, 201, made.text)
  const issuer = admin.as(String(made.body['credential']))
  const fields = { vendor: 'stripe', allowed_endpoints: ['*'], total_usd_cap: 1 }
  const own = await issuer.request('POST', '/vault/keys', { ...fields, accounts: ['acct_1'] })
  assert.equal(own.status, 201, own.text)
  const other = await issuer.request('POST', '/vault/keys', { ...fields, accounts: ['acct_2'] })
  assert.equal(other.status, 403)
  assert.equal(other.body['code'], 'ceiling_exceeded')
})
