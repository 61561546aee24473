import assert from 'node:assert/strict'
import { test } from 'node:test'
import { issueKeyRequest, keys, readBody } from '@keybrake/contract'
import type { Key } from '../../../api/types.ts'
import { requestOf } from './form.ts'
import { extrasOf, formOf } from './form-of-key.ts'

test('the same policy again is the same policy', () => {
  const key = keys.issueKey.answer.example as Key
  const more = { ...key, exhausted_status: 402, daily_reset: 'midnight', timezone: 'Europe/Berlin' } as const
  const read = readBody(
    issueKeyRequest,
    JSON.stringify({
      ...requestOf(formOf(more)),
      ...extrasOf({ ...more, caps: { refund: { ...NO_CAPS, total_usd_cap: 50 } } }),
    }),
  )
  assert.ok(read.ok)
  assert.equal(read.value.caps.day, 500_000_000n)
  assert.deepEqual(read.value.classCaps, { refund: { total: 50_000_000n } })
  assert.equal(read.value.exhaustedStatus, 402)
  assert.deepEqual(read.value.dayReset, { kind: 'midnight', timezone: 'Europe/Berlin' })
  assert.equal(read.value.ttlMs, 4 * 3_600_000)
  assert.deepEqual(formOf(key).tags, 'team=billing')
})

const NO_CAPS = { hourly_usd_cap: null, daily_usd_cap: null, monthly_usd_cap: null, total_usd_cap: null }
