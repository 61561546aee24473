/** What proxies on one database say, held against what the vendor executed and what the callers were answered. */
import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Execution, Sandbox } from '@keybrake/sandbox'
import type { Admin } from '../../support/admin.ts'
import { microUsd, spendLine, stripeMicroUsd } from '../../support/with-sandbox.ts'
import type { FleetCrew } from './fleet-crew.ts'

const RECOVERS_MS = 40_000
const SETTLES_MS = 40_000

export async function untilReady({ request }: Admin): Promise<void> {
  const startedMs = performance.now()
  for (;;) {
    const answer = await request('GET', '/readyz').catch(() => null)
    if (answer?.status === 200) return
    assert.ok(performance.now() - startedMs < RECOVERS_MS, `a proxy is not ready again: ${answer?.text}`)
    await sleep(10)
  }
}

export async function untilNoneHeld(admin: Admin): Promise<void> {
  const startedMs = performance.now()
  for (;;) {
    const held = await admin.audit('state=held')
    if (held.length === 0) return
    assert.ok(performance.now() - startedMs < SETTLES_MS, `still held: ${JSON.stringify(held[0])}`)
    await sleep(50)
  }
}

/**
 * Nobody calls: what all calls together drew from this budget is at least what the vendor moved, and within its cap.
 *
 * @param others micro-USD that the vendor moved for calls that draw on other budgets
 */
export async function assertWithinCap(
  admin: Admin,
  { id, name }: { readonly id: string; readonly name: string },
  sandbox: Sandbox,
  others = 0n,
): Promise<void> {
  await untilNoneHeld(admin)
  const line = spendLine((await admin.request('GET', `/vault/budgets/${id}`)).body, name, 'total')
  const counted = microUsd(line['spent_usd']) + microUsd(line['held_usd'])
  const moved = stripeMicroUsd(sandbox) - others
  assert.ok(moved <= counted, `the vendor moved ${moved}, ${counted} is counted`)
  assert.ok(counted <= microUsd(line['cap_usd']), `${counted} is counted of ${line['cap_usd']}`)
}

/**
 * Every charge that the vendor executed behind `after` has its audit row at one of the proxies, chosen by turns.
 *
 * @returns the last charge that was looked at
 */
export async function assertHaveRows(sandbox: Sandbox, after: number, admins: readonly Admin[]): Promise<number> {
  let last = after
  for (const { metadata, order } of sandbox.executed({ vendor: 'stripe', after })) {
    const admin = admins[order % admins.length]
    assert.ok(admin !== undefined)
    const row = await admin.request('GET', `/vault/audit/${metadata['keybrake_call']}`)
    assert.equal(row.status, 200, `the charge ${order} has its audit row: ${row.text}`)
    assert.ok(['settled', 'unknown'].includes(String(row.body['state'])), row.text)
    last = order
  }
  return last
}

/** The same for charges whose rows are all that match `query`. */
export async function assertAllHaveRows(charges: readonly Execution[], admin: Admin, query: string): Promise<void> {
  const rows = new Map((await admin.audit(query)).map((row) => [String(row['call_id']), row]))
  for (const { metadata, order } of charges) {
    const row = rows.get(String(metadata['keybrake_call']))
    assert.ok(row !== undefined, `the charge ${order} has its audit row`)
    assert.ok(['settled', 'unknown'].includes(String(row['state'])), JSON.stringify(row))
  }
}

/**
 * Every charge was executed once and answered so, or refused by a cap.
 *
 * @param others charges that were executed for others than the crew
 */
export function assertOnceEach(sandbox: Sandbox, crew: FleetCrew, others = 0): void {
  const executed = sandbox.executed({ vendor: 'stripe' })
  const twice = [...Map.groupBy(executed, ({ metadata }) => metadata['job'])].filter(([, all]) => all.length > 1)
  assert.deepEqual(twice, [], 'no charge was executed twice')
  const ends = crew.ended.filter(({ status, code }) => status !== 200 && code !== 'cap_exhausted')
  assert.deepEqual(ends, [], 'every charge ended as executed or as refused by a cap')
  assert.equal(executed.length - others, crew.ended.filter(({ status }) => status === 200).length)
}
