import assert from 'node:assert/strict'
import { test } from 'node:test'
import { microUsd } from '@keybrake/core'
import { createMetrics } from './metrics.ts'

const PRICE = { vendor: 'twilio', operation: 'messages.create', route: 'GB' }

test('how far list prices are off is shown for each country, exactly, and the same however often it is read', async () => {
  const metrics = createMetrics('0.0.0', false)
  for (let n = 0; n < 3; n++) metrics.latePrice({ ...PRICE, listed: microUsd(100_001n), stated: microUsd(100_000n) })
  metrics.latePrice({ ...PRICE, route: 'US', listed: microUsd(8_300n), stated: microUsd(0n) })
  await metrics.text()
  const lines = (await metrics.text()).split('\n').filter((line) => line.startsWith('keybrake_late_price'))
  const labels = (route: string): string => `{vendor="twilio",operation="messages.create",route="${route}"}`
  assert.deepEqual(lines, [
    `keybrake_late_prices_total${labels('GB')} 3`,
    `keybrake_late_prices_total${labels('US')} 1`,
    `keybrake_late_price_listed_usd_total${labels('GB')} 0.300003`,
    `keybrake_late_price_listed_usd_total${labels('US')} 0.0083`,
    `keybrake_late_price_billed_usd_total${labels('GB')} 0.3`,
    `keybrake_late_price_billed_usd_total${labels('US')} 0`,
  ])
})

test('the holds of unknown fate are a gauge: it goes down again', async () => {
  const metrics = createMetrics('0.0.0', false)
  metrics.unknownHolds(3)
  metrics.unknownHolds(1)
  assert.match(await metrics.text(), /\nkeybrake_unknown_holds 1\n/)
})
