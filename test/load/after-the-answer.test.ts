/**
 * After a revoke, a brake or a change of a key or budget has been answered, no later call is admitted under the old state
 * (G3). Judged by what the vendor heard: a request that left its caller after the answer had arrived must not be among it.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Admin, IssuedKey } from '../support/admin.ts'
import { agentCalls, type AgentAnswer, type AgentCalls } from '../support/agent.ts'
import { figure, sized } from '../support/figures.ts'
import { startProduct } from '../support/product.ts'
import { startRecordingUpstream, type RecordingUpstream } from '../support/upstream.ts'

const TRIALS = sized(1_000, 70)
const CALLERS = 8
/** Calls that each caller still makes after the answer, and at least how many all make before the change is asked for. */
const LATE_CALLS = 3
const EARLY_CALLS = 12

interface Stop {
  readonly name: string
  /** The refusal that late calls get. */
  readonly code: string
  readonly change: (admin: Admin, key: IssuedKey, budget: string) => Promise<number>
  readonly undo?: (admin: Admin) => Promise<unknown>
}

const status = async (answer: Promise<{ readonly status: number }>): Promise<number> => (await answer).status
const brake = (admin: Admin, fields: object) =>
  admin.request('PUT', '/vault/brake', { engaged: true, reason: 'a trial', ...fields })

const STOPS: readonly Stop[] = [
  {
    name: 'revoke by id',
    code: 'key_revoked',
    change: (admin, key) => status(admin.request('DELETE', `/vault/keys/${key.id}`)),
  },
  {
    name: 'revoke by label',
    code: 'key_revoked',
    change: (admin, key) => status(admin.request('POST', '/vault/keys/revoke', { label: String(key['label']) })),
  },
  {
    name: 'brake on everything',
    code: 'brake_engaged',
    change: (admin) => status(brake(admin, {})),
    undo: (admin) => brake(admin, { engaged: false }),
  },
  {
    name: 'brake on the vendor',
    code: 'brake_engaged',
    change: (admin) => status(brake(admin, { vendor: 'stripe' })),
    undo: (admin) => brake(admin, { engaged: false, vendor: 'stripe' }),
  },
  {
    name: 'the key’s cap lowered to 0',
    code: 'cap_exhausted',
    change: (admin, key) => status(admin.request('PATCH', `/vault/keys/${key.id}`, { total_usd_cap: 0 })),
  },
  {
    name: 'a shared budget’s cap lowered to 0',
    code: 'cap_exhausted',
    change: (admin, _key, budget) => status(admin.request('PATCH', `/vault/budgets/${budget}`, { total_usd_cap: 0 })),
  },
  {
    name: 'the allowlist narrowed',
    code: 'endpoint_not_allowed',
    change: (admin, key) =>
      status(admin.request('PATCH', `/vault/keys/${key.id}`, { allowed_endpoints: ['GET /v1/balance'] })),
  },
]

test(`in ${TRIALS} trials under load no call is admitted after a revoke, brake or cap change was answered`, async () => {
  await using upstream = await startRecordingUpstream()
  await using product = await startProduct({
    env: {
      STRIPE_SECRET_KEY: 'sk_test_after_0123456789abcdef',
      KEYBRAKE_STRIPE_UPSTREAM: upstream.url,
      KEYBRAKE_LOG_LEVEL: 'warn',
    },
  })
  const agent = agentCalls(() => product.url)
  const totals = { early: 0, late: 0, admittedLate: 0 }
  for (let trial = 0; trial < TRIALS; trial++) {
    const stop = STOPS[trial % STOPS.length]
    assert.ok(stop)
    const seen = await oneTrial(stop, trial, product.admin, agent, upstream)
    totals.early += seen.early
    totals.late += seen.late
    totals.admittedLate += seen.admittedLate
    await stop.undo?.(product.admin)
  }
  agent.close()
  assert.equal(totals.admittedLate, 0)
  figure(`trials of revoke, brake and cap changes under load (${STOPS.length} kinds)`, TRIALS)
  figure('… calls the vendor heard before the change', totals.early)
  figure('… calls sent after the answer', totals.late)
  figure('… of those, heard by the vendor', totals.admittedLate)
})

async function oneTrial(stop: Stop, trial: number, admin: Admin, agent: AgentCalls, upstream: RecordingUpstream) {
  upstream.clear()
  const budget = await admin.request('POST', '/vault/budgets', { name: `trial ${trial}`, total_usd_cap: 100_000 })
  assert.equal(budget.status, 201, budget.text)
  const budgets = [`trial ${trial}`]
  const key = await admin.issue({ total_usd_cap: 100_000, label: `trial ${trial}`, budgets })
  let sent = 0
  let isAnswered = false
  let reached = (): void => undefined
  const underLoad = new Promise<void>((resolve) => (reached = resolve))
  const late: { readonly marker: string; readonly answer: AgentAnswer }[] = []

  const caller = async (): Promise<void> => {
    for (let lateCalls = 0; lateCalls < LATE_CALLS; ) {
      const marker = `${trial}-${sent++}`
      if (sent === EARLY_CALLS) reached()
      // Read before the request is made: only a call that began after the answer counts as late.
      const isLate = isAnswered
      const form = { amount: '100', currency: 'usd', description: marker }
      const answer = await agent.call({ bearer: key.vault_key, path: '/v1/payment_intents', form })
      if (!isLate) continue
      lateCalls++
      late.push({ marker, answer })
    }
  }
  const callers = Promise.all(Array.from({ length: CALLERS }, caller))
  await underLoad
  const changed = await stop.change(admin, key, String(budget.body['id']))
  isAnswered = true
  await callers

  assert.equal(changed, 200, stop.name)
  const heard = new Set(upstream.heard.map(({ body }) => new URLSearchParams(body).get('description')))
  assert.ok(heard.size > 0, `${stop.name}: the vendor heard calls before the change`)
  assert.equal(late.length, CALLERS * LATE_CALLS)
  const admittedLate = late.filter(({ marker }) => heard.has(marker))
  assert.deepEqual(admittedLate, [], `${stop.name}, trial ${trial}: calls sent after the answer reached the vendor`)
  assert.deepEqual([...new Set(late.map(({ answer }) => answer.code))], [stop.code], stop.name)
  return { early: heard.size, late: late.length, admittedLate: admittedLate.length }
}
