import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { readRequestOf } from '../../../conformance/fixture.ts'
import { redact } from '../redact.ts'

test('amounts, currency and object ids stay; mail addresses are masked; all else is dropped', () => {
  const form = {
    amount: '2999',
    currency: 'usd',
    customer: 'cus_1',
    'transfer_data[destination]': 'acct_2',
    receipt_email: 'ann@example.com',
    description: 'for Ann',
    'metadata[card]': '4242424242424242',
    'payment_method_data[card][number]': '4242424242424242',
    statement_descriptor: 'ACME',
  }
  assert.deepEqual(redact(null, readRequestOf({ path: '/v1/payment_intents', form })), {
    amount: '2999',
    currency: 'usd',
    customer: 'cus_1',
    'transfer_data[destination]': 'acct_2',
    receipt_email: '*@example.com',
  })
})

const SECRETS = ['4242424242424242', 'sk_live_51HxYz0Abc', 'vault_key_8f2Kq', 'whsec_9aB+c', 'rk_test_A1']

test('a kept name does not carry a value of another form into the log', () => {
  const names = fc.constantFrom('customer', 'source', 'payment_method', 'currency', 'amount', 'reason', 'receipt_email')
  fc.assert(
    fc.property(names, fc.oneof(fc.string(), fc.constantFrom(...SECRETS)), (name, value) => {
      const kept = redact(null, readRequestOf({ path: '/v1/charges', form: { [name]: value } }))[name]
      if (kept === undefined) return
      assert.match(
        kept,
        /^(?:-?[0-9]{1,12}|[A-Za-z]{3,4}|[a-z_]{1,32}|[a-z]{2,6}_[A-Za-z0-9]{1,64}|\*(?:@[a-z0-9.-]+)?)$/,
      )
      assert.ok(!SECRETS.includes(kept), kept)
    }),
  )
})
