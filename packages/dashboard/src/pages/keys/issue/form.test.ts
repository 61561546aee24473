import assert from 'node:assert/strict'
import { test } from 'node:test'
import { issueKeyRequest, readBody } from '@keybrake/contract'
import { blamed, EMPTY_FORM, faultsOf, type IssueForm, policyOf, requestOf } from './form.ts'

const filled: IssueForm = {
  ...EMPTY_FORM,
  connection: 'stripe',
  entries: ['payment_intents.create'],
  label: 'nightly',
  daily: '$1,500.50',
  perCall: '0.000001',
  classDaily: { refund: '50', charge: ' ' },
  maxCalls: '7',
  rate: '60/m',
  expiresIn: '4h',
  tags: 'team=billing\n a = b=c ',
  parameters: '{"currency": {"in": ["usd"]}}',
}

test('a filled form is a request that the contract reads, amounts to the last micro-USD', () => {
  const read = readBody(issueKeyRequest, JSON.stringify(requestOf(filled)))
  assert.ok(read.ok)
  assert.equal(read.value.caps.day, 1_500_500_000n)
  assert.equal(read.value.maxPerCall, 1n)
  assert.deepEqual(read.value.classCaps, { refund: { day: 50_000_000n } })
  assert.equal(read.value.ttlMs, 4 * 3_600_000)
  assert.deepEqual(read.value.tags, { team: 'billing', a: 'b=c' })
  assert.equal(read.value.mode, 'enforce')
})

test('what was left empty is not sent', () => {
  assert.deepEqual(Object.keys(requestOf({ ...EMPTY_FORM, connection: 's', entries: ['*'], total: '5' })), [
    'connection',
    'expires_in',
    'total_usd_cap',
    'allowed_endpoints',
  ])
})

test('each wrong field is told at its place', () => {
  const wrong = {
    ...filled,
    daily: '12,5x',
    rate: 'fast',
    expiresIn: 'soon',
    tags: 'x',
    parameters: '[1]',
    maxCalls: '-1',
  }
  assert.deepEqual(Object.keys(faultsOf(wrong)).sort(), [
    'daily',
    'expiresIn',
    'maxCalls',
    'parameters',
    'rate',
    'tags',
  ])
  assert.deepEqual(Object.keys(faultsOf(EMPTY_FORM)).sort(), ['connection', 'entries', 'total'])
  assert.deepEqual(faultsOf(filled), {})
})

test('a key needs a cap, a shared budget or an operator who says uncapped', () => {
  const none = { ...filled, daily: '' }
  assert.ok(faultsOf(none).total)
  assert.deepEqual(faultsOf({ ...none, budgets: ['team'] }), {})
  assert.deepEqual(faultsOf({ ...none, uncapped: true }), {})
})

test('a problem blames fields, also inside lists; what has no field is kept', () => {
  assert.deepEqual(
    blamed([
      { pointer: '/daily_usd_cap', message: 'must be an amount' },
      { pointer: '/allowed_endpoints/2', message: 'no operation has this name' },
      { pointer: '/caps/refund/daily_usd_cap', message: 'must be an amount' },
      { pointer: '/timezone', message: 'is not known' },
    ]),
    {
      fields: {
        daily: 'must be an amount',
        entries: 'no operation has this name',
        classDaily: 'refund.daily_usd_cap: must be an amount',
      },
      rest: ['timezone is not known'],
    },
  )
})

test('the policy of a half-filled form has what can be read so far', () => {
  const policy = policyOf({ ...filled, daily: '12x', expiresIn: '' })
  assert.equal(policy.caps.daily, null)
  assert.equal(policy.lifeMs, 3_600_000)
})
