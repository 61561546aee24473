import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inspect } from 'node:util'
import { type BodySchema, readBody, readQuery } from '../read.ts'
import { changeBudgetRequest, createBudgetRequest } from './budgets.ts'
import { changeKeyRequest } from './change-key.ts'
import { changeConnectionRequest, createConnectionRequest } from './connections.ts'
import { brakeRequest, resolveRequest } from './operator.ts'
import { createPrincipalRequest, decodeCeilings } from './principals.ts'
import { auditQuery, keysQuery } from './queries.ts'
import { revokeKeysRequest } from './revoke-keys.ts'

function accepted<T>(schema: BodySchema<T>, body: unknown): T {
  const result = readBody(schema, JSON.stringify(body))
  assert.ok(result.ok, inspect(result, { depth: 5 }))
  return result.value
}

function pointers(schema: BodySchema<unknown>, body: unknown): readonly string[] {
  const result = readBody(schema, JSON.stringify(body))
  assert.ok(!result.ok, 'the body was accepted')
  return result.faults.map(({ pointer }) => pointer)
}

test('a change names what it changes; null takes a cap away, absence keeps it', () => {
  const { caps, label, maxCalls } = accepted(changeKeyRequest, {
    daily_usd_cap: null,
    total_usd_cap: 7,
    max_calls: null,
  })
  assert.deepEqual(caps?.({ day: 1n as never, hour: 2n as never }), { hour: 2n, total: 7_000_000n })
  assert.equal(label, undefined)
  assert.equal(maxCalls, null)
  assert.deepEqual(pointers(changeKeyRequest, {}), [''])
  assert.ok(pointers(changeKeyRequest, { run: 'x' }).includes('/run'))
})

test('a revoke names exactly one selector', () => {
  assert.deepEqual(accepted(revokeKeysRequest, { agent_run_id: 'r', reason: 'x' }), {
    selector: { by: 'run', value: 'r' },
    reason: 'x',
    dryRun: false,
  })
  assert.equal(accepted(revokeKeysRequest, { label: 'a', dry_run: true }).dryRun, true)
  assert.deepEqual(pointers(revokeKeysRequest, {}), [''])
  assert.deepEqual(pointers(revokeKeysRequest, { label: 'a', vendor: 'stripe' }), ['/vendor'])
})

test('a budget has a cap, and no name that another kind of budget could have', () => {
  assert.deepEqual(accepted(createBudgetRequest, { name: 'team a', usd_cap: 5 }).caps, { total: 5_000_000n })
  assert.deepEqual(pointers(createBudgetRequest, { name: 'team a' }), ['/total_usd_cap'])
  for (const name of ['run:x', 'key:x', 'bud_x', ' x', '', 'a\u0000'])
    assert.deepEqual(pointers(createBudgetRequest, { name, usd_cap: 5 }), ['/name'], name)
  assert.deepEqual(pointers(changeBudgetRequest, {}), [''])
})

test('a secret that was read can’t be printed', () => {
  const given = accepted(createConnectionRequest, {
    name: 'stripe',
    vendor: 'stripe',
    secret: 'sk_test_veryveryhidden',
  })
  const fields = accepted(changeConnectionRequest, { secret: { account_sid: 'AC1', auth_token: 'tok_veryveryhidden' } })
  for (const shown of [
    JSON.stringify({ ...given, caps: null }),
    inspect(given, { depth: 9 }),
    inspect(fields, { depth: 9 }),
  ])
    assert.doesNotMatch(shown, /veryveryhidden/)
})

test('a fault about a secret does not repeat it', () => {
  const result = readBody(
    createConnectionRequest,
    JSON.stringify({ name: 'stripe', vendor: 'stripe', secret: 'sk_test hidden with spaces' }),
  )
  assert.ok(!result.ok)
  assert.doesNotMatch(JSON.stringify(result), /hidden/)
})

test('engaging the brake needs a reason, releasing it does not', () => {
  assert.deepEqual(pointers(brakeRequest, { engaged: true }), ['/reason'])
  assert.deepEqual(accepted(brakeRequest, { engaged: false }), { engaged: false, vendor: null, reason: '' })
  assert.deepEqual(pointers(brakeRequest, { engaged: 'yes', reason: 'x' }), ['/engaged'])
})

test('a resolution has a cost only where the call was executed, and costs round up', () => {
  assert.equal(accepted(resolveRequest, { executed: true, cost_usd: '0.0000001', reason: 'x' }).cost, 1n)
  assert.deepEqual(pointers(resolveRequest, { executed: false, cost_usd: 1, reason: 'x' }), ['/cost_usd'])
  assert.deepEqual(pointers(resolveRequest, { executed: true }), ['/reason'])
})

test('ceilings are for issuers, know their names, and read back from what is stored', () => {
  const ceilings = {
    vendors: ['stripe'],
    max_usd_cap: 500,
    max_ttl: '4h',
    allow: ['observe'],
    parameters: { amount: { max: 5 } },
  }
  assert.deepEqual(
    accepted(createPrincipalRequest, { name: 'x', role: 'issuer', ceilings }).ceilings,
    decodeCeilings(JSON.stringify(ceilings)),
  )
  assert.equal(decodeCeilings('{}').connections, null)
  assert.deepEqual(pointers(createPrincipalRequest, { name: 'x', role: 'operator', ceilings }), ['/ceilings'])
  assert.deepEqual(pointers(createPrincipalRequest, { name: 'x', role: 'issuer', ceilings: { max_cap: 5 } }), [
    '/ceilings/max_cap',
  ])
  assert.deepEqual(pointers(createPrincipalRequest, { name: 'x', role: 'issuer', ceilings: { allow: ['all'] } }), [
    '/ceilings/allow',
  ])
  assert.deepEqual(pointers(createPrincipalRequest, { name: 'x', role: 'root' }), ['/role'])
})

test('a query refuses unknown and repeated names, and reads tags beside its fields', () => {
  const query = (pairs: readonly (readonly [string, string])[]) => readQuery(auditQuery, pairs)
  const good = query([
    ['label', 'a'],
    ['tag.team', 'b'],
    ['tag.x.y', 'c'],
    ['min_usd', '1.5'],
    ['format', 'csv'],
  ])
  assert.ok(good.ok)
  assert.deepEqual(good.value.tags, { team: 'b', 'x.y': 'c' })
  assert.equal(good.value.minCost, 1_500_000n)
  assert.equal(good.value.stream, 'csv')
  for (const [pairs, pointer] of [
    [[['labl', 'a']], '/labl'],
    [
      [
        ['label', 'a'],
        ['label', 'b'],
      ],
      '/label',
    ],
    [[['limit', '0']], '/limit'],
    [[['limit', '1001']], '/limit'],
    [[['limit', '1e2']], '/limit'],
    [
      [
        ['format', 'csv'],
        ['limit', '5'],
      ],
      '/format',
    ],
    [[['status', '20']], '/status'],
    [[['from', 'x']], '/from'],
  ] as const) {
    const result = query(pairs)
    assert.ok(!result.ok, pointer)
    assert.equal(result.faults[0]?.pointer, pointer)
  }
})

test('format=json with a limit is one page, without one it streams everything', () => {
  const stream = (pairs: readonly (readonly [string, string])[]) => {
    const result = readQuery(auditQuery, pairs)
    return result.ok ? result.value.stream : 'refused'
  }
  assert.equal(stream([['format', 'json']]), 'json')
  assert.equal(
    stream([
      ['format', 'json'],
      ['limit', '5'],
    ]),
    null,
  )
  assert.equal(stream([]), null)
})

test('lists have 100 rows unless told', () => {
  const result = readQuery(keysQuery, [])
  assert.ok(result.ok && result.value.limit === 100 && result.value.cursor === null)
})
