/** How far what is read is behind what was answered: the audit log, and a process that shares its ledger. */
import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { postgresOrLeftOut, type TestPostgres } from '@keybrake/ledger/testing/postgres'
import type { Json } from './support/admin.ts'
import { foldersOf } from './support/folders.ts'
import { type Product, startProduct } from './support/product.ts'
import { charge, eventually, recorderSettings, stageOf, stageOnRecorder } from './support/stage.ts'
import { startRecordingUpstream } from './support/upstream.ts'

const MASTER_KEY = Buffer.alloc(32, 9).toString('base64')

async function status(product: Product): Promise<{ readonly ledger: Json; readonly audit: Json }> {
  const { body } = await product.admin.request('GET', '/vault/status')
  return { ledger: body['ledger'] as Json, audit: body['audit'] as Json }
}

test('calls that are not in the audit log yet are told of, and asking brings them in', async () => {
  const { product, admin, call } = await stageOnRecorder()
  const { vault_key: key } = await admin.issue({ total_usd_cap: 100 })
  const { audit } = await eventually(async () => {
    for (let calls = 0; calls < 5; calls++) assert.equal((await call({ key, form: charge(10) })).status, 200)
    const answer = await status(product)
    assert.ok(Number(answer.audit['behind']) > 0)
    return answer
  })
  assert.ok(Number(audit['caught_up_ms']) > 0)
  const after = await status(product)
  assert.deepEqual([after.audit['behind'], after.ledger['replica']], [0, null])
})

const postgres = await postgresOrLeftOut('how far a process is behind the others')
if (postgres !== null) shared(postgres)

function shared(server: TestPostgres): void {
  suite('two processes on one PostgreSQL', () => {
    test('one is behind the other while that is busy, and is not when it rests', async () => {
      const folders = await foldersOf('lag')
      await using upstream = await startRecordingUpstream()
      const url = await server.newDatabase()
      const env = { ...recorderSettings(upstream), KEYBRAKE_DATABASE_URL: url, KEYBRAKE_MASTER_KEY: MASTER_KEY }
      await using busy = await startProduct({ dataDir: folders.next(), env })
      await using idle = await startProduct({ dataDir: folders.next(), env })
      const { vault_key: key } = await busy.admin.issue({ total_usd_cap: 10_000 })
      let isOver = false
      const calls = (async () => {
        while (!isOver) await stageOf(busy).call({ key, form: charge(10) })
      })()
      try {
        await eventually(async () => {
          const { behind } = (await status(idle)).ledger['replica'] as { readonly behind: number }
          assert.ok(behind > 0)
        }, 20_000)
      } finally {
        isOver = true
        await calls
      }
      await eventually(async () => assert.deepEqual((await status(idle)).ledger['replica'], { behind: 0 }), 20_000)
    })
  })
}
