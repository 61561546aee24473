/** What a caller can do with one idempotency key: never turn a call that happened into one that did not. */
import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { charge, eventually, stageOnRecorder, stageOnSandbox } from '../support/stage.ts'
import { sendJson } from '../support/upstream.ts'

/** A Stripe that judges the API version before it looks at the idempotency key, and whose first answer gets lost. */
let executed = 0
const strict = await stageOnRecorder(({ headers }, response) => {
  const error = { type: 'invalid_request_error', message: 'Invalid Stripe API version' }
  if (headers['stripe-version'] === 'garbage') return sendJson(response, 400, { error })
  executed++
  response.socket?.destroy()
})
const { sandbox, admin, call, row } = await stageOnSandbox()
beforeEach(() => sandbox.clear())

test('a repeat that the vendor refuses for its version does not release the call whose answer was lost', async () => {
  const { vault_key } = await strict.admin.issue({ total_usd_cap: 10 })
  const post = (headers: Record<string, string>) =>
    strict.call({ key: vault_key, form: charge(1_000, { confirm: 'true' }), headers })
  assert.equal((await post({ 'idempotency-key': 'K' })).status, 502)
  const garbage = await post({ 'idempotency-key': 'K', 'stripe-version': 'garbage' })
  assert.equal(garbage.code, 'idempotency_mismatch')
  assert.equal((await post({ 'idempotency-key': 'K2' })).code, 'cap_exhausted')
  assert.equal(executed, 1)
})

test('a call that was declined and is repeated sends the very same bytes, and is told its answer again', async () => {
  const { id, vault_key } = await admin.issue({ total_usd_cap: 10 })
  const form = charge(500, { source: 'tok_chargeDeclined' })
  const post = () => call({ key: vault_key, path: '/stripe/v1/charges', form, headers: { 'idempotency-key': 'D' } })
  const first = await post()
  assert.equal(first.status, 402, first.text)
  await eventually(async () => assert.equal((await row(first.callId))['state'], 'released'))
  const second = await post()
  assert.deepEqual([second.status, second.headers.get('idempotent-replayed')], [402, 'true'], second.text)
  await eventually(async () => assert.equal((await row(second.callId))['state'], 'released'))
  assert.deepEqual(await admin.audit(`key_id=${id}&state=unknown`), [])
})
