import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Method } from '@keybrake/core'
import { testWithData } from '../../../conformance/public-data.ts'
import { resend } from '../adapter.ts'
import { ruleNames } from '../price.ts'
import { table } from '../operations.ts'

const concrete = (path: string): string => path.replace(/\{[^}]+\}/g, 'x1')
const at = (method: string, path: string) => table.find(method as Method, 'api', concrete(path))

testWithData('every operation of Resend’s own description has a line', 'data/openapi/resend.json', (bytes) => {
  const { paths } = JSON.parse(bytes.toString()) as { paths: Record<string, Record<string, unknown>> }
  let seen = 0
  for (const [path, methods] of Object.entries(paths))
    for (const method of Object.keys(methods).filter((name) => /^(?:get|post|put|patch|delete)$/.test(name))) {
      seen++
      const operation = at(method.toUpperCase(), path)
      assert.match(operation?.name ?? '', /^[a-z_]+\.[a-z_]+$/, `${method} ${path}`)
      assert.ok(resend.locate(concrete(path), null) !== null, path)
    }
  assert.equal(seen, 104)
})

test('a rule stands exactly where a line says rule', () => {
  const marked = table.operations.filter((operation) => operation.cost === 'rule').map((operation) => operation.name)
  assert.deepEqual(marked.sort(), [...ruleNames].sort())
})

test('what mints or shows credentials is closed in every spelling', () => {
  for (const path of [
    '/api-keys',
    '/API-Keys/k_1',
    '/api-keys.json',
    '/v1/api-keys',
    '/webhooks/wh_1',
    '/oauth/grants',
    '/logs/l_1',
  ])
    for (const method of ['GET', 'POST', 'PATCH', 'DELETE'])
      assert.equal(at(method, path)?.closed, true, `${method} ${path}`)
  assert.equal(at('GET', '/logs')?.closed, false)
})

test('an idempotency key is honoured on the two sends only, for a day', () => {
  const honoured = resend.operations.filter((operation) => operation.idempotency !== null)
  assert.deepEqual(
    honoured.map((operation) => [operation.name, operation.idempotency?.windowMs]),
    [
      ['emails.send', 86_400_000],
      ['batch.send', 86_400_000],
    ],
  )
})

test('a path that is none of Resend’s is not located', () => {
  for (const path of ['/', '/v1/charges', '/email', '/emailsx/1', '/2010-04-01/Accounts'])
    assert.equal(resend.locate(path, null), null, path)
  assert.equal(resend.locate('/emails', 'verify'), null)
  assert.deepEqual(resend.locate('/emails', null), { product: 'api', path: '/emails' })
})
