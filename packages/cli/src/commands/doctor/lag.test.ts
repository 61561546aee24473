import assert from 'node:assert/strict'
import { test } from 'node:test'
import { auditFinding, replicaFinding } from './lag.ts'

const log = { chain: 'c', last_seq: 7, last_time: null, verified: null }

test('a log that keeps up is told of, one that makes questions wait is warned of', () => {
  const quick = auditFinding({ ...log, behind: 0, caught_up_ms: 0.5 })
  assert.deepEqual([quick.status, quick.found], ['ok', 'caught up in 0.5 ms'])
  const slow = auditFinding({ ...log, behind: 900, caught_up_ms: 2_001 })
  assert.deepEqual([slow.status, slow.found], ['warn', 'caught up in 2001 ms, from 900 commits behind'])
})

test('a process that falls behind the others is warned of, and so is one that cannot know', () => {
  const status = (behind: number | null) => replicaFinding({ behind }).status
  assert.deepEqual([status(0), status(2_000), status(2_001), status(null)], ['ok', 'ok', 'warn', 'warn'])
})
