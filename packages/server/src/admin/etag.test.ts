import assert from 'node:assert/strict'
import { test } from 'node:test'
import { matches } from './etag.ts'
import { startAdmin, type TestAdmin } from './testing/start-admin.ts'

const tagAt = async (admin: TestAdmin, path: string): Promise<string> =>
  (await admin.send('GET', path)).headers.get('etag') ?? ''

/** Two people read one thing; the first changes it, then the second tries to. */
async function twoEdit(admin: TestAdmin, path: string, first: object, second: object) {
  const tag = await tagAt(admin, path)
  assert.match(tag, /^"[\w-]{22}"$/)
  const changed = await admin.send('PATCH', path, first, { 'if-match': tag })
  assert.equal(changed.status, 200, changed.text)
  assert.equal(changed.headers.get('etag'), await tagAt(admin, path))
  assert.notEqual(changed.headers.get('etag'), tag)
  const late = await admin.send('PATCH', path, second, { 'if-match': tag })
  assert.deepEqual([late.status, late.body.code], [412, 'changed_meanwhile'])
  return { late, retry: () => admin.send('PATCH', path, second, { 'if-match': changed.headers.get('etag') ?? '' }) }
}

test('the second of two people who edit one budget is told what the first made of it', async () => {
  await using admin = await startAdmin()
  await admin.send('POST', '/vault/budgets', { name: 'team', daily_usd_cap: 10, monthly_usd_cap: 100 })
  const { late, retry } = await twoEdit(admin, '/vault/budgets/team', { daily_usd_cap: 20 }, { daily_usd_cap: 5 })
  assert.equal((late.body.current as { daily_usd_cap: number }).daily_usd_cap, 20)
  assert.equal((await admin.send('GET', '/vault/budgets/team')).body.daily_usd_cap, 20)
  assert.deepEqual((await retry()).body.daily_usd_cap, 5)
})

test('connections and vault keys likewise', async () => {
  await using admin = await startAdmin()
  const cap = (usd: number) => ({ daily_usd_cap: usd })
  const connection = await twoEdit(admin, '/vault/connections/stripe', cap(20), cap(5))
  assert.equal((await connection.retry()).status, 200)
  const { body } = await admin.send('POST', '/vault/keys', { vendor: 'stripe', allowed_endpoints: ['*'], ...cap(10) })
  const key = await twoEdit(admin, `/vault/keys/${String(body.id)}`, cap(20), cap(5))
  assert.equal((await key.retry()).status, 200)
})

test('who does not say what was seen changes what stands', async () => {
  await using admin = await startAdmin()
  await admin.send('POST', '/vault/budgets', { name: 'team', daily_usd_cap: 10 })
  assert.equal((await admin.send('PATCH', '/vault/budgets/team', { daily_usd_cap: 20 })).status, 200)
  assert.equal(
    (await admin.send('PATCH', '/vault/budgets/team', { monthly_usd_cap: 90 }, { 'if-match': '*' })).status,
    200,
  )
  const { body } = await admin.send('GET', '/vault/budgets/team')
  assert.deepEqual([body.daily_usd_cap, body.monthly_usd_cap], [20, 90])
})

test('changes of one budget that come at once are all made, each on what the others left', async () => {
  await using admin = await startAdmin()
  await admin.send('POST', '/vault/budgets', { name: 'team', hourly_usd_cap: 1, daily_usd_cap: 1, monthly_usd_cap: 1 })
  const changes = [{ hourly_usd_cap: 2 }, { daily_usd_cap: 3 }, { monthly_usd_cap: 4 }, { total_usd_cap: 5 }]
  const answers = await Promise.all(changes.map((change) => admin.send('PATCH', '/vault/budgets/team', change)))
  assert.deepEqual(
    answers.map(({ status }) => status),
    [200, 200, 200, 200],
  )
  const { body } = await admin.send('GET', '/vault/budgets/team')
  assert.deepEqual([body.hourly_usd_cap, body.daily_usd_cap, body.monthly_usd_cap, body.total_usd_cap], [2, 3, 4, 5])
})

test('a list of tags matches by any of them; a weak one by none', () => {
  assert.ok(matches('"a", "b"', '"b"'))
  assert.ok(!matches('W/"b"', '"b"'))
  assert.ok(!matches('', '"b"'))
})
