/** `keybrake recover` and `doctor` where the ledger is on PostgreSQL. */
import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { postgresOrLeftOut } from '@keybrake/ledger/testing/postgres'
import { startProduct } from '../support/product.ts'
import { json, rows, run } from './support/keybrake.ts'

const postgres = await postgresOrLeftOut('recover on PostgreSQL')
if (postgres !== null) {
  test.after(() => postgres.stop())
  test('a database that was put back: every key ends, and every window counts as full, for all its processes', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'keybrake-cli-'))
    const settings = {
      KEYBRAKE_DATABASE_URL: await postgres.newDatabase(),
      KEYBRAKE_MASTER_KEY: Buffer.alloc(32, 7).toString('base64'),
    }
    const start = (name: string) => startProduct({ dataDir: join(folder, name), env: settings })
    try {
      const first = await start('first')
      await first.admin.request('POST', '/vault/budgets', { name: 'team', daily_usd_cap: 100 })
      await first.admin.issue({ budgets: ['team'] })
      await first.stop()

      const looked = await run(['doctor', '--json', '--data-dir', join(folder, 'first')], { env: settings })
      assert.equal(rows(looked).find((row) => row['check'] === 'PostgreSQL')?.['status'], 'ok', looked.stdout)
      const done = await run(['recover', '--yes', '--json', '--data-dir', join(folder, 'first')], { env: settings })
      assert.equal(done.code, 0, done.stderr)
      assert.deepEqual([json(done)['revoked_keys'], json(done)['filled_budgets']], [1, ['team']])

      const second = await start('second')
      const { body } = await second.admin.request('GET', '/vault/budgets/team')
      const lines = body['budgets'] as readonly Record<string, unknown>[]
      assert.equal(lines.find((line) => line['window'] === 'day')?.['remaining_usd'], 0)
      const live = (await second.admin.request('GET', '/vault/keys?status=active')).body['data']
      assert.deepEqual(live, [])
      await second.stop()
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  })
}
