/** Revoking several keys at once: who exactly is hit, as seen from the keys' next calls. */
import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { adminOf } from './support/admin.ts'
import { charge, stageOnSandbox } from './support/stage.ts'

const { sandbox, product, admin, call } = await stageOnSandbox()
beforeEach(() => sandbox.clear())

const outcome = async (key: string): Promise<string> => (await call({ key, form: charge(100) })).code ?? 'ok'
const revoke = (selector: object) => admin.request('POST', '/vault/keys/revoke', selector)

async function secondStripe(name: string): Promise<void> {
  const made = await admin.request('POST', '/vault/connections', {
    name,
    vendor: 'stripe',
    secret: sandbox.credentials.stripe.secret_key,
    upstream: sandbox.urls.stripe,
  })
  assert.equal(made.status, 201, made.text)
}

test('a budget that has a connection’s name is the one that its name means; the connection has a selector of its own', async () => {
  const made = await admin.request('POST', '/vault/budgets', { name: 'stripe', total_usd_cap: 100 })
  assert.equal(made.status, 201, made.text)
  const drawing = await admin.issue({ budgets: ['stripe'] })
  const other = await admin.issue({ total_usd_cap: 10 })
  const listed = await admin.request('GET', '/vault/keys?budget=stripe')
  assert.deepEqual(
    (listed.body['data'] as { id: string }[]).map(({ id }) => id),
    [drawing.id],
  )

  const dry = await revoke({ budget: 'stripe', dry_run: true })
  assert.deepEqual([dry.body['keys'], dry.body['key_ids']], [1, [drawing.id]])
  assert.deepEqual((await revoke({ budget: 'stripe' })).body, { revoked: 1, key_ids: [drawing.id] })
  assert.deepEqual([await outcome(drawing.vault_key), await outcome(other.vault_key)], ['key_revoked', 'ok'])
  assert.equal(sandbox.executed().length, 1)

  assert.deepEqual((await revoke({ connection: 'stripe' })).body, { revoked: 1, key_ids: [other.id] })
  assert.equal(await outcome(other.vault_key), 'key_revoked')
  assert.equal(sandbox.executed().length, 1)
})

test('by connection: its keys and no others of the vendor are listed and end', async () => {
  await secondStripe('stripe-eu')
  const [at, elsewhere] = [
    await admin.issue({ connection: 'stripe-eu', total_usd_cap: 10 }),
    await admin.issue({ total_usd_cap: 10 }),
  ]
  const ended = await admin.issue({ connection: 'stripe-eu', total_usd_cap: 10 })
  await admin.request('DELETE', `/vault/keys/${ended.id}`)
  const ids = async (query: string) =>
    ((await admin.request('GET', `/vault/keys?${query}`)).body['data'] as { id: string }[]).map(({ id }) => id)
  assert.deepEqual(await ids('connection=stripe-eu'), [ended.id, at.id])
  assert.deepEqual(await ids('connection=stripe-eu&status=active'), [at.id])
  assert.deepEqual(await ids('connection=stripe-eu&sort=nearest'), [at.id])
  assert.deepEqual(await ids('connection=stripe-eu&vendor=twilio'), [])

  assert.deepEqual((await revoke({ connection: 'stripe-eu' })).body, { revoked: 1, key_ids: [at.id] })
  assert.equal(sandbox.executed().length, 0)
  const stripeEu = (key: string) => call({ key, path: '/stripe-eu/v1/payment_intents', form: charge(100) })
  assert.equal((await stripeEu(at.vault_key)).code, 'key_revoked')
  assert.equal(await outcome(elsewhere.vault_key), 'ok')
  assert.equal(sandbox.executed().length, 1)
})

test('by connection: a name that is none is told of, and an issuer ends its own keys alone', async () => {
  const wrong = await revoke({ connection: 'strype' })
  assert.equal(wrong.status, 422, wrong.text)
  assert.deepEqual(
    (wrong.body['errors'] as { pointer: string }[]).map(({ pointer }) => pointer),
    ['/connection'],
  )
  assert.equal((await revoke({ connection: 'stripe', vendor: 'stripe' })).status, 422)

  const made = await admin.request('POST', '/vault/principals', { name: 'batch', role: 'issuer' })
  const issuer = adminOf(product.url, String(made.body['credential']))
  const mine = await issuer.issue({ total_usd_cap: 10 })
  const theirs = await admin.issue({ total_usd_cap: 10 })
  const done = await issuer.request('POST', '/vault/keys/revoke', { connection: 'stripe' })
  assert.deepEqual(done.body, { revoked: 1, key_ids: [mine.id] })
  assert.equal(await outcome(theirs.vault_key), 'ok')
})
