/** What holds for every vendor, whatever the endpoint. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { microUsd } from '@keybrake/core'
import type { Operation, Price, VendorAdapter, VendorAnswer } from '../src/adapter.ts'
import { adapters } from '../src/all.ts'
import { answerOf, contextOf, type FixtureAnswer, readRequestOf } from './fixture.ts'

const estimates: readonly Price[] = [
  { kind: 'free' },
  { kind: 'known', amount: microUsd(1_000_000n), money: null, object: null },
  { kind: 'known', amount: microUsd(1_000_000n), money: null, object: 'x1' },
]

/** Names an answer is likely to be read by, so that random answers reach deep. */
const names = [
  'id',
  'object',
  'amount',
  'currency',
  'status',
  'error',
  'payment_intent',
  'type',
  'data',
  'errors',
  'sid',
]
const { json: anyJson } = fc.letrec((tie) => ({
  json: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom<unknown>(null, true, '', 'x1', 'canceled', 'payment_intent', 0, 100, -5, 1.5),
    fc.array(tie('json'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...names), tie('json'), { maxKeys: 5 }),
  ),
}))
const anyAnswer: fc.Arbitrary<FixtureAnswer> = fc.record(
  { status: fc.constantFrom(200, 201, 204, 302, 400, 401, 402, 404, 409, 429, 500, 503), json: anyJson },
  { requiredKeys: ['status'] },
)

function classify(adapter: VendorAdapter, operation: Operation | null, estimate: Price, answer: VendorAnswer) {
  const [method = 'POST', path = '/'] = operation?.endpoint.split(' ') ?? ['POST', '/v1/nothing']
  const request = readRequestOf({ method: method as 'POST', path: path.replace(/\{[^}]+\}/g, 'x1') })
  return adapter.classify(operation, request, estimate, answer, contextOf(adapter.vendor, {}))
}

for (const adapter of adapters.values()) {
  const operation = fc.constantFrom<Operation | null>(null, ...adapter.operations)
  const estimate = fc.constantFrom(...estimates)

  test(`${adapter.vendor}: no answer, however odd, breaks the reading`, () => {
    fc.assert(
      fc.property(operation, estimate, anyAnswer, (known, price, answer) => {
        const { verdict } = classify(adapter, known, price, answerOf(answer))
        assert.ok(['performed', 'not_performed', 'unknown'].includes(verdict.kind))
        // A verdict never says "nothing happened" of a success, and never "it happened" of a fault of the vendor.
        if (answer.status < 300) assert.notEqual(verdict.kind, 'not_performed')
        if (answer.status >= 500) assert.equal(verdict.kind, 'unknown')
      }),
      { numRuns: 2000 },
    )
  })

  test(`${adapter.vendor}: what is given back is an object that the answer names, and costs nothing`, () => {
    fc.assert(
      fc.property(operation, estimate, anyAnswer, (known, price, answer) => {
        const { verdict } = classify(adapter, known, price, answerOf(answer))
        if (verdict.kind !== 'performed' || !verdict.givesBack) return
        assert.notEqual(verdict.object, null)
        assert.equal(verdict.actual, 0n)
        assert.ok(JSON.stringify(answer.json).includes(JSON.stringify(verdict.object)))
      }),
      { numRuns: 2000 },
    )
  })

  test(`${adapter.vendor}: no request, however odd, breaks the price`, () => {
    fc.assert(
      fc.property(
        operation,
        fc.oneof(fc.dictionary(fc.constantFrom('to', 'cc', 'amount', 'To', 'Body'), anyJson), anyJson),
        (known, json) => {
          const [method = 'POST', path = '/'] = known?.endpoint.split(' ') ?? ['POST', '/v1/nothing']
          const request = readRequestOf({ method: method as 'POST', path: path.replace(/\{[^}]+\}/g, 'x1'), json })
          const price = adapter.price(known, request, contextOf(adapter.vendor, {}))
          assert.ok(['free', 'known', 'ask', 'unknown'].includes(price.kind))
          adapter.objectsNamed(known, request)
          adapter.redact(known, request)
        },
      ),
    )
  })

  test(`${adapter.vendor}: every operation has its own name and a sentence about its cost`, () => {
    const seen = new Set<string>()
    for (const { name, costRule } of adapter.operations) {
      assert.ok(!seen.has(name), name)
      seen.add(name)
      assert.match(costRule, /\.$/, name)
    }
  })

  test(`${adapter.vendor}: an endpoint that no table lists has no price on a write, whatever it carries`, () => {
    const request = readRequestOf({ path: '/v1/nothing', form: { amount: '1', currency: 'usd' } })
    const price = adapter.price(null, request, contextOf(adapter.vendor, {}))
    assert.deepEqual([price.kind, price.kind === 'unknown' && price.ruled], ['unknown', false])
  })

  test(`${adapter.vendor}: the real secret goes out in headers alone`, () => {
    const secret = Object.fromEntries(adapter.secretFields.map((field) => [field, `value-of-${field}`]))
    const lines = adapter.authorise(secret)
    const names = lines.map(([name]) => name)
    if (adapter.credentialHeader === null) assert.deepEqual(names, ['authorization'])
    assert.ok(names.length > 0)
    for (const name of names) {
      assert.match(name, /^[a-z][a-z0-9-]*$/)
      // Else the caller could send a line of its own beside it.
      assert.ok(!adapter.requestHeaders.includes(name), name)
    }
    // Whole, or as one half of a Basic pair.
    const values = lines.map(([, value]) => value + atob(/^Basic (.*)$/.exec(value)?.[1] ?? '')).join('\n')
    for (const value of Object.values(secret)) assert.ok(values.includes(value), value)
  })
}
