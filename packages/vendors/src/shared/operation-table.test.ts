import assert from 'node:assert/strict'
import { test } from 'node:test'
import { closedFamilies } from './closed.ts'
import { readEndpoints } from './endpoints.ts'
import { operationTable } from './operation-table.ts'

const LINES = `
things.list GET /v1/things
things.create POST /v1/things rule
things.tag POST /v1/things/{id}/tag free
things.subscribe POST /v1/things/{id}/subscribe later
keys.create POST /v1/keys
accounts.get GET /v1/accounts/{id}
accounts.update POST /v1/accounts/{id} json
`
const table = operationTable(
  readEndpoints(LINES).map((row) => ({ ...row, product: 'api' })),
  {
    bodyForm: 'form',
    closed: closedFamilies(['/keys/**']),
    closedWrites: closedFamilies(['/accounts/**']),
    idempotency: (row) => (row.method === 'POST' ? { windowMs: 1 } : null),
    costRules: { 'things.create': 'its own sentence' },
  },
)

test('a line says name, method, path, cost and body form', () => {
  const update = table.find('POST', 'api', '/v1/accounts/a_1')
  assert.equal(update?.name, 'accounts.update')
  assert.equal(update?.endpoint, 'POST /v1/accounts/{id}')
  assert.equal(update?.bodyForm, 'json')
  assert.equal(update?.cost, 'none')
  assert.equal(table.find('POST', 'api', '/v1/things')?.costRule, 'its own sentence')
  assert.equal(table.find('POST', 'api', '/v1/things/t_1/subscribe')?.cost, 'later')
})

test('a line that is no endpoint is a fault', () => {
  assert.throws(() => readEndpoints('things.list GET'), /not an endpoint/)
})

test('HEAD is the read of the same path', () => {
  assert.equal(table.find('HEAD', 'api', '/v1/things')?.name, 'things.list')
})

test('a family closed for writes can still be read', () => {
  assert.equal(table.find('GET', 'api', '/v1/accounts/a_1')?.closed, false)
  assert.equal(table.find('POST', 'api', '/v1/accounts/a_1')?.closed, true)
})

test('an endpoint that no line lists is closed where its family is, and unknown elsewhere', () => {
  const unlisted = table.find('DELETE', 'api', '/v2/keys/k_1.json')
  assert.deepEqual([unlisted?.closed, unlisted?.effect, unlisted?.idempotency], [true, 'write', null])
  assert.equal(unlisted?.name, 'DELETE /v2/keys/k_1.json')
  assert.equal(table.find('DELETE', 'api', '/v1/things'), null)
})

test('a read honours no idempotency key and carries no body', () => {
  const list = table.find('GET', 'api', '/v1/things')
  assert.deepEqual([list?.idempotency, list?.bodyForm, list?.effect], [null, 'none', 'read'])
})
