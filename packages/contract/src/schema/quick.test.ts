import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { readBody } from '../read.ts'
import { issueKeyRequest } from '../requests/issue-key.ts'

/** Values as JSON text, right ones and wrong ones, for each field of the request and each of its other names. */
const VALUES: Readonly<Record<string, readonly string[]>> = {
  vendor: ['"stripe"', '"twilio"', '""', 'null', '7', '"a\\u0000b"'],
  connection: ['"stripe"', '"x"', '[]', `"${'x'.repeat(65)}"`],
  allowed_endpoints: ['["*"]', '["POST /v1/a","POST /v1/a"]', '[]', '"*"', '[1]', '[""]', '["\\ud83d\\ude00"]'],
  hourly_usd_cap: ['1', '0', '"0.1"', '-1', '1e3'],
  daily_usd_cap: ['500', '0.0000019', 'null', '9007199254.740992'],
  monthly_usd_cap: ['12.5', '{}'],
  total_usd_cap: ['5', '"5"', 'true'],
  usd_cap: ['5', '6'],
  run_usd_cap: ['5.0', '"x"'],
  daily_reset: ['"anchor"', '"midnight"', '"noon"'],
  timezone: ['"Europe/Berlin"', '"Nowhere/At"', '1'],
  caps: ['{"refund":50}', '{"refund":{"daily_usd_cap":"1.5"}}', '{"refund":{}}', '{"refunds":1}', '{}', '5'],
  max_usd_per_call: ['1', '"x"'],
  max_calls: ['0', '10', '1.5', '"3"'],
  max_concurrent_calls: ['1', '0'],
  rate_limit: ['"60/m"', '"60"', '60'],
  expires_in: ['"4h"', '3600', '"0s"', '"soon"', '99999999999'],
  ttl: ['"4h"', '"240m"'],
  ttl_seconds: ['14400', '1'],
  expires_at: ['"2030-01-31T12:00:00Z"', '1900000000', '"tomorrow"'],
  label: ['"nightly"', '""', '"caf\\u00e9"', 'null'],
  run: ['"nightly/1"', '5'],
  agent_run_label: ['"nightly/1"'],
  agent_run_id: ['"nightly/2"'],
  run_budget: ['"shared"', '"none"', '"other"'],
  budgets: ['["team"]', '[]', '["a",null]'],
  tags: ['{"a":"b"}', '{}', '{"a b":"c"}', '{"__proto__":"x"}'],
  parameters: ['{"currency":{"in":["usd"]}}', '{"currency":{"on":["usd"]}}', '{"amount":{"max":5}}', '[]'],
  unknown_cost: ['"deny"', '"allow"', '{"assume_usd":0.05}', '{"assume_usd":"x"}', '"ask"'],
  idempotency_scope: ['"run"', '"principal"', '1'],
  accounts: ['["acct_1"]', '{}'],
  opened_endpoints: ['["payouts.create"]', '[[]]'],
  exhausted_status: ['402', '429', '403', '"402"'],
  uncapped: ['true', 'false', '"true"'],
  mode: ['"observe"', '"enforce"', '"watch"'],
  daily_usd_capp: ['1'],
  constructor: ['1'],
}

const field = fc
  .constantFrom(...Object.keys(VALUES))
  .chain((name) => fc.constantFrom(...(VALUES[name] ?? [])).map((value) => [name, value] as const))
/** What most bodies have, so that many are right as a whole. */
const usual = fc.constantFrom<readonly (readonly [string, string])[]>(
  [
    ['vendor', '"stripe"'],
    ['allowed_endpoints', '["POST /v1/payment_intents"]'],
  ],
  [
    ['connection', '"stripe"'],
    ['allowed_endpoints', '["*"]'],
    ['run', '"a"'],
  ],
  [],
)
const bodies = fc
  .tuple(usual, fc.array(field, { maxLength: 4 }))
  .map(([first, more]) => new Map([...first, ...more]))
  .map((fields) => `{${[...fields].map(([name, value]) => `"${name}":${value}`).join(',')}}`)

test('it accepts what the schema accepts, as the same value, and whatever it does not accept has the schema’s words', () => {
  let accepted = 0
  let quick = 0
  const counting = {
    ...issueKeyRequest,
    quick: (fields: Readonly<Record<string, unknown>>) => {
      const value = issueKeyRequest.quick?.(fields) ?? null
      if (value !== null) quick++
      return value
    },
  }
  fc.assert(
    fc.property(bodies, (text) => {
      const slow = readBody({ ...issueKeyRequest, quick: null }, text)
      if (slow.ok) accepted++
      assert.deepEqual(readBody(counting, text), slow)
    }),
    { numRuns: 3_000 },
  )
  assert.ok(accepted > 300, `${accepted} bodies were right`)
  assert.equal(quick, accepted, 'every right body is read without the schema')
})

test('each right value of each field is read without the schema', () => {
  for (const [name, values] of Object.entries(VALUES))
    for (const value of values) {
      const base = new Map([
        ['vendor', '"stripe"'],
        ['allowed_endpoints', '["*"]'],
        ['run', '"a"'],
        [name, value],
      ])
      const text = `{${[...base].map(([field, of]) => `"${field}":${of}`).join(',')}}`
      const slow = readBody({ ...issueKeyRequest, quick: null }, text)
      let fell = false
      const told = {
        ...issueKeyRequest,
        quick: (fields: Readonly<Record<string, unknown>>) => {
          const read = issueKeyRequest.quick?.(fields) ?? null
          fell = read === null
          return read
        },
      }
      assert.deepEqual(readBody(told, text), slow, text)
      if (slow.ok) assert.ok(!fell, text)
    }
})
