import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createMetrics } from './metrics.ts'

const CALL = { vendor: 'stripe', decision: 'allowed', code: null, status: 200, proxyMs: 2, vendorMs: 120 } as const
const line = async (metrics: ReturnType<typeof createMetrics>, name: string): Promise<readonly string[]> =>
  (await metrics.text()).split('\n').filter((text) => text.startsWith(name))

test('calls are counted by vendor, decision, code and class of status', async () => {
  const metrics = createMetrics('1.2.3', false)
  metrics.call(CALL)
  metrics.call({ ...CALL, status: 201 })
  metrics.call({ ...CALL, decision: 'refused', code: 'cap_exhausted', status: 429, vendorMs: null })
  metrics.call({ ...CALL, decision: 'refused', code: 'cap_exhausted', status: 402, vendorMs: null })
  metrics.call({ ...CALL, decision: 'refused', code: 'key_expired', status: 401, vendorMs: null })
  assert.deepEqual((await line(metrics, 'keybrake_calls_total')).toSorted(), [
    'keybrake_calls_total{vendor="stripe",decision="allowed",code="",status="2xx"} 2',
    'keybrake_calls_total{vendor="stripe",decision="refused",code="cap_exhausted",status="4xx"} 2',
    'keybrake_calls_total{vendor="stripe",decision="refused",code="key_expired",status="4xx"} 1',
  ])
})

test('a call that reached no vendor adds nothing to the vendor’s time', async () => {
  const metrics = createMetrics('1.2.3', false)
  metrics.call({ ...CALL, vendorMs: null })
  metrics.call(CALL)
  assert.deepEqual(await line(metrics, 'keybrake_vendor_seconds_count'), [
    'keybrake_vendor_seconds_count{vendor="stripe"} 1',
  ])
  assert.deepEqual(await line(metrics, 'keybrake_vendor_seconds_sum'), [
    'keybrake_vendor_seconds_sum{vendor="stripe"} 0.12',
  ])
  assert.deepEqual(await line(metrics, 'keybrake_proxy_seconds_count'), [
    'keybrake_proxy_seconds_count{vendor="stripe"} 2',
  ])
})

test('a bearer of a stranger is counted without a word of it', async () => {
  const metrics = createMetrics('1.2.3', false)
  metrics.unknownBearer()
  metrics.unknownBearer()
  assert.deepEqual(await line(metrics, 'keybrake_unknown_bearers_total'), ['keybrake_unknown_bearers_total 2'])
})

test('a status of no class is "other", and two processes’ worth of metrics do not meet', async () => {
  const [first, second] = [createMetrics('1.2.3', false), createMetrics('4.5.6', false)]
  first.call({ ...CALL, status: 999 })
  assert.match((await line(first, 'keybrake_calls_total{')).join(), /status="other"/)
  assert.deepEqual(await line(second, 'keybrake_calls_total{'), [])
  assert.match(await second.text(), /keybrake_build_info\{version="4\.5\.6"\} 1/)
})
