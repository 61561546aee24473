/** All operations of Twilio's own descriptions, and what becomes of each: none falls through. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import type { Method } from '@keybrake/core'
import { contextOf, readRequestOf } from '../../../conformance/fixture.ts'
import { testWithData } from '../../../conformance/public-data.ts'
import { twilio } from '../adapter.ts'
import { table } from '../operations.ts'
import { RULES } from '../rules/all.ts'

const FILES = [
  ['api', 'twilio_api_v2010.json'],
  ['lookups', 'twilio_lookups_v2.json'],
  ['verify', 'twilio_verify_v2.json'],
] as const

interface Described {
  readonly product: string
  readonly method: Method
  readonly path: string
  readonly outcome: string
}

function described(): Described[] {
  let product = ''
  const found: Described[] = []
  for (const line of readFileSync(`${import.meta.dirname}/data/described-operations.txt`, 'utf8').split('\n')) {
    const [, named] = /^# (\w+)$/.exec(line) ?? []
    product = named ?? product
    const [, method, path = '', outcome = ''] = /^([A-Z]+) (\/\S+) (\w+)$/.exec(line) ?? []
    if (method !== undefined) found.push({ product, method: method as Method, path, outcome })
  }
  return found
}

const all = described()
const concrete = (path: string): string => path.replace(/\{[^}]+\}/g, 'X1')
const find = ({ method, product, path }: Described) => table.find(method, product, concrete(path))
const context = contextOf('twilio', {})

function outcomeOf(one: Described): string {
  const operation = find(one)
  if (operation === null) return 'not known'
  if (operation.closed) return 'closed'
  if (RULES[operation.name] !== undefined) return 'rule'
  const { method, product, path } = one
  const price = twilio.price(operation, readRequestOf({ method, product, path: concrete(path) }), context)
  return price.kind === 'free' ? 'free' : price.kind === 'unknown' ? 'refused' : price.kind
}

test('every described operation is priced by a rule, free, closed, or refused', () => {
  assert.equal(all.length, 264)
  for (const one of all) assert.equal(outcomeOf(one), one.outcome, `${one.product} ${one.method} ${one.path}`)
})

for (const [product, file] of FILES)
  testWithData(`the list of ${product} is Twilio’s own`, `data/openapi/${file}`, (bytes) => {
    const { paths } = JSON.parse(bytes.toString()) as { paths: Record<string, Record<string, unknown>> }
    const lines = Object.entries(paths).flatMap(([path, verbs]) =>
      Object.keys(verbs)
        .filter((verb) => /^(?:get|post|put|patch|delete)$/.test(verb))
        .map((verb) => `${verb.toUpperCase()} ${path}`),
    )
    const kept = all.filter((one) => one.product === product).map(({ method, path }) => `${method} ${path}`)
    assert.deepEqual(kept, lines)
  })

test('every refused operation says why, in words of its own', () => {
  for (const operation of table.operations) {
    if (operation.cost !== 'none' || operation.effect === 'read') continue
    assert.match(operation.costRule, /^Unknown: .{20,}\.$/, operation.name)
    assert.ok(!operation.costRule.includes('no cost rule'), operation.name)
  }
})

test('a rule stands exactly where a line says rule', () => {
  const marked = table.operations.filter((operation) => operation.cost === 'rule').map((operation) => operation.name)
  assert.deepEqual(marked.sort(), Object.keys(RULES).sort())
})

test('what can cost by a rule, or is refused for what it could cost, names its class of money', () => {
  for (const name of ['messages.create', 'calls.create', 'conferences.participants.create', 'calls.update'])
    assert.notEqual(table.operations.find((operation) => operation.name === name)?.moneyClass ?? null, null, name)
  for (const { name, cost, moneyClass } of table.operations) if (cost === 'free') assert.equal(moneyClass, null, name)
})

/** Judged by the paths alone, not by our own table of closed families. */
const MINTS = [
  /\/Accounts(?:\/\{Sid\})?\.json$/,
  /\/(?:Signing)?Keys(?:\/\{Sid\})?\.json$/,
  /\/Tokens\.json$/,
  /\/AccessTokens/,
  /\/SIP\/CredentialLists/,
  /\/Passkeys\/Factors$/,
]
const MINTS_BY_WRITING = [/\/Entities\/\{Identity\}\/Factors$/, /\/ConnectApps/, /\/AuthorizedConnectApps/]

test('what mints or shows credentials is closed, whatever an allowlist says', () => {
  let seen = 0
  for (const one of all) {
    const writes = one.method !== 'GET'
    const mints =
      MINTS.some((path) => path.test(one.path)) || (writes && MINTS_BY_WRITING.some((path) => path.test(one.path)))
    if (!mints) continue
    seen++
    assert.equal(find(one)?.closed, true, `${one.method} ${one.path}`)
  }
  assert.ok(seen >= 30, String(seen))
})

test('what widens a guard of the account is closed', () => {
  const guards: readonly (readonly [Method, string, string])[] = [
    ['POST', 'verify', '/v2/SafeList/Numbers'],
    ['POST', 'verify', '/v2/Services/VA1/RateLimits/RK1/Buckets'],
    ['PUT', 'lookups', '/v2/RateLimits/Fields/caller_name/Bucket/b'],
    ['POST', 'api', '/2010-04-01/Accounts/AC1/Usage/Triggers.json'],
    ['POST', 'voice', '/v1/DialingPermissions/BulkCountryUpdates'],
    ['POST', 'accounts', '/v1/Messaging/GeoPermissions'],
  ]
  for (const [method, product, path] of guards) assert.equal(table.find(method, product, path)?.closed, true, path)
})

test('a product that no table lists is refused with the reason of the product', () => {
  const price = twilio.price(null, readRequestOf({ product: 'flex-api', path: '/v1/Interactions' }), context)
  assert.ok(price.kind === 'unknown' && !price.ruled)
  assert.match(price.why, /hours and users/)
})
