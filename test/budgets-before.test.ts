/** A call that is read by itself says what it found in each budget, beside how the budget stood afterwards. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Json } from './support/admin.ts'
import { charge, eventually, stageOnSandbox } from './support/stage.ts'

const { sandbox, admin, call, row } = await stageOnSandbox()

type Stand = readonly [budget: string, window: string, spent: unknown, held: unknown]

const standOf = (lines: unknown): readonly Stand[] =>
  (lines as Json[])
    .map(
      (line): Stand => [
        `${line['kind']} ${line['budget']}`,
        String(line['window']),
        line['spent_usd'],
        line['held_usd'],
      ],
    )
    .sort()

/** Once its outcome is recorded. */
const ended = (callId: string): Promise<Json> =>
  eventually(async () => {
    const found = await row(callId)
    assert.notEqual(found['state'], 'held')
    return found
  })

async function budget(name: string): Promise<void> {
  const made = await admin.request('POST', '/vault/budgets', { name, monthly_usd_cap: 1000, daily_usd_cap: 500 })
  assert.equal(made.status, 201, made.text)
}

test('each budget and window before and after the call, also where a budget is called like the connection', async () => {
  await budget('stripe')
  const capped = await admin.request('PATCH', '/vault/connections/stripe', { daily_usd_cap: 5000 })
  assert.equal(capped.status, 200, capped.text)
  const { id, vault_key: key } = await admin.issue({
    total_usd_cap: 100,
    budgets: ['stripe'],
    caps: { charge: 50 },
    run: 'nightly',
  })
  await ended((await call({ key, form: charge(1000) })).callId)
  const second = await ended((await call({ key, form: charge(700) })).callId)
  const stand = (usd: number): readonly Stand[] =>
    [
      ['connection stripe', 'day', usd, 0],
      [`key key:${id}`, 'total', usd, 0],
      [`key key:${id}:charge`, 'total', usd, 0],
      ['named stripe', 'day', usd, 0],
      ['named stripe', 'month', usd, 0],
      ['run run:nightly', 'total', usd, 0],
    ] as const
  assert.deepEqual(standOf(second['budgets_before']), stand(10))
  assert.deepEqual(standOf(second['budgets']), stand(17))
})

test('what others hold at that moment is in it; a call that is under way stands as it set its hold aside', async () => {
  const { id, vault_key: key } = await admin.issue({ total_usd_cap: 100 })
  sandbox.order({ vendor: 'stripe', kind: 'delay', match: { holds: 'amount=500' }, ms: 1_500 })
  const slow = call({ key, form: charge(500) })
  const under = await eventually(async () => {
    const { body } = await admin.request('GET', `/vault/audit?key_id=${id}&state=held`)
    const [found] = body['data'] as Json[]
    assert.ok(found !== undefined)
    return found
  })
  const first = await row(String(under['call_id']))
  const own = `key key:${id}`
  const mine = (lines: unknown) => standOf(lines).filter(([name]) => name === own)
  assert.deepEqual(mine(first['budgets_before']), [[own, 'total', 0, 0]])
  assert.deepEqual(mine(first['budgets']), [[own, 'total', 0, 5]])

  const beside = await ended((await call({ key, form: charge(300) })).callId)
  assert.deepEqual(mine(beside['budgets_before']), [[own, 'total', 0, 5]])
  const last = await ended((await slow).callId)
  assert.deepEqual(mine(last['budgets_before']), [[own, 'total', 0, 0]])
  assert.deepEqual(mine(last['budgets']), [[own, 'total', 8, 0]])
})

test('a refused call found what it left, and so did one that costs nothing', async () => {
  const { vault_key: key } = await admin.issue({ total_usd_cap: 10 })
  await ended((await call({ key, form: charge(800) })).callId)
  const refused = await row((await call({ key, form: charge(300) })).callId)
  assert.equal(refused['code'], 'cap_exhausted')
  assert.deepEqual(refused['budgets_before'], refused['budgets'])
  const read = await ended((await call({ key, path: '/stripe/v1/customers' })).callId)
  assert.equal(read['state'], 'free')
  assert.deepEqual(read['budgets_before'], read['budgets'])
})

test('a repeat through another key of the run draws on that key’s own budget alone', async () => {
  sandbox.clear()
  const issue = () => admin.issue({ total_usd_cap: 80, run: 'pair' })
  const [one, two] = [await issue(), await issue()]
  const headers = { 'idempotency-key': 'once' }
  await ended((await call({ key: one.vault_key, form: charge(400), headers })).callId)
  const again = await ended((await call({ key: two.vault_key, form: charge(400), headers })).callId)
  assert.equal(sandbox.executed().length, 1)
  const found = new Map(standOf(again['budgets_before']).map(([name, , spent, held]) => [name, [spent, held]]))
  assert.deepEqual(found.get(`key key:${two.id}`), [0, 0])
  assert.deepEqual(found.get('run run:pair'), [4, 0])
})
