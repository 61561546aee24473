import assert from 'node:assert/strict'
import { test } from 'node:test'
import { OPERATIONS } from './operations.fixture.ts'
import { covered, groupOf, isUnpriced } from './vendor-operation.ts'

const names = (entries: readonly string[]) => {
  const coverage = covered(entries, OPERATIONS)
  return coverage.ok ? coverage.operations.map(({ operation }) => operation) : coverage
}

test('entries are judged as the proxy judges them: names, families, paths and wildcards', () => {
  assert.deepEqual(names(['refunds.create']), ['refunds.create'])
  assert.deepEqual(names(['charges.*']), ['charges.list', 'charges.create', 'charges.capture'])
  assert.deepEqual(names(['POST /v1/charges/*/capture']), ['charges.capture'])
  assert.deepEqual(names(['GET /v1/**']), ['charges.list'])
})

test('a closed operation is covered by nothing', () => {
  assert.deepEqual(names(['*']), [
    'charges.list',
    'charges.create',
    'charges.capture',
    'refunds.create',
    'payouts.create',
  ])
})

test('an entry that can match nothing is told, with what may have been meant', () => {
  assert.deepEqual(names(['charges.creat']), {
    ok: false,
    entry: 'charges.creat',
    why: 'no operation has this name; did you mean charges.create?',
  })
})

test('the group of an operation is its name without the last word', () => {
  assert.equal(groupOf('checkout.sessions.create'), 'checkout.sessions')
  assert.equal(groupOf('send'), 'send')
})

test('a write whose cost is unknown is marked, a read is not', () => {
  const by = (name: string) => OPERATIONS.find(({ operation }) => operation === name)
  const payouts = by('payouts.create')
  const list = by('charges.list')
  assert.ok(payouts && isUnpriced(payouts))
  assert.ok(list && !isUnpriced(list))
})
