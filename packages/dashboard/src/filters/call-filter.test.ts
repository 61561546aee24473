import assert from 'node:assert/strict'
import { test } from 'node:test'
import { rowOf } from '../api/live/call-event.ts'
import type { CallRow } from '../api/types.ts'
import { FILTER_NAMES, matches, readFilter, toQuery } from './call-filter.ts'

const NOW = Date.parse('2026-11-29T23:00:00Z')

function row(facts: Record<string, unknown> = {}): CallRow {
  const made = rowOf({
    kind: 'call',
    facts: {
      call_id: 'call_1',
      key_id: 'key_1',
      time: '2026-11-29T22:59:00Z',
      key_label: 'nightly-billing',
      run: 'dagster/1',
      vendor: 'stripe',
      operation: 'payment_intents.create',
      money_class: 'charge',
      state: 'settled',
      status: 200,
      reserved_usd: 29.99,
      tags: { env: 'prod' },
      vendor_request_id: 'req_1',
      ...facts,
    },
  })
  assert.ok(made)
  return made
}

const fits: Readonly<Record<string, string>> = {
  label: 'nightly-billing',
  label_prefix: 'nightly',
  run: 'dagster/1',
  key_id: 'key_1',
  vendor: 'stripe',
  operation: 'payment_intents.create',
  money_class: 'charge',
  decision: 'allowed',
  state: 'settled',
  status: '200',
  from: '2026-11-29T22:59:00Z',
  to: '2026-11-29T22:59:01Z',
  last: '15m',
  min_usd: '29.99',
  q: 'req_1',
  'tag.env': 'prod',
}
const misses: Readonly<Record<string, string>> = {
  label: 'nightly',
  label_prefix: 'billing',
  run: 'dagster/',
  key_id: 'key_2',
  vendor: 'twilio',
  operation: 'charges.create',
  money_class: 'refund',
  decision: 'refused',
  code: 'cap_exhausted',
  state: 'held',
  status: '402',
  from: '2026-11-29T22:59:01Z',
  to: '2026-11-29T22:59:00Z',
  min_usd: '29.990001',
  q: 'req_2',
  'tag.env': 'dev',
  'tag.team': 'prod',
}

for (const [name, value] of Object.entries(fits))
  test(`${name}=${value} takes the row`, () => assert.ok(matches({ [name]: value }, row(), NOW)))

for (const [name, value] of Object.entries(misses))
  test(`${name}=${value} does not`, () => assert.ok(!matches({ [name]: value }, row(), NOW)))

test('a period that is over does not take the row, and all filters must', () => {
  assert.ok(!matches({ last: '15m' }, row(), NOW + 900_000))
  assert.ok(!matches({ ...fits, code: 'cap_exhausted' }, row(), NOW))
  assert.ok(matches({ ...fits, ...{} }, row(), NOW))
})

test('an amount that is no amount takes nothing rather than everything', () => {
  for (const value of ['', 'x', '1e3', '-1', '0x10']) assert.ok(!matches({ min_usd: value }, row(), NOW), value)
})

test('the address holds filters beside other things; what is empty or unknown is no filter', () => {
  assert.deepEqual(readFilter({ label: 'a', call: 'call_1', 'tag.env': 'prod', run: '', nonsense: 'x' }), {
    label: 'a',
    'tag.env': 'prod',
  })
  assert.ok(
    Object.keys(fits).every((name) => name.startsWith('tag.') || (FILTER_NAMES as readonly string[]).includes(name)),
  )
})

test('the server is told the moment a period began', () => {
  assert.deepEqual(toQuery({ last: '1h', run: 'a' }, NOW), { run: 'a', from: '2026-11-29T22:00:00.000Z' })
  assert.deepEqual(toQuery({ run: 'a' }, NOW), { run: 'a' })
})
