import assert from 'node:assert/strict'
import { test } from 'node:test'
import { privilegeOf } from './privilege.ts'

test('Stripe’s keys say by their form what they may do, and whether money moves', () => {
  const of = (key: string) => privilegeOf('stripe', { secret_key: key })
  assert.deepEqual([of('rk_live_x').level, of('rk_live_x').live], ['least', true])
  assert.deepEqual([of('rk_test_x').level, of('rk_test_x').live], ['least', false])
  assert.deepEqual([of('sk_live_x').level, of('sk_live_x').live], ['full', true])
  assert.match(of('sk_live_x').advice ?? '', /restricted key/)
  assert.equal(of('pk_live_x').level, 'unknown')
  assert.match(of('pk_live_x').found, /publishable/)
  assert.equal(of('whatever').level, 'unknown')
})

test('what the form does not say is not claimed', () => {
  assert.equal(privilegeOf('twilio', { account_sid: 'AC', auth_token: 'x' }).level, 'full')
  assert.equal(privilegeOf('resend', { api_key: 're_x' }).level, 'unknown')
  assert.equal(privilegeOf('acme', { token: 'x' }).advice, null)
})
