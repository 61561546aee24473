/** What the stores say, held against what the callers know. */
import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import type { CallRow, Store } from '@keybrake/ledger'
import type { Rig } from '../../../packages/ledger/conformance/rig.ts'
import type { Told } from './crew.ts'

const SETTLES_MS = 30_000
const USD = 1_000_000n

/** The rows of all calls of a store, by call id. */
export async function callsOf({ audit }: Store): Promise<Map<string, CallRow>> {
  const calls = new Map<string, CallRow>()
  for await (const page of audit.all({ kind: 'call' }))
    for (const row of page) if (row.kind === 'call') calls.set(row.row.callId, row.row)
  return calls
}

/** Calls that nobody was told of do not stay held: waits until none is. Nobody calls meanwhile. */
export async function untilNoneHeld(store: Store): Promise<void> {
  let held: readonly unknown[] = []
  for (const endMs = performance.now() + SETTLES_MS; performance.now() < endMs; await sleep(25)) {
    held = (await store.audit.page({ kind: 'call', state: 'held' }, 100, null)).data
    if (held.length === 0) return
  }
  assert.deepEqual(held, [], `calls are still held after ${SETTLES_MS} ms`)
}

/** Each budget counts exactly what was told `admitted`, and no more than its cap. */
export async function assertCounted({ store, at }: Rig, told: readonly Told[]): Promise<void> {
  const counted = new Map<string, { spent: bigint; held: bigint }>()
  for (const { budgetIds, state, counted: dollars } of told) {
    for (const id of budgetIds) {
      const sums = counted.get(id) ?? { spent: 0n, held: 0n }
      if (state === 'unknown') sums.held += BigInt(dollars) * USD
      else sums.spent += BigInt(dollars) * USD
      counted.set(id, sums)
    }
  }
  for (const [id, { spent, held }] of counted) {
    const budget = await store.registry.budget(id, at)
    assert.ok(budget !== null, `budget ${id} is there`)
    const { total } = budget.counters
    assert.deepEqual([total.spent, total.held], [spent, held], `${budget.name}: spent and held`)
    const cap = budget.caps.total ?? null
    assert.ok(cap === null || total.spent + total.held <= cap, `${budget.name}: ${total.spent + total.held} of ${cap}`)
  }
}

/** The same, call by call: each has its row, in the state in which it ended. */
export async function assertRows(store: Store, told: readonly Told[]): Promise<void> {
  const calls = await callsOf(store)
  for (const { callId, state, counted } of told) {
    const row = calls.get(callId)
    assert.ok(row !== undefined, `the call ${callId}, which was admitted, has its row`)
    assert.deepEqual([row.state, row.cost], [state, BigInt(counted) * USD], callId)
  }
  const known = new Set(told.map(({ callId }) => callId))
  for (const [callId, row] of calls) {
    if (row.decision !== 'allowed' || known.has(callId)) continue
    assert.deepEqual([row.state, row.cost], ['released', 0n], `nobody was told of ${callId}`)
  }
}
