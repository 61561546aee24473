import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type CallRowFacts, wireCallRow } from './audit-row.ts'
import { csvHeader, csvRow } from './csv.ts'

const row = (facts: Record<string, unknown>): CallRowFacts => ({
  callId: 'call_1',
  time: 0 as never,
  keyId: 'key_1',
  decision: 'allowed',
  code: null,
  state: 'settled',
  reserved: 29_990_000n as never,
  cost: 10n as never,
  budgets: [],
  count: 1,
  replayOf: null,
  chain: { chain: 'c', seq: 1, hash: 'h' },
  facts,
})

function cells(facts: Record<string, unknown>): Record<string, string> {
  const names = csvHeader().trimEnd().split(',')
  const line = csvRow(wireCallRow(row(facts))).replace(/\r\n$/, '')
  const values = [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(
    ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '',
  )
  assert.equal(values.length, names.length)
  return Object.fromEntries(names.map((name, index) => [name, values[index] ?? '']))
}

test('a text that a spreadsheet would run as a formula is made plain text', () => {
  for (const text of ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1'])
    assert.equal(cells({ key_label: text }).key_label, `'${text}`)
  assert.equal(cells({ key_label: 'plain=1' }).key_label, 'plain=1')
})

test('quotes, commas and line breaks stay inside their cell', () => {
  const label = 'a "b", c\r\nd'
  assert.equal(cells({ key_label: label }).key_label, label)
})

test('money is written exactly', () => {
  const { reserved_usd, cost_usd } = cells({})
  assert.deepEqual([reserved_usd, cost_usd], ['29.99', '0.00001'])
})

test('facts of a later version stay on the JSON row', () => {
  assert.equal(wireCallRow(row({ overage: '5', vendor: 'stripe' })).overage, '5')
})
