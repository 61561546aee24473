import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inspect } from 'node:util'
import fc from 'fast-check'
import { parseUsd } from '@keybrake/core'
import { readBody } from '../read.ts'
import { issueKeyRequest } from './issue-key.ts'

const read = (text: string) => readBody(issueKeyRequest, text)
const body = (fields: string) =>
  read(`{"vendor":"stripe","allowed_endpoints":["*"]${fields === '' ? '' : `,${fields}`}}`)

function accepted(fields: string) {
  const result = body(fields)
  assert.ok(result.ok, inspect(result, { depth: 5 }))
  return result.value
}

function faultsOf(text: string): Record<string, string> {
  const result = read(text)
  assert.ok(!result.ok, 'the body was accepted')
  return Object.fromEntries(result.faults.map(({ pointer, message }) => [pointer, message]))
}

const refused = (fields: string): Record<string, string> =>
  faultsOf(`{"vendor":"stripe","allowed_endpoints":["*"],${fields}}`)

test('a cap is read from the source text of its number: no digit passes through a float', () => {
  assert.equal(accepted('"daily_usd_cap":0.1').caps.day, 100_000n)
  assert.equal(accepted('"daily_usd_cap":29.99').caps.day, 29_990_000n)
  assert.equal(accepted('"daily_usd_cap":9007199254.740991').caps.day, 9_007_199_254_740_991n)
  assert.equal(accepted('"daily_usd_cap":"9007199254.740991"').caps.day, 9_007_199_254_740_991n)
})

test('more than six decimals of a cap round down', () => {
  assert.equal(accepted('"total_usd_cap":29.9999999').caps.total, 29_999_999n)
})

test('a cap that is negative, too large, a text in exponent form or not a number is refused, and named', () => {
  for (const value of [
    '-1',
    '-0.01',
    '"1e3"',
    '1e10',
    '-1e-9',
    '1e-31',
    '9007199254.740992',
    'true',
    'null',
    '"12,5"',
    '"$5"',
    '""',
    '[5]',
    '{}',
  ])
    assert.deepEqual(Object.keys(refused(`"daily_usd_cap":${value}`)), ['/daily_usd_cap'], value)
})

test('a number in exponent form reads as the same amount as its plain decimal', () => {
  // The first is what Python writes for 0.00005.
  assert.equal(accepted('"daily_usd_cap":5e-05').caps.day, 50n)
  assert.equal(accepted('"daily_usd_cap":1E+2').caps.day, 100_000_000n)
  assert.equal(accepted('"daily_usd_cap":-0').caps.day, 0n)
  const { unknownCost } = accepted('"usd_cap":1,"unknown_cost":{"assume_usd":15e-7}')
  assert.deepEqual(unknownCost, { kind: 'assume', amount: 2n })
})

test('any plain decimal reads as the same amount, as number and as string', () => {
  const decimal = fc.tuple(fc.integer({ min: 0, max: 9_007_199_253 }), fc.stringMatching(/^[0-9]{0,9}$/))
  fc.assert(
    fc.property(decimal, ([whole, decimals]) => {
      const text = decimals === '' ? `${whole}` : `${whole}.${decimals}`
      const expected = parseUsd(text, 'down')
      assert.equal(accepted(`"usd_cap":${text}`).caps.total, expected)
      assert.equal(accepted(`"usd_cap":"${text}"`).caps.total, expected)
    }),
  )
})

test('an unknown field is refused with the name that was probably meant', () => {
  assert.match(refused('"daily_usd_capp":5')['/daily_usd_capp'] ?? '', /did you mean daily_usd_cap\?/)
  assert.match(refused('"agent_run_lable":"x"')['/agent_run_lable'] ?? '', /did you mean agent_run_label\?/)
  assert.ok('/__proto__' in refused('"__proto__":{"uncapped":true}'))
  assert.ok('/a~1b~0c' in refused('"a/b~c":1'), 'the pointer is escaped')
})

test('aliases mean the same; two that say the same agree, two that differ are refused', () => {
  assert.equal(accepted('"usd_cap":5').caps.total, 5_000_000n)
  assert.equal(accepted('"run_usd_cap":5,"total_usd_cap":"5.000000","usd_cap":5.0').caps.total, 5_000_000n)
  assert.equal(accepted('"ttl":"1h","ttl_seconds":3600,"expires_in":"60m"').ttlMs, 3_600_000)
  assert.match(refused('"usd_cap":5,"total_usd_cap":6')['/total_usd_cap'] ?? '', /disagrees with usd_cap/)
  assert.match(refused('"agent_run_id":"a","run":"b"')['/run'] ?? '', /disagrees/)
})

test('a fault of an aliased field is told under the name that was sent', () => {
  assert.deepEqual(Object.keys(refused('"usd_cap":-5')), ['/usd_cap'])
})

test('a run is the label when none is given', () => {
  const { run, label } = accepted('"agent_run_label":"dagster/1"')
  assert.deepEqual([run, label], ['dagster/1', 'dagster/1'])
  assert.equal(accepted('"agent_run_label":"dagster/1","label":"own"').label, 'own')
})

test('durations are units or whole seconds, above zero', () => {
  assert.equal(accepted('"expires_in":"30m"').ttlMs, 1_800_000)
  assert.equal(accepted('"expires_in":90').ttlMs, 90_000)
  for (const value of ['0', '-5', '1.5', '"0m"', '"30"', '"1h30m"', '"soon"', '""', 'null', '99999999999'])
    assert.deepEqual(Object.keys(refused(`"expires_in":${value}`)), ['/expires_in'], value)
})

test('times are RFC 3339 or epoch seconds', () => {
  assert.equal(accepted('"expires_at":"2030-01-01T00:00:00Z"').expiresAt, 1_893_456_000_000)
  assert.equal(accepted('"expires_at":1893456000').expiresAt, 1_893_456_000_000)
  assert.deepEqual(Object.keys(refused('"expires_at":"tomorrow"')), ['/expires_at'])
  assert.deepEqual(Object.keys(refused('"expires_at":1893456000,"expires_in":"1h"')), ['/expires_at'])
})

test('calendar days need a time zone, and a time zone needs calendar days', () => {
  assert.deepEqual(accepted('"daily_reset":"midnight","timezone":"Europe/Berlin"').dayReset, {
    kind: 'midnight',
    timezone: 'Europe/Berlin',
  })
  assert.deepEqual(Object.keys(refused('"daily_reset":"midnight"')), ['/timezone'])
  assert.deepEqual(Object.keys(refused('"timezone":"Europe/Berlin"')), ['/timezone'])
  assert.deepEqual(Object.keys(refused('"daily_reset":"midnight","timezone":"Mars/Base"')), ['/timezone'])
})

test('parameter rules keep integers as text and refuse what is no rule', () => {
  const { parameters } = accepted(
    '"parameters":{"amount":{"max":5000,"min":"1"},"currency":{"in":["usd"]},"metadata[tier]":{"eq":true,"optional":true},"x":{"absent":true}}',
  )
  assert.deepEqual(parameters, {
    amount: { max: '5000', min: '1' },
    currency: { in: ['usd'] },
    'metadata[tier]': { eq: 'true', optional: true },
    x: { absent: true },
  })
  for (const rule of [
    '{"maximum":5}',
    '{"max":1.5}',
    '{"max":1e3}',
    '{"in":"usd"}',
    '{"in":[]}',
    '{}',
    '5',
    '{"absent":false}',
    '{"absent":true,"eq":"x"}',
  ])
    assert.deepEqual(Object.keys(refused(`"parameters":{"amount":${rule}}`)), ['/parameters'], rule)
})

test('unknown_cost is deny, allow or an assumed amount that rounds up', () => {
  assert.deepEqual(accepted('"unknown_cost":{"assume_usd":0.0500001}').unknownCost, { kind: 'assume', amount: 50_001n })
  for (const value of ['"maybe"', '{"assume_usd":-1}', '{"assume":1}', '{"assume_usd":1,"x":2}', 'null'])
    assert.deepEqual(Object.keys(refused(`"unknown_cost":${value}`)), ['/unknown_cost'], value)
})

test('vendor or connection, and an allowlist, are required', () => {
  assert.deepEqual(Object.keys(faultsOf('{}')), ['/allowed_endpoints'])
  assert.deepEqual(Object.keys(faultsOf('{"allowed_endpoints":["*"]}')), ['/vendor'])
  assert.deepEqual(Object.keys(faultsOf('{"vendor":"stripe","allowed_endpoints":[]}')), ['/allowed_endpoints'])
})

test('a body that is not one JSON object is refused whole', () => {
  for (const text of ['[]', '"x"', '5', 'null']) assert.deepEqual(Object.keys(faultsOf(text)), [''], text)
  for (const text of ['{', '{"a":1,"a":2}', '{"a":01}', '{} {}', '\ufeff{}']) {
    const result = read(text)
    assert.ok(!result.ok && result.malformed, text)
  }
})

test('texts have bounds and no control characters', () => {
  for (const value of ['""', '"a\\u0000b"', `"${'x'.repeat(257)}"`, '5', 'null'])
    assert.deepEqual(Object.keys(refused(`"label":${value}`)), ['/label'], value)
  assert.equal(accepted(`"label":"${'x'.repeat(256)}"`).label?.length, 256)
  assert.deepEqual(Object.keys(refused(`"tags":{${Array.from({ length: 17 }, (_, i) => `"t${i}":"x"`).join()}}`)), [
    '/tags',
  ])
})
