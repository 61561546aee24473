import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gunzipSync } from 'node:zlib'
import type { Method } from '@keybrake/core'
import { testWithData } from '../../../conformance/public-data.ts'
import type { PricedOperation } from '../../shared/operation-table.ts'
import { stripe } from '../adapter.ts'
import { table } from '../operations.ts'
import { RULES } from '../rules/all.ts'

const concrete = (path: string): string => path.replace(/\{[^}]+\}/g, 'x1')

function operationAt(method: string, path: string): PricedOperation | null {
  const place = stripe.locate(concrete(path), null)
  return place === null ? null : table.find(method as Method, place.product, place.path)
}

/** They make a record that only a subscription, an invoice or a checkout can charge, and each of those is priced by itself. */
const RECORDS_ONLY = ['/v1/prices', '/v1/products']

testWithData(
  'no write that moves, commits or leaves open money is free, and none that weakens a guard is open',
  'research/vendors-stripe-write-ops.tsv',
  (bytes) => {
    const lines = bytes.toString().trim().split('\n').slice(1)
    assert.ok(lines.length > 300)
    for (const line of lines) {
      const [risk = '', method = '', path = ''] = line.split('\t')
      const operation = operationAt(method, path)
      assert.ok(operation?.name.includes('.') === true, `${line}: no line of ours`)
      if ('MLU'.includes(risk) && !RECORDS_ONLY.includes(path)) assert.notEqual(operation.cost, 'free', line)
      if (risk === 'M') assert.ok(operation.cost === 'rule' || operation.cost === 'none', line)
      if (risk === 'L') assert.notEqual(operation.cost, 'none', line)
      if (risk === 'G') assert.ok(operation.closed, line)
    }
  },
)

testWithData(
  'every operation of Stripe’s own description of 2023 is known, by a line or as a closed family',
  'data/openapi/stripe_spec3_2023-08-16.json.gz',
  (bytes) => {
    const { paths } = JSON.parse(gunzipSync(bytes).toString()) as { paths: Record<string, Record<string, unknown>> }
    const unknown: string[] = []
    let seen = 0
    for (const [path, methods] of Object.entries(paths))
      for (const method of Object.keys(methods).filter((name) => ['get', 'post', 'delete'].includes(name))) {
        seen++
        const operation = operationAt(method.toUpperCase(), path)
        if (operation === null) unknown.push(`${method} ${path}`)
        else assert.ok(operation.name.includes('.') || operation.closed, `${method} ${path}`)
      }
    assert.equal(seen, 468)
    assert.deepEqual(unknown, [])
  },
)

test('a rule stands exactly where a line says rule', () => {
  const marked = table.operations.filter((operation) => operation.cost === 'rule').map((operation) => operation.name)
  assert.deepEqual(marked.sort(), Object.keys(RULES).sort())
})

test('names are used once', () => {
  const names = stripe.operations.map((operation) => operation.name)
  assert.deepEqual(
    names.filter((name, index) => names.indexOf(name) !== index),
    [],
  )
})

test('a marked cost is one of the words we know', () => {
  for (const { name, cost } of table.operations) assert.ok(['free', 'rule', 'later', 'none'].includes(cost), name)
})

test('what mints or shows credentials is closed in every version, letter case and suffix', () => {
  const paths = [
    '/v1/ephemeral_keys',
    '/v2/Ephemeral_Keys',
    '/v1/account_sessions.json',
    '/v1/webhook_endpoints/we_1',
    '/v2/apps/secrets/find',
    '/oauth/token',
    '/oauth/authorize',
    '/v1/terminal/connection_tokens',
    '/v2/core/event_destinations/ed_1',
    '/v2/iam/api_keys',
    '/v2/core/claimable_sandboxes',
    '/v2/billing/meter_event_session',
  ]
  for (const path of paths)
    for (const method of ['GET', 'POST', 'DELETE'])
      assert.equal(operationAt(method, path)?.closed, true, `${method} ${path}`)
})

test('Stripe honours an idempotency key on v1 POST and on every v2 write', () => {
  const hours = (method: string, path: string): number | undefined => {
    const window = operationAt(method, path)?.idempotency?.windowMs
    return window === undefined ? undefined : window / 3_600_000
  }
  assert.equal(hours('POST', '/v1/payment_intents'), 24)
  assert.equal(hours('DELETE', '/v1/customers/cus_1'), undefined)
  assert.equal(hours('GET', '/v1/charges'), undefined)
  assert.equal(hours('POST', '/v2/money_management/outbound_payments'), 720)
  assert.equal(hours('DELETE', '/v2/core/event_destinations/ed_1'), 720)
})

test('v2 takes JSON, v1 a form', () => {
  assert.equal(operationAt('POST', '/v2/core/accounts')?.bodyForm, 'json')
  assert.equal(operationAt('POST', '/v1/charges')?.bodyForm, 'form')
})
