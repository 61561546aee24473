/** Rate, concurrency, expiry, observe mode, and what a caller may say about its own call. */
import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { charge, eventually, stageOnSandbox } from '../support/stage.ts'
import { spendLine } from '../support/with-sandbox.ts'

const { sandbox, product, admin, call, row } = await stageOnSandbox()
beforeEach(() => sandbox.clear())

test('concurrency: one more than allowed is refused with Retry-After, free calls included, and a place comes back', async () => {
  const { vault_key } = await admin.issue({ total_usd_cap: 100, max_concurrent_calls: 2 })
  sandbox.order({ vendor: 'stripe', kind: 'delay', ms: 500, times: 2 })
  const running = [call({ key: vault_key, form: charge(100) }), call({ key: vault_key, path: '/stripe/v1/balance' })]
  await eventually(async () => assert.equal(sandbox.heard().length, 2))
  const third = await call({ key: vault_key, path: '/stripe/v1/charges' })
  assert.equal(third.status, 429)
  assert.equal(third.code, 'too_many_concurrent_calls')
  assert.ok(Number(third.headers.get('retry-after')) >= 1)
  await Promise.all(running)
  await eventually(async () => assert.equal((await call({ key: vault_key, path: '/stripe/v1/charges' })).status, 200))
})

test('a place comes back when a reader hangs up, and when a call is refused after its question', async () => {
  const maker = await admin.issue({ total_usd_cap: 100 })
  const { body } = await call({ key: maker.vault_key, form: charge(5_000) })
  const { vault_key } = await admin.issue({ total_usd_cap: 10, max_concurrent_calls: 1 })
  for (let round = 0; round < 3; round++) {
    sandbox.order({ vendor: 'stripe', kind: 'hang', match: { path: '/v1/charges' } })
    const before = sandbox.heard().length
    const gone = new AbortController()
    const init = { headers: { authorization: `Bearer ${vault_key}` }, signal: gone.signal }
    const lost = fetch(`${product.url}/stripe/v1/charges`, init)
    await eventually(async () => assert.equal(sandbox.heard().length, before + 1))
    gone.abort()
    await assert.rejects(lost)
    await eventually(async () => assert.equal((await call({ key: vault_key, path: '/stripe/v1/balance' })).status, 200))
    const path = `/stripe/v1/payment_intents/${body['id']}/confirm`
    assert.equal((await call({ key: vault_key, method: 'POST', path })).code, 'cap_exhausted')
    sandbox.order({ vendor: 'stripe', kind: 'reset_before', match: { method: 'GET' } })
    assert.equal((await call({ key: vault_key, method: 'POST', path })).code, 'upstream_unreachable')
  }
})

test('a hundred at once never run more than a key may at once', async () => {
  const { vault_key } = await admin.issue({ total_usd_cap: 1_000, max_concurrent_calls: 5 })
  sandbox.order({ vendor: 'stripe', kind: 'delay', ms: 300, times: 100 })
  const answers = await Promise.all(Array.from({ length: 100 }, () => call({ key: vault_key, form: charge(1) })))
  assert.equal(answers.filter(({ status }) => status === 200).length, 5)
  assert.equal(sandbox.executed().length, 5)
})

test('max_calls counts exactly under concurrency', async () => {
  const { vault_key } = await admin.issue({ total_usd_cap: 1_000, max_calls: 7 })
  const answers = await Promise.all(Array.from({ length: 40 }, () => call({ key: vault_key, form: charge(1) })))
  assert.equal(answers.filter(({ status }) => status === 200).length, 7)
  assert.equal(sandbox.executed().length, 7)
})

test('a hundred at once of 1 USD on 10 USD: the vendor executes ten', async () => {
  const { vault_key } = await admin.issue({ total_usd_cap: 10 })
  await Promise.all(Array.from({ length: 100 }, () => call({ key: vault_key, form: charge(100) })))
  assert.equal(sandbox.executed().length, 10)
})

test('a key ends at its expiry, reads included, and a change of expiry is in force for the next call', async () => {
  const { id, vault_key } = await admin.issue({ total_usd_cap: 10, expires_in: '1s' })
  assert.equal((await call({ key: vault_key, path: '/stripe/v1/balance' })).status, 200)
  await new Promise((resolve) => setTimeout(resolve, 1_050))
  assert.equal((await call({ key: vault_key, path: '/stripe/v1/balance' })).code, 'key_expired')
  const read = await admin.request('GET', `/vault/keys/${id}`)
  assert.equal(read.body['status'], 'expired')
  const brief = await admin.issue({ total_usd_cap: 10, expires_in: '1h' })
  const past = new Date(Date.now() + 200).toISOString()
  assert.equal((await admin.request('PATCH', `/vault/keys/${brief.id}`, { expires_at: past })).status, 200)
  await new Promise((resolve) => setTimeout(resolve, 300))
  assert.equal((await call({ key: brief.vault_key, path: '/stripe/v1/balance' })).code, 'key_expired')
})

test('observe mode records what it would refuse and lets it pass; what guards others is enforced', async () => {
  const key = await admin.issue({
    mode: 'observe',
    total_usd_cap: 1,
    allowed_endpoints: ['GET /v1/balance'],
    parameters: { customer: { eq: 'cus_1' } },
    rate_limit: '1/h',
    label: 'watched',
  })
  const first = await call({ key: key.vault_key, form: charge(200) })
  assert.equal(first.status, 200, first.text)
  const observed = await row(first.callId)
  assert.equal(observed['decision'], 'observed')
  assert.equal(observed['code'], 'endpoint_not_allowed')
  const second = await call({ key: key.vault_key, form: charge(200, { customer: 'cus_1' }) })
  assert.equal(second.status, 200)
  assert.equal((await row(second.callId))['decision'], 'observed')
  assert.equal(sandbox.executed().length, 2)
  assert.equal((await call({ key: key.vault_key, body: 'amount=1&amount=2' })).code, 'ambiguous_body')
  assert.equal(
    (await call({ key: key.vault_key, path: '/stripe/v1/subscriptions', form: { customer: 'c' } })).code,
    'cost_unknown',
  )
  await admin.request('DELETE', `/vault/keys/${key.id}`)
  assert.equal((await call({ key: key.vault_key, path: '/stripe/v1/balance' })).code, 'key_revoked')
})

test('observe mode: the caps of shared budgets are enforced', async () => {
  await admin.request('POST', '/vault/budgets', { name: 'team', total_usd_cap: 5 })
  const { vault_key } = await admin.issue({ mode: 'observe', total_usd_cap: 1, budgets: ['team'] })
  assert.equal((await call({ key: vault_key, form: charge(500) })).status, 200)
  const refused = await call({ key: vault_key, form: charge(1) })
  assert.equal(refused.code, 'cap_exhausted')
  assert.equal(refused.body['budget'], 'team')
})

test('Keybrake-Label, -Run and -Tag go to columns of their own and change neither key nor budget', async () => {
  const key = await admin.issue({ run: 'mine', run_usd_cap: 10, tags: { part: 'fixed' } })
  const other = await admin.issue({ run: 'theirs', run_usd_cap: 10 })
  const headers = {
    'keybrake-label': 'step 7',
    'keybrake-run': 'theirs',
    'keybrake-tag-dagster-partition': '2026-11-24',
    'keybrake-tag-part': 'forged',
  }
  const answer = await call({ key: key.vault_key, form: charge(1_000), headers })
  const found = await row(answer.callId)
  assert.equal(found['request_label'], 'step 7')
  assert.equal(found['request_run'], 'theirs')
  assert.equal(found['run'], 'mine')
  assert.equal(found['key_label'], 'mine')
  assert.deepEqual(found['tags'], { part: 'fixed', 'dagster-partition': '2026-11-24' })
  assert.equal((await admin.audit('run=theirs')).length, 0)
  assert.equal((await admin.audit('tag.dagster-partition=2026-11-24')).length, 1)
  const theirs = await admin.request('GET', `/vault/keys/${other.id}`)
  assert.equal(spendLine(theirs.body, 'run:theirs', 'total')['spent_usd'], 0)
  const byAgent = await call({ key: key.vault_key, path: '/stripe/v1/balance', headers: { 'x-agent-run-id': 'run-9' } })
  assert.equal((await row(byAgent.callId))['request_run'], 'run-9')
})

test('every answer carries its call id and what is left of the tightest budget', async () => {
  await admin.request('POST', '/vault/budgets', { name: 'tight', total_usd_cap: 7 })
  const { vault_key } = await admin.issue({ total_usd_cap: 100, budgets: ['tight'] })
  const answer = await call({ key: vault_key, form: charge(250) })
  assert.match(answer.callId, /^call_/)
  assert.equal(answer.headers.get('keybrake-remaining-usd'), '4.5')
  const read = await call({ key: vault_key, path: '/stripe/v1/balance' })
  assert.equal(read.headers.get('keybrake-remaining-usd'), '4.5')
  const missing = await call({ key: vault_key, path: '/stripe/v1/charges/ch_none' })
  assert.equal(missing.status, 404)
  assert.match(missing.callId, /^call_/)
})

test('G3: after a revoke, a brake or a lower cap is answered, no call is admitted under the old state', async () => {
  for (let round = 0; round < 5; round++) {
    const key = await admin.issue({ total_usd_cap: 1_000 })
    let stop = false
    const late: number[] = []
    let ended = 0
    const caller = async (): Promise<void> => {
      while (!stop) {
        const startedAfter = ended > 0
        const { status } = await call({ key: key.vault_key, form: charge(1) })
        if (startedAfter && status === 200) late.push(status)
      }
    }
    const callers = Array.from({ length: 6 }, caller)
    await new Promise((resolve) => setTimeout(resolve, 60))
    if (round % 2 === 0) await admin.request('DELETE', `/vault/keys/${key.id}`)
    else assert.equal((await admin.request('PATCH', `/vault/keys/${key.id}`, { total_usd_cap: 0 })).status, 200)
    ended = performance.now()
    await new Promise((resolve) => setTimeout(resolve, 60))
    stop = true
    await Promise.all(callers)
    assert.deepEqual(late, [])
  }
})
