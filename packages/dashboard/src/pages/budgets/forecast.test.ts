import assert from 'node:assert/strict'
import { test } from 'node:test'
import { FORECAST_WINDOW_MS, forecastCap, forecastText, type Spending } from './forecast.ts'

const NOW = Date.UTC(2026, 0, 31, 9)
const USD = 1_000_000n
const MINUTE_MS = 60_000

/** One call a minute, each of so many USD. */
const callsPerMinute = (usd: (minute: number) => number): Spending[] =>
  Array.from({ length: 15 }, (_, minute) => ({
    at: NOW - minute * MINUTE_MS - 30_000,
    cost: BigInt(Math.round(usd(minute) * 1e6)),
  }))

const recent = (calls: Spending[], windowMs = FORECAST_WINDOW_MS) => ({ calls, windowMs })
const perMinute = (usd: (minute: number) => number) => recent(callsPerMinute(usd))

test('a steady pace of 1 USD a minute uses 38 USD up in 38 minutes', () => {
  const forecast = forecastCap(
    perMinute(() => 1),
    38n * USD,
    null,
    NOW,
  )
  assert.ok(forecast)
  assert.equal(Math.round(forecast.minutes), 38)
  assert.equal(forecastText(forecast), 'At this pace used up in 38 min.')
})

test('a pace that wavers has a band around it', () => {
  const forecast = forecastCap(
    perMinute((minute) => (minute % 6 < 3 ? 1.2 : 0.8)),
    40n * USD,
    null,
    NOW,
  )
  assert.ok(forecast)
  assert.ok(forecast.soonest < forecast.minutes && forecast.minutes < forecast.latest)
  assert.match(forecastText(forecast), /^At this pace used up in \d+ min \(\d+ min to \d+ min\)\.$/)
})

test('bursts, silence and pauses forecast nothing', () => {
  assert.equal(forecastCap(recent([]), 38n * USD, null, NOW), null)
  assert.equal(
    forecastCap(
      perMinute((minute) => (minute < 3 ? 10 : 0.1)),
      38n * USD,
      null,
      NOW,
    ),
    null,
  )
  assert.equal(
    forecastCap(
      perMinute((minute) => (minute >= 6 && minute < 9 ? 0 : 1)),
      38n * USD,
      null,
      NOW,
    ),
    null,
  )
})

test('what is older than the window does not count', () => {
  const old = callsPerMinute(() => 1).map(({ at, cost }) => ({ at: at - FORECAST_WINDOW_MS, cost }))
  assert.equal(forecastCap(recent(old), 38n * USD, null, NOW), null)
})

test('a window that ends first, a used-up cap and a far future forecast nothing', () => {
  const steady = perMinute(() => 1)
  assert.equal(forecastCap(steady, 38n * USD, NOW + 30 * MINUTE_MS, NOW), null)
  assert.ok(forecastCap(steady, 38n * USD, NOW + 60 * MINUTE_MS, NOW))
  assert.equal(forecastCap(steady, 0n, null, NOW), null)
  assert.equal(forecastCap(steady, 100_000n * USD, null, NOW), null)
})

test('many calls in a short time are a pace as well', () => {
  const second = (index: number): Spending => ({ at: NOW - index * 1000 - 500, cost: USD })
  const calls = Array.from({ length: 100 }, (_, index) => second(index))
  const forecast = forecastCap(recent(calls, 100_000), 600n * USD, null, NOW)
  assert.equal(Math.round(forecast?.minutes ?? 0), 10)
})
