import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { BoundedMap } from './bounded-map.ts'
import { Idempotency } from './idempotency.ts'
import { type Executed, Oracle } from './oracle.ts'

const execution = (added: string, customer: string): Executed => ({
  operation: 'payment_intents.create',
  id: 'pi_1',
  status: 'succeeded',
  amount: added,
  currency: 'usd',
  added,
  customer,
  idempotencyKey: null,
  metadata: {},
  account: null,
  path: '/v1/payment_intents',
})

test('totals stay exact when details are forgotten, and the newest details stay', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: -1000, max: 1000 }), { maxLength: 60 }),
      fc.integer({ min: 1, max: 9 }),
      (amounts, kept) => {
        const oracle = new Oracle(kept)
        for (const amount of amounts)
          oracle.record('stripe', 0, execution(String(amount), `cus_${Math.abs(amount) % 2}`))
        const sum = (list: readonly number[]): string => String(list.reduce((total, one) => total + one, 0))
        const even = amounts.filter((amount) => Math.abs(amount) % 2 === 0)
        assert.equal(oracle.totals().stripe.executed, amounts.length)
        assert.equal(oracle.totals().stripe.added['usd'] ?? '0', sum(amounts))
        assert.equal(oracle.ofCustomer('stripe', 'cus_0').added['usd'] ?? '0', sum(even))
        assert.deepEqual(
          oracle.executions().map(({ added }) => added),
          amounts.slice(-kept).map(String),
        )
        for (let after = 0; after <= amounts.length; after++)
          assert.deepEqual(
            oracle.executions({ after }).map(({ order }) => order),
            oracle.executions().flatMap(({ order }) => (order > after ? [order] : [])),
          )
      },
    ),
  )
})

test('a bounded map always holds the newest half of its bound, and never more than the bound', () => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 30 }), { maxLength: 100 }), fc.integer({ min: 2, max: 10 }), (keys, max) => {
      const map = new BoundedMap<number>(max)
      for (const [index, key] of keys.entries()) map.set(String(key), index)
      const newest = [...new Set([...keys].reverse())].slice(0, Math.floor(max / 2))
      for (const key of newest) assert.equal(map.get(String(key)), keys.lastIndexOf(key))
      assert.ok(map.newestFirst().length <= max)
      const order = map.newestFirst()
      assert.deepEqual(
        order,
        [...order].sort((a, b) => b - a),
      )
    }),
  )
})

test('an idempotency key is forgotten after its window', () => {
  const keys = new Idempotency(10, 1000)
  const first = keys.claim('k', 'request', 0)
  assert.ok(first.kind === 'first')
  first.claim.end({ status: 200, headers: {}, body: 'done' })
  assert.equal(keys.claim('k', 'request', 999).kind, 'replay')
  assert.equal(keys.claim('k', 'request', 1000).kind, 'first')
})
