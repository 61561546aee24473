import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Latencies } from './latencies.ts'

test('a percentile is the smallest latency that so many percent did not exceed', () => {
  const latencies = new Latencies()
  for (let ms = 1000; ms >= 1; ms--) latencies.add(ms)
  assert.deepEqual(latencies.percentilesUs([50, 99, 99.9, 100]), [500_000, 990_000, 999_000, 1_000_000])
})

test('one latency is every percentile, and none is 0', () => {
  const latencies = new Latencies()
  assert.deepEqual(latencies.percentilesUs([50]), [0])
  latencies.add(1.25)
  assert.deepEqual(latencies.percentilesUs([1, 50, 100]), [1_250, 1_250, 1_250])
})
