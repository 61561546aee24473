import assert from 'node:assert/strict'
import { test } from 'node:test'
import { entriesOf, groupsOf, matching, tickedBy, toggle } from './allowlist-builder.ts'
import { OPERATIONS } from './operations.fixture.ts'
import type { VendorOperation } from './vendor-operation.ts'

const pick = (...names: string[]): VendorOperation[] => OPERATIONS.filter(({ operation }) => names.includes(operation))

test('operations stand in groups by resource, closed ones in none', () => {
  assert.deepEqual(
    groupsOf(OPERATIONS).map(({ name, operations, moneyMoving }) => [name, operations.length, moneyMoving]),
    [
      ['charges', 3, 2],
      ['refunds', 1, 1],
      ['payouts', 1, 1],
    ],
  )
})

test('a search finds names, endpoints and kinds of money, every word of it', () => {
  const found = (text: string) =>
    matching(groupsOf(OPERATIONS), text).flatMap(({ operations }) => operations.map(({ operation }) => operation))
  assert.deepEqual(found('capture'), ['charges.capture'])
  assert.deepEqual(found('post refund'), ['refunds.create'])
  assert.deepEqual(found('get payout'), [])
})

test('ticking adds the name alone, ticking again takes it away', () => {
  const once = toggle(['charges.list'], pick('refunds.create'), OPERATIONS)
  assert.deepEqual(once, ['charges.list', 'refunds.create'])
  assert.deepEqual(toggle(once, pick('refunds.create'), OPERATIONS), ['charges.list'])
})

test('a tick taken from a family spells out the rest of it', () => {
  assert.deepEqual(toggle(['charges.*'], pick('charges.create'), OPERATIONS), ['charges.list', 'charges.capture'])
  const all = toggle(['*'], pick('payouts.create'), OPERATIONS)
  assert.equal(tickedBy(all, OPERATIONS).has('payouts.create'), false)
  assert.equal(tickedBy(all, OPERATIONS).size, 4)
})

test('a group of which some are ticked is completed, not cleared', () => {
  const group = pick('charges.list', 'charges.create', 'charges.capture')
  assert.deepEqual(toggle(['charges.create'], group, OPERATIONS), ['charges.create', 'charges.list', 'charges.capture'])
})

test('entries that cannot be read tick nothing', () => {
  assert.equal(tickedBy(['no such entry'], OPERATIONS).size, 0)
})

test('lines are entries, once each', () => {
  assert.deepEqual(entriesOf(' POST /v1/charges \n\nrefunds.create\nPOST /v1/charges'), [
    'POST /v1/charges',
    'refunds.create',
  ])
})
