/** All operations of Resend's own description, and what becomes of each: none falls through. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import type { Method } from '@keybrake/core'
import { contextOf, readRequestOf } from '../../../conformance/fixture.ts'
import { testWithData } from '../../../conformance/public-data.ts'
import { resend } from '../adapter.ts'
import { table } from '../operations.ts'
import { ruleNames } from '../price.ts'

interface Described {
  readonly method: Method
  readonly path: string
  readonly outcome: string
}

const all: readonly Described[] = readFileSync(`${import.meta.dirname}/data/described-operations.txt`, 'utf8')
  .split('\n')
  .flatMap((line) => {
    const [, method, path = '', outcome = ''] = /^([A-Z]+) (\/\S+) (\w+)$/.exec(line) ?? []
    return method === undefined ? [] : [{ method: method as Method, path, outcome }]
  })

const concrete = (path: string): string => path.replace(/\{[^}]+\}/g, 'x1')
const find = ({ method, path }: Described) => table.find(method, 'api', concrete(path))

function outcomeOf(one: Described): string {
  const operation = find(one)
  if (operation === null) return 'not known'
  if (operation.closed) return 'closed'
  if (ruleNames.includes(operation.name)) return 'rule'
  const request = readRequestOf({
    method: one.method,
    path: concrete(one.path),
    ...(one.method === 'GET' ? {} : { json: {} }),
  })
  const price = resend.price(operation, request, contextOf('resend', {}))
  return price.kind === 'free' ? 'free' : price.kind === 'unknown' ? 'refused' : price.kind
}

test('every described operation is priced by a rule, free, closed, or refused', () => {
  assert.equal(all.length, 104)
  for (const one of all) assert.equal(outcomeOf(one), one.outcome, `${one.method} ${one.path}`)
})

testWithData('the list is Resend’s own', 'data/openapi/resend.json', (bytes) => {
  const { paths } = JSON.parse(bytes.toString()) as { paths: Record<string, Record<string, unknown>> }
  const lines = Object.entries(paths).flatMap(([path, verbs]) =>
    Object.keys(verbs)
      .filter((verb) => /^(?:get|post|put|patch|delete)$/.test(verb))
      .map((verb) => `${verb.toUpperCase()} ${path}`),
  )
  assert.deepEqual(
    all.map(({ method, path }) => `${method} ${path}`),
    lines,
  )
})

test('every refused operation says why, in words of its own', () => {
  const refused = table.operations.filter(({ cost, effect }) => cost === 'none' && effect === 'write')
  assert.ok(refused.length > 10)
  for (const { name, costRule } of refused) assert.match(costRule, /^Unknown: (?!no cost rule).{20,}\.$/, name)
})

/** Judged by the paths alone. */
const MINTS = /^\/(?:api-keys|oauth|webhooks)(?:\/|$)/

test('what mints or shows credentials is closed, whatever an allowlist says', () => {
  const minting = all.filter(({ path }) => MINTS.test(path))
  assert.ok(minting.length >= 11, String(minting.length))
  for (const one of minting) assert.equal(find(one)?.closed, true, `${one.method} ${one.path}`)
})

test('what sends mails is no free write', () => {
  const sends = /^\/(?:emails(?:\/batch)?|broadcasts\/\{id\}\/send|events\/send)$/
  for (const one of all)
    if (one.method === 'POST' && sends.test(one.path)) assert.notEqual(one.outcome, 'free', one.path)
  for (const { name, cost, moneyClass } of table.operations) if (cost === 'free') assert.equal(moneyClass, null, name)
})
