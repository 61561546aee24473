import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { MicroUsd } from '@keybrake/core'
import { fullness, LOOKED_AT_MAX, nearest } from './nearest.ts'
import { makeCall } from './testing/calls.ts'
import { type Fields, startAdmin } from './testing/start-admin.ts'

const line = (cap: bigint | null, spent: bigint, held = 0n) =>
  ({ cap, spent, held }) as { cap: MicroUsd | null; spent: MicroUsd; held: MicroUsd }

test('held money counts like spent money, and the fullest cap decides', () => {
  assert.equal(fullness([line(100n, 20n, 30n), line(10n, 9n), line(null, 1_000n)]), 900_000n)
  assert.equal(fullness([line(null, 5n)]), -1n)
  assert.equal(fullness([line(0n, 0n)]), 1_000_000n)
})

test('more than are looked at make an answer that says so', async () => {
  const read = (limit: number, cursor: string | null) => {
    const from = Number(cursor ?? 0)
    const data = Array.from({ length: limit }, (_, index) => from + index)
    return Promise.resolve({ data, nextCursor: String(from + limit) })
  }
  const found = await nearest(read, (number) => [line(10_000n, BigInt(number))], 3)
  assert.deepEqual(found, { data: [4_999, 4_998, 4_997], considered: LOOKED_AT_MAX, complete: false })
})

test('keys and budgets come nearest to their cap first, live ones only', async () => {
  await using admin = await startAdmin()
  const issue = async (label: string, cap: number, usd: bigint, more: object = {}) => {
    const { body } = await admin.send('POST', '/vault/keys', {
      vendor: 'stripe',
      allowed_endpoints: ['*'],
      total_usd_cap: cap,
      label,
      ...more,
    })
    if (usd > 0n) await makeCall(admin, String(body.id), { usd })
    return String(body.id)
  }
  await admin.send('POST', '/vault/budgets', { name: 'wide', monthly_usd_cap: 1_000 })
  await issue('half', 10, 5_000_000n, { budgets: ['wide'] })
  await issue('full', 10, 10_000_000n, { run: 'r1' })
  await issue('most', 10, 8_000_000n)
  await issue('none', 10, 0n)
  const gone = await issue('gone', 10, 9_000_000n)
  await admin.send('DELETE', `/vault/keys/${gone}`)
  const labels = (body: Fields) => (body.data as readonly Fields[]).map(({ label }) => label)
  const { body } = await admin.send('GET', '/vault/keys?sort=nearest')
  assert.deepEqual(labels(body), ['full', 'most', 'half', 'none'])
  assert.deepEqual([body.next_cursor, body.considered, body.complete], [null, 4, true])
  assert.deepEqual(labels((await admin.send('GET', '/vault/keys?sort=nearest&limit=1&status=active')).body), ['most'])
  const budgets = (await admin.send('GET', '/vault/budgets?sort=nearest')).body.data as readonly Fields[]
  assert.deepEqual(
    budgets.map(({ name }) => name),
    ['run:r1', 'wide'],
  )
  const issuer = await admin.principal('issuer')
  assert.deepEqual((await issuer.send('GET', '/vault/keys?sort=nearest')).body.data, [])
})
