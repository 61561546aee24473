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
const bodies = fc.tuple(usual, fc.array(field, { maxLength: 4 })).map(([first, more]) => bodyOf([...first, ...more]))

/** What the schema says of a body, what is said of it in the end, and whether the schema was asked for that. */
function readings(text: string) {
  let asked = true
  const quick = (fields: Readonly<Record<string, unknown>>) => {
    const value = issueKeyRequest.quick?.(fields) ?? null
    asked = value === null
    return value
  }
  const slow = readBody({ ...issueKeyRequest, quick: null }, text)
  return { slow, read: readBody({ ...issueKeyRequest, quick }, text), asked }
}

const bodyOf = (fields: Iterable<readonly [string, string]>): string =>
  `{${[...new Map(fields)].map(([name, value]) => `"${name}":${value}`).join(',')}}`

test('bodies read as the schema reads them, and right ones without asking it', () => {
  let right = 0
  fc.assert(
    fc.property(bodies, (text) => {
      const { slow, read, asked } = readings(text)
      assert.deepEqual(read, slow)
      assert.equal(asked, !slow.ok)
      if (slow.ok) right++
    }),
    { numRuns: 3_000 },
  )
  assert.ok(right > 300, `${right} of the bodies were right`)
})

test('so does each value of each field', () => {
  for (const [name, values] of Object.entries(VALUES))
    for (const value of values) {
      const usual = [
        ['vendor', '"stripe"'],
        ['allowed_endpoints', '["*"]'],
        ['run', '"a"'],
      ] as const
      const { slow, read, asked } = readings(bodyOf([...usual, [name, value]]))
      assert.deepEqual(read, slow, `${name}: ${value}`)
      assert.equal(asked, !slow.ok, `${name}: ${value}`)
    }
})
