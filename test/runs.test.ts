/** The list of runs says when each was last active: to the hour, without a write of its own. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Json } from './support/admin.ts'
import { charge, stageOnSandbox } from './support/stage.ts'

const { admin, call } = await stageOnSandbox()

async function run(label: string): Promise<Json> {
  const { body } = await admin.request('GET', '/vault/budgets?kind=run')
  const found = (body['data'] as Json[]).find(({ name }) => name === `run:${label}`)
  assert.ok(found !== undefined, `no run ${label}`)
  return found
}

test('a run without a call that costs was never active; its first one is of the hour it began in', async () => {
  const { vault_key: key } = await admin.issue({ run: 'nightly', total_usd_cap: 10 })
  await admin.issue({ run: 'idle', total_usd_cap: 10 })
  assert.equal((await call({ key, path: '/stripe/v1/customers' })).status, 200)
  assert.equal((await run('nightly'))['last_activity_at'], null)
  assert.equal((await call({ key, form: charge(100) })).status, 200)
  const nightly = await run('nightly')
  assert.equal(nightly['last_activity_at'], nightly['created_at'])
  assert.equal((await run('idle'))['last_activity_at'], null)
  const nearest = await admin.request('GET', '/vault/budgets?kind=run&sort=nearest')
  assert.deepEqual(
    (nearest.body['data'] as Json[]).map(({ last_activity_at: at }) => at).toSorted(),
    [nightly['created_at'], null].toSorted(),
  )
})
