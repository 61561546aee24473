/** A cap holds however many calls come at the same moment, by whichever key, from whichever process (G1). */
import assert from 'node:assert/strict'
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { test } from 'node:test'
import type { AgentAnswer } from '../support/agent.ts'
import { figure, sized } from '../support/figures.ts'
import { microUsd, spendLine, startScene, stripeMicroUsd, weight, type Scene } from '../support/with-sandbox.ts'
import type { CallerJob, CallerResult } from './caller-process.ts'

const CENTS = 2_999
const CAP_USD = 500
/** 16 × 29.99 = 479.84; a 17th would make 509.83. */
const FIT = 16
const SPENT = 479_840_000n

const charge = (customer: string, cents = CENTS) => ({
  amount: String(cents),
  currency: 'usd',
  customer,
  confirm: 'true',
  payment_method: 'pm_card_visa',
})

const countOf = (answers: readonly AgentAnswer[], test: (answer: AgentAnswer) => boolean): number =>
  answers.filter(test).length

test('of 1,000 simultaneous calls of 29.99 USD on a cap of 500 USD the vendor executes exactly 16', async () => {
  await using scene = await startScene()
  const { agent, admin, sandbox } = scene
  const calls = sized(1_000, 1_000)
  const key = await admin.issue({ total_usd_cap: CAP_USD, daily_usd_cap: CAP_USD, label: 'thousand' })
  const call = { bearer: key.vault_key, path: '/v1/payment_intents', form: charge('cus_thousand') }

  const startedMs = performance.now()
  const answers = await Promise.all(Array.from({ length: calls }, () => agent.call(call)))
  const tookMs = performance.now() - startedMs

  const executed = sandbox.executed({ vendor: 'stripe' })
  assert.equal(executed.length, FIT)
  assert.equal(stripeMicroUsd(sandbox), SPENT)
  assert.equal(
    countOf(answers, ({ status }) => status === 200),
    FIT,
  )
  assert.equal(
    countOf(answers, ({ status, code }) => status === 429 && code === 'cap_exhausted'),
    calls - FIT,
  )

  const after = (await admin.request('GET', `/vault/keys/${key.id}`)).body
  for (const window of ['total', 'day']) {
    const line = spendLine(after, `key:${key.id}`, window)
    assert.deepEqual([microUsd(line['spent_usd']), line['held_usd']], [SPENT, 0], `${window} window of the key`)
  }
  const rows = await admin.audit('label=thousand')
  assert.equal(weight(rows), calls)
  const allowed = rows.filter((row) => row['decision'] === 'allowed')
  assert.equal(weight(rows.filter((row) => row['code'] === 'cap_exhausted')), calls - FIT)
  assert.deepEqual(
    allowed.map((row) => row['call_id']).sort(),
    executed.map(({ metadata }) => metadata['keybrake_call']).sort(),
  )
  assert.ok(allowed.every((row) => row['state'] === 'settled'))
  figure(
    `${calls.toLocaleString('en-US')} simultaneous calls of 29.99 USD, cap 500 USD: executed by the vendor`,
    executed.length,
  )
  figure('… refused `cap_exhausted`', calls - FIT)
  figure('… from the first call to the last answer', `${Math.round(tookMs)} ms`)
})

test('200 keys issued at the same moment for one run share one budget', async () => {
  await using scene = await startScene()
  const { agent, admin, sandbox } = scene
  const keys = await Promise.all(
    Array.from({ length: 200 }, () => admin.issue({ run: 'nightly', run_usd_cap: CAP_USD })),
  )
  assert.equal(new Set(keys.map(({ vault_key }) => vault_key)).size, 200)

  const answers = await Promise.all(
    keys.map(({ vault_key: bearer }) => agent.call({ bearer, path: '/v1/payment_intents', form: charge('cus_run') })),
  )

  assert.equal(sandbox.executed({ vendor: 'stripe' }).length, FIT)
  assert.equal(
    countOf(answers, ({ code }) => code === 'cap_exhausted'),
    200 - FIT,
  )
  await assertRunSpent(scene, keys[0]?.id ?? '', 'nightly')
  const other = await admin.request('POST', '/vault/keys', {
    vendor: 'stripe',
    allowed_endpoints: ['*'],
    run: 'nightly',
    run_usd_cap: CAP_USD + 1,
  })
  assert.deepEqual([other.status, other.body['code']], [409, 'run_cap_mismatch'])
  figure('200 keys issued at once for one run of 500 USD, a call of 29.99 USD each: executed', FIT)
})

test('three processes that each issue their own key for a run stay within its one budget', async () => {
  await using scene = await startScene()
  const calls = sized(300, 100)
  const job: CallerJob = {
    origin: scene.product.url,
    run: 'spread',
    capUsd: CAP_USD,
    calls,
    form: charge('cus_spread'),
  }

  const results = await Promise.all([1, 2, 3].map(() => runCaller(job)))

  const answered = results.reduce((sum, { executed }) => sum + executed, 0)
  assert.equal(new Set(results.map(({ keyId }) => keyId)).size, 3)
  assert.equal(scene.sandbox.executed({ vendor: 'stripe' }).length, FIT)
  assert.equal(answered, FIT)
  assert.equal(
    results.reduce((sum, { exhausted }) => sum + exhausted, 0),
    3 * calls - FIT,
  )
  await assertRunSpent(scene, results[0]?.keyId ?? '', 'spread')
  figure(`three caller processes × ${calls} calls on one run of 500 USD: executed`, FIT)
})

test('a daily cap for each key and a named budget over all of them both hold', async () => {
  await using scene = await startScene()
  const { agent, admin, sandbox } = scene
  const named = await admin.request('POST', '/vault/budgets', { name: 'team', total_usd_cap: 250 })
  assert.equal(named.status, 201, named.text)
  // Each key may make 4 calls of 10 USD and so might spend 400 USD together; the team's budget lets 25 calls through.
  const keys = await Promise.all(
    Array.from({ length: 10 }, () => admin.issue({ daily_usd_cap: 40, budgets: ['team'], label: 'team' })),
  )

  const answers = await Promise.all(
    keys.flatMap(({ id, vault_key: bearer }) =>
      Array.from({ length: 30 }, () =>
        agent.call({ bearer, path: '/v1/payment_intents', form: charge(`cus_${id}`, 1_000) }),
      ),
    ),
  )

  assert.equal(sandbox.executed({ vendor: 'stripe' }).length, 25)
  for (const { id } of keys) {
    const moved = stripeMicroUsd(sandbox, `cus_${id}`)
    assert.ok(moved <= 40_000_000n, `key ${id} moved ${moved} micro-USD`)
    const line = spendLine((await admin.request('GET', `/vault/keys/${id}`)).body, `key:${id}`, 'day')
    assert.deepEqual([microUsd(line['spent_usd']), line['held_usd']], [moved, 0])
  }
  const team = spendLine(
    (await admin.request('GET', `/vault/budgets/${String(named.body['id'])}`)).body,
    'team',
    'total',
  )
  assert.deepEqual([team['spent_usd'], team['held_usd'], team['remaining_usd']], [250, 0, 0])
  const failing = new Set(
    answers.flatMap(({ code, body }) => (code === 'cap_exhausted' ? [String(body['budget'])] : [])),
  )
  assert.ok(failing.has('team'), 'the shared budget stopped calls')
  assert.ok(
    [...failing].some((budget) => budget.startsWith('key:')),
    'a key’s own cap stopped calls',
  )
  figure('10 keys of 40 USD a day on one named budget of 250 USD, 300 calls of 10 USD: executed', 25)
})

async function assertRunSpent({ admin, sandbox }: Scene, keyId: string, run: string): Promise<void> {
  const line = spendLine((await admin.request('GET', `/vault/keys/${keyId}`)).body, `run:${run}`, 'total')
  assert.deepEqual([microUsd(line['spent_usd']), line['held_usd'], line['kind']], [SPENT, 0, 'run'])
  assert.equal(stripeMicroUsd(sandbox), SPENT)
}

async function runCaller(job: CallerJob): Promise<CallerResult> {
  const child = fork(new URL('caller-process.ts', import.meta.url))
  child.send(job)
  const [result] = (await once(child, 'message')) as [CallerResult]
  if (child.exitCode === null) await once(child, 'exit')
  return result
}
