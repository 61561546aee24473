import assert from 'node:assert/strict'
import { test } from 'node:test'
import { groupsOf, type RefusalLine, seriesOf, signsOf } from './board.ts'

const FROM = Date.UTC(2026, 0, 31, 9)
const line = (
  code: string,
  label: string | null,
  operation: string | null,
  hour: number,
  count: number,
): RefusalLine => ({
  code,
  label,
  operation,
  bucket: new Date(FROM + hour * 3_600_000).toISOString(),
  count,
})
const LINES = [
  line('endpoint_not_allowed', 'support', 'payouts.create', 0, 30),
  line('endpoint_not_allowed', 'support', 'payouts.create', 2, 10),
  line('cap_exhausted', 'nightly', 'charges.create', 2, 100),
  line('endpoint_not_allowed', 'support', 'refunds.create', 2, 1),
]

test('what is the same in code, label and operation is one row, largest first', () => {
  assert.deepEqual(
    groupsOf(LINES).map(({ label, operation, count }) => [label, operation, count]),
    [
      ['nightly', 'charges.create', 100],
      ['support', 'payouts.create', 40],
      ['support', 'refunds.create', 1],
    ],
  )
})

test('an agent gone astray is told in a sentence; a used-up cap and a single slip are not', () => {
  assert.deepEqual(
    signsOf(groupsOf(LINES)).map(({ label, did }) => [label, did]),
    [['support', 'tried payouts.create 40 times']],
  )
})

test('hours without refusals stand in the chart as none', () => {
  const hours = [0, 1, 2].map((hour) => FROM + hour * 3_600_000)
  assert.deepEqual(seriesOf(LINES, hours), [
    { code: 'cap_exhausted', counts: [0, 0, 100] },
    { code: 'endpoint_not_allowed', counts: [30, 0, 11] },
  ])
})
