import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createMetrics } from './metrics.ts'

test('calls are counted by vendor, decision, code and class of status, and timed in seconds', async () => {
  const metrics = createMetrics('1.2.3', false)
  const call = { vendor: 'stripe', decision: 'allowed', code: null, status: 200, proxyMs: 1.5, vendorMs: 200 } as const
  metrics.call(call)
  metrics.call({ ...call, status: 201 })
  metrics.call({ ...call, decision: 'refused', code: 'cap_exhausted', status: 429, vendorMs: null })
  metrics.unknownBearer()
  const text = await metrics.text()
  for (const line of [
    'keybrake_calls_total{vendor="stripe",decision="allowed",code="",status="2xx"} 2',
    'keybrake_calls_total{vendor="stripe",decision="refused",code="cap_exhausted",status="4xx"} 1',
    'keybrake_unknown_bearers_total 1',
    'keybrake_proxy_seconds_bucket{le="0.001",vendor="stripe"} 0',
    'keybrake_proxy_seconds_bucket{le="0.002",vendor="stripe"} 3',
    'keybrake_vendor_seconds_count{vendor="stripe"} 2',
    'keybrake_build_info{version="1.2.3"} 1',
  ])
    assert.ok(text.includes(`${line}\n`), line)
})
