import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { readRequestOf } from '../../../conformance/fixture.ts'
import { checkAccount, checkParameters } from '../account.ts'

const withHeader = (name: string, value: string) => ({ path: '/v1/charges', headers: new Map([[name, value]]) })

test('a header that names another account is refused unless the policy names that account', () => {
  for (const name of ['stripe-account', 'stripe-context']) {
    assert.deepEqual(checkAccount(withHeader(name, 'acct_2'), { accounts: ['acct_1'] }), { refused: 'acct_2' })
    assert.deepEqual(checkAccount(withHeader(name, 'acct_2'), { accounts: ['acct_2'] }), { path: '/v1/charges' })
  }
})

test('an empty account header and a context of several accounts are not the named account', () => {
  assert.deepEqual(checkAccount(withHeader('stripe-account', ''), { accounts: ['acct_2'] }), { refused: '' })
  assert.deepEqual(checkAccount(withHeader('stripe-context', 'acct_2/acct_3'), { accounts: ['acct_2'] }), {
    refused: 'acct_2/acct_3',
  })
})

test('no nesting of lists and hashes hides an account parameter', () => {
  const name = fc.constantFrom('on_behalf_of', 'destination', 'account', 'payout_method', 'recipient')
  const above = fc.array(fc.constantFrom('transfer_data', 'issuer', 'x', '0', ''), { maxLength: 3 })
  const below = fc.array(fc.constantFrom('', '0', '7'), { maxLength: 2 })
  fc.assert(
    fc.property(name, above, below, (parameter, outer, inner) => {
      const start = outer.findIndex((part) => /^[a-z]/.test(part))
      const [first = '', ...rest] = [...(start < 0 ? [] : outer.slice(start)), parameter, ...inner]
      const field = first + rest.map((part) => `[${part}]`).join('')
      const request = readRequestOf({ path: '/v1/transfers', form: { [field]: 'target_9' } })
      assert.equal(checkParameters(request, { accounts: ['acct_1'] })?.code, 'account_not_allowed', field)
      assert.notEqual(checkParameters(request, { accounts: ['target_9'] })?.code, 'account_not_allowed', field)
    }),
  )
})

test('our mark cannot be set by a caller, in the metadata of whatever a call makes', () => {
  for (const field of [
    'metadata[keybrake_call]',
    'payment_intent_data[metadata][keybrake_call]',
    'invoice_creation[invoice_data][metadata][keybrake_call]',
    'line_items[0][price_data][product_data][metadata][keybrake_call]',
  ]) {
    const request = readRequestOf({ path: '/v1/checkout/sessions', form: { [field]: 'call_1' } })
    assert.deepEqual(checkParameters(request, { accounts: [] })?.code, 'parameter_not_allowed', field)
  }
  const other = readRequestOf({ path: '/v1/checkout/sessions', form: { 'payment_intent_data[metadata][order]': '1' } })
  assert.equal(checkParameters(other, { accounts: [] }), null)
})

test('every amount that passes is a plain integer, the same to every reader', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[-+]?[0-9.eE_ ]{0,14}$/)), (text) => {
      const request = readRequestOf({ path: '/v1/charges', form: { amount: text } })
      if (checkParameters(request, { accounts: [] }) !== null) return
      assert.equal(String(Number(text)), text === '-0' ? '0' : text)
      assert.ok(Number.isSafeInteger(Number(text)))
    }),
  )
})

test('a secret shown by an expansion at any depth is refused, in reads too', () => {
  for (const value of ['number', 'data.number', 'cvc', 'data.cvc', 'payload'])
    assert.equal(
      checkParameters(readRequestOf({ method: 'GET', path: '/v1/issuing/cards', query: { 'expand[0]': value } }), {
        accounts: [],
      })?.code,
      'parameter_not_allowed',
    )
})
