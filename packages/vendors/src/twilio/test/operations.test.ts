import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import type { Method } from '@keybrake/core'
import { twilio } from '../adapter.ts'
import { RULES } from '../rules/all.ts'

const ACCOUNT = 'AC00000000000000000000000000000001'
const DATA = new URL('../../../../../../shared/data/openapi/', import.meta.url)
const absent = existsSync(DATA)
  ? false
  : 'ABSENT: shared/data/openapi, so the endpoint tables are NOT checked against Twilio’s descriptions'

const DESCRIPTIONS = [
  ['api', 'twilio_api_v2010.json', 190],
  ['lookups', 'twilio_lookups_v2.json', 8],
  ['verify', 'twilio_verify_v2.json', 50],
] as const

/** Described, and left out on purpose. */
const LEFT_OUT = new Set<string>([])

for (const [product, file, operationsMin] of DESCRIPTIONS)
  test(`every endpoint Twilio describes for ${product} is known`, { skip: absent }, () => {
    const { paths } = JSON.parse(readFileSync(new URL(file, DATA), 'utf8')) as {
      readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>
    }
    const described = Object.entries(paths).flatMap(([path, verbs]) =>
      Object.keys(verbs)
        .filter((verb) => ['get', 'post', 'put', 'patch', 'delete'].includes(verb))
        .map((verb) => [verb.toUpperCase() as Method, path] as const),
    )
    assert.ok(described.length >= operationsMin)
    const unknown = described.filter(
      ([method, path]) =>
        twilio.operation(method, product, path.replace(/\{[^}]+\}/g, 'X1')) === null &&
        !LEFT_OUT.has(`${product} ${method} ${path}`),
    )
    assert.deepEqual(unknown, [])
  })

test('a format suffix makes no other operation, and only formats are taken off', () => {
  const path = `/2010-04-01/Accounts/${ACCOUNT}/Messages`
  for (const suffix of ['', '.json', '.xml', '.csv'])
    assert.equal(twilio.operation('POST', 'api', path + suffix)?.name, 'messages.create', suffix)
  assert.equal(twilio.operation('POST', 'api', `${path}.php`), null)
  assert.equal(twilio.operation('HEAD', 'api', `${path}.json`)?.name, 'messages.list')
  assert.equal(twilio.operation('GET', 'verify', path), null)
})

const closedEverywhere: readonly (readonly [string, string])[] = [
  ['api', '/Accounts'],
  ['api', `/Accounts/${ACCOUNT}`],
  ['api', `/Accounts/${ACCOUNT}/Keys`],
  ['api', `/Accounts/${ACCOUNT}/Keys/SK1`],
  ['api', `/Accounts/${ACCOUNT}/SigningKeys`],
  ['api', `/Accounts/${ACCOUNT}/Tokens`],
  ['api', `/Accounts/${ACCOUNT}/AuthTokens/Promote`],
  ['api', `/Accounts/${ACCOUNT}/SIP/CredentialLists/CL1/Credentials`],
]

test('account, keys and tokens are closed in every version, suffix, spelling and method', () => {
  for (const [product, path] of closedEverywhere)
    for (const version of ['2010-04-01', '2008-08-01', 'v1'])
      for (const suffix of ['', '.json', '.xml', '.csv', '.html', '.JSON'])
        for (const spelled of [path, path.toLowerCase(), path.toUpperCase()])
          for (const method of ['GET', 'HEAD', 'POST', 'PUT', 'DELETE'] as const) {
            const sent = `/${version}${spelled}${suffix}`
            assert.equal(twilio.operation(method, product, sent)?.closed, true, `${method} ${product} ${sent}`)
          }
})

test('what mints or shows credentials in other products is closed', () => {
  const closed: readonly (readonly [Method, string, string])[] = [
    ['POST', 'accounts', '/v1/AuthTokens/Promote'],
    ['POST', 'accounts', '/v1/AuthTokens/Secondary'],
    ['POST', 'accounts', '/v1/Credentials/PublicKeys'],
    ['POST', 'iam', '/v1/Keys'],
    ['GET', 'iam', '/v1/Keys/SK1'],
    ['POST', 'oauth', '/v2/token'],
    ['GET', 'preview-iam', '/Organizations/OR1/Accounts'],
    ['POST', 'verify', '/v2/Services/VA1/AccessTokens'],
    ['POST', 'verify', '/v2/Services/VA1/Entities/a/Factors'],
    ['GET', 'serverless', '/v1/Services/ZS1/Environments/ZE1/Variables'],
    ['POST', 'conversations', '/v1/Credentials'],
    ['POST', 'trunking', '/v1/Trunks/TK1/CredentialLists'],
  ]
  for (const [method, product, path] of closed)
    assert.equal(twilio.operation(method, product, path)?.closed, true, `${method} ${product} ${path}`)
})

test('what agents use is open', () => {
  const open: readonly (readonly [Method, string, string])[] = [
    ['POST', 'api', `/2010-04-01/Accounts/${ACCOUNT}/Messages.json`],
    ['GET', 'api', `/2010-04-01/Accounts/${ACCOUNT}/Messages/SM1.json`],
    ['POST', 'api', `/2010-04-01/Accounts/${ACCOUNT}/Calls.json`],
    ['GET', 'api', `/2010-04-01/Accounts/${ACCOUNT}/Balance.json`],
    ['GET', 'lookups', '/v2/PhoneNumbers/%2B14155550100'],
    ['POST', 'verify', '/v2/Services/VA1/Verifications'],
  ]
  for (const [method, product, path] of open)
    assert.equal(twilio.operation(method, product, path)?.closed, false, `${method} ${product} ${path}`)
})

test('Twilio honours no idempotency key anywhere', () => {
  assert.ok(twilio.operations.length > 250)
  assert.ok(twilio.operations.every((operation) => operation.idempotency === null))
})

test('the sentence on the cost of an operation agrees with its price', () => {
  for (const operation of twilio.operations) {
    const [method = '', path = ''] = operation.endpoint.split(' ')
    const prefix = operation.name.slice(0, operation.name.indexOf('.'))
    const product = path.startsWith('/2010-04-01/') ? 'api' : prefix
    const request = {
      method: method as Method,
      product,
      path,
      query: [],
      body: { kind: 'none' },
      headers: new Map(),
    } as const
    const connection = { name: 'twilio', vendor: 'twilio', account: ACCOUNT, correlate: true, settings: {} }
    const price = twilio.price(operation, request, { connection, at: 0 as never })
    if (operation.costRule.startsWith('Unknown')) assert.equal(price.kind, 'unknown', operation.name)
    else if (RULES[operation.name] === undefined) assert.equal(price.kind, 'free', operation.name)
  }
})
