import assert from 'node:assert/strict'
import { test } from 'node:test'
import { OPERATIONS } from './operations.fixture.ts'
import { boundOf, durationText, type KeyPolicy, worstCase } from './worst-case.ts'

const HOUR_MS = 3_600_000
const USD = 1_000_000n
const NO_CAPS = { hourly: null, daily: null, monthly: null, total: null }

const policy = (more: Partial<KeyPolicy>): KeyPolicy => ({
  allowedEndpoints: ['charges.create'],
  caps: NO_CAPS,
  classCaps: {},
  maxPerCall: null,
  maxCalls: null,
  calendarDays: false,
  lifeMs: 4 * HOUR_MS,
  observe: false,
  unknownCostAllowed: false,
  sharedBudgets: [],
  run: null,
  ...more,
})

test('a daily cap bounds a key that lives a day once, one that lives longer once a day', () => {
  const daily = { ...NO_CAPS, daily: 500n * USD }
  assert.equal(
    worstCase(policy({ caps: daily }), OPERATIONS).sentence,
    'At worst it could charge customers for $500.00 in the 4 hours it lives.',
  )
  assert.equal(boundOf(policy({ caps: daily, lifeMs: 24 * HOUR_MS })), 500n * USD)
  assert.equal(boundOf(policy({ caps: daily, lifeMs: 24 * HOUR_MS + 1 })), 1000n * USD)
  assert.equal(boundOf(policy({ caps: daily, lifeMs: 7 * 24 * HOUR_MS })), 3500n * USD)
})

test('calendar days let a short life touch two of them', () => {
  assert.equal(boundOf(policy({ caps: { ...NO_CAPS, daily: 500n * USD }, calendarDays: true })), 1000n * USD)
})

test('the least of all bounds holds', () => {
  const caps = { hourly: 10n * USD, daily: 500n * USD, monthly: null, total: 60n * USD }
  assert.equal(boundOf(policy({ caps })), 40n * USD)
  assert.equal(boundOf(policy({ caps, maxPerCall: 3n * USD, maxCalls: 10 })), 30n * USD)
  assert.equal(boundOf(policy({ caps, maxPerCall: 3n * USD })), 40n * USD)
})

test('without an end only a total bounds', () => {
  assert.equal(boundOf(policy({ lifeMs: null, caps: { ...NO_CAPS, daily: USD } })), null)
  assert.equal(boundOf(policy({ lifeMs: null, caps: { ...NO_CAPS, daily: USD, total: 9n * USD } })), 9n * USD)
})

test('what only reads moves no money', () => {
  const worst = worstCase(policy({ allowedEndpoints: ['charges.list'] }), OPERATIONS)
  assert.equal(worst.level, 'none')
  assert.match(worst.sentence, /none of its 1 operation moves money/)
})

test('a key without any cap says so', () => {
  const worst = worstCase(policy({ allowedEndpoints: ['charges.*', 'refunds.create'] }), OPERATIONS)
  assert.equal(worst.level, 'open')
  assert.match(
    worst.sentence,
    /charge customers, capture blocked money and refund customers without a limit of its own: it has no cap/,
  )
})

test('a shared budget bounds a key that has no cap of its own', () => {
  const worst = worstCase(policy({ sharedBudgets: ['team-billing'] }), OPERATIONS)
  assert.equal(worst.level, 'shared')
  assert.match(worst.sentence, /for all that is left of team-billing/)
})

test('an unpriced operation moves nothing unless the key lets it', () => {
  const caps = { ...NO_CAPS, total: USD }
  const refused = worstCase(policy({ allowedEndpoints: ['payouts.create'], caps }), OPERATIONS)
  assert.equal(refused.level, 'none')
  assert.deepEqual(refused.points, ['1 operation without a known price is refused all the same.'])
  const let_ = worstCase(policy({ allowedEndpoints: ['payouts.create'], caps, unknownCostAllowed: true }), OPERATIONS)
  assert.equal(let_.level, 'bounded')
})

test('an observed key is bounded by nothing of its own', () => {
  const worst = worstCase(policy({ observe: true, caps: { ...NO_CAPS, total: USD } }), OPERATIONS)
  assert.equal(worst.level, 'open')
  assert.match(worst.sentence, /pay out|refund customers/)
})

test('paces, class caps and the run are told beside', () => {
  const worst = worstCase(
    policy({
      caps: { ...NO_CAPS, hourly: 10n * USD, daily: 100n * USD },
      maxPerCall: 2_500_000n,
      classCaps: { refund: { ...NO_CAPS, total: 50n * USD } },
      run: 'billing/7',
    }),
    OPERATIONS,
  )
  assert.deepEqual(worst.points, [
    'Never more than $10.00 in an hour, $100.00 in a day and $2.50 in one call.',
    'Of that, refund at most $50.00.',
    'The cap is that of the run billing/7: all its keys share it.',
  ])
})

test('durations read as people say them', () => {
  assert.equal(durationText(30 * 60_000), '30 minutes')
  assert.equal(durationText(90 * 60_000), '90 minutes')
  assert.equal(durationText(HOUR_MS), '1 hour')
  assert.equal(durationText(24 * HOUR_MS), '24 hours')
  assert.equal(durationText(7 * 24 * HOUR_MS), '7 days')
})
