import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Status } from '../api/types.ts'
import { diagnosticsOf } from './diagnostics.ts'

const status: Status = {
  version: '0.1.0',
  public_url: 'https://keybrake.acme.internal',
  started_at: '2026-11-29T22:00:00.000Z',
  time: '2026-11-29T23:00:00.000Z',
  ledger: { kind: 'sqlite', writable: true, fault: null, commit_ms: 1.5, unrecorded_outcomes: 0, replica: null },
  clock: { stepped_ms: 0 },
  audit: { chain: 'c', last_seq: 7, last_time: null, behind: 2, caught_up_ms: 3.5, verified: null },
  brakes: [{ vendor: null, reason: 'card of Jane Doe', since: '2026-11-29T22:30:00.000Z', by: 'jane' }],
  sandbox: false,
  event_streams: 1,
}

test('says what the server is, and neither where it is nor what people wrote', () => {
  const text = diagnosticsOf({ status, role: 'operator', stream: 'live', skewMs: 0, browser: 'B' })
  const said = JSON.parse(text) as Record<string, unknown>
  assert.deepEqual(said['brakes_engaged'], ['all'])
  assert.deepEqual(said['ledger'], status.ledger)
  assert.deepEqual(said['audit'], { last_seq: 7, behind: 2, caught_up_ms: 3.5, verified: null })
  for (const secret of ['acme', 'Jane', 'jane']) assert.ok(!text.includes(secret), secret)
})
