import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AuditFilter } from '@keybrake/client'
import { matches } from './matches.ts'

const CALL = {
  call_id: 'call_1',
  key_label: 'nightly-1',
  run: 'r',
  status: 200,
  cost_usd: 5,
  tags: { team: 'a' },
  vendor_object_id: 'pi_1',
}
const call = (filter: AuditFilter): boolean => matches(CALL, false, filter)

test('each filter lets through what the audit log would show for it, and nothing else', () => {
  const cases: readonly [AuditFilter, AuditFilter][] = [
    [{ label: 'nightly-1' }, { label: 'nightly' }],
    [{ label_prefix: 'nightly' }, { label_prefix: 'daily' }],
    [{ run: 'r' }, { run: 's' }],
    [{ status: 200 }, { status: 429 }],
    [{ min_usd: '5' }, { min_usd: '5.01' }],
    [{ q: 'pi_1' }, { q: 'pi_' }],
    [{ tags: { team: 'a' } }, { tags: { team: 'b' } }],
    [{ kind: 'call' }, { kind: 'admin' }],
  ]
  for (const [yes, no] of cases) {
    assert.equal(call(yes), true, JSON.stringify(yes))
    assert.equal(call(no), false, JSON.stringify(no))
  }
})

test('admin actions have no fields of calls', () => {
  const admin = { id: 'adm_1', action: 'key.issued' }
  assert.equal(matches(admin, true, {}), true)
  assert.equal(matches(admin, true, { kind: 'all' }), true)
  assert.equal(matches(admin, true, { kind: 'call' }), false)
  assert.equal(matches(admin, true, { label: 'nightly' }), false)
})
