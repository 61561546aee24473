/** Two processes, each with a folder of its own, on one PostgreSQL: what is said to one holds at the other. */
import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import { postgresOrLeftOut, type TestPostgres } from '@keybrake/ledger/testing/postgres'
import { foldersOf } from './support/folders.ts'
import { failedStart, type Product, startProduct } from './support/product.ts'
import { charge, recorderSettings, type Stage, stageOf } from './support/stage.ts'
import { startRecordingUpstream } from './support/upstream.ts'

const MASTER_KEY = Buffer.alloc(32, 9).toString('base64')

const postgres = await postgresOrLeftOut('two processes on one PostgreSQL')
if (postgres !== null) fleet(postgres)

function fleet(server: TestPostgres): void {
  suite('two processes on one PostgreSQL', async () => {
    const folders = await foldersOf('fleet')
    const upstream = await startRecordingUpstream()
    let url = ''
    let products: readonly Product[] = []
    let first: Stage
    let second: Stage
    const start = (dataDir: string): Promise<Product> =>
      startProduct({
        dataDir,
        env: { ...recorderSettings(upstream), KEYBRAKE_DATABASE_URL: url, KEYBRAKE_MASTER_KEY: MASTER_KEY },
      })
    before(async () => {
      url = await server.newDatabase()
      products = [await start(folders.next()), await start(folders.next())]
      const [one, two] = products as [Product, Product]
      first = stageOf(one)
      second = stageOf(two)
    })
    after(async () => {
      for (const product of products) await product.stop()
      await upstream[Symbol.asyncDispose]()
    })

    test('a key issued at one is good at the other, and both draw on one cap', async () => {
      const [one] = products as [Product, Product]
      const key = await one.admin.issue({ total_usd_cap: 500 })
      upstream.clear()
      const answers = await Promise.all(
        Array.from({ length: 60 }, (_, index) =>
          (index % 2 === 0 ? first : second).call({ key: key.vault_key, form: charge(2999) }),
        ),
      )
      assert.equal(answers.filter(({ status }) => status === 200).length, 16)
      assert.equal(answers.filter(({ code }) => code === 'cap_exhausted').length, 44)
      assert.equal(upstream.heard.length, 16)
    })

    test('the audit log of one has the calls of the other, answered before it was asked', async () => {
      const [one, two] = products as [Product, Product]
      const key = await one.admin.issue({ total_usd_cap: 500, label: 'seen by both' })
      const { callId } = await first.call({ key: key.vault_key, form: charge(700) })
      assert.equal((await second.row(callId))['cost_usd'], 7)
      const spend = await two.admin.request('GET', `/vault/keys/${key.id}`)
      assert.equal(spend.status, 200)
      assert.equal((spend.body['budgets'] as { spent_usd: number }[])[0]?.spent_usd, 7)
    })

    test('revoked, braked or lowered at one, the very next call at the other is refused, and nothing leaves', async () => {
      const [one, two] = products as [Product, Product]
      for (let round = 0; round < 10; round++) {
        const key = await two.admin.issue({ total_usd_cap: 500 })
        assert.equal((await second.call({ key: key.vault_key, form: charge(100) })).status, 200)
        upstream.clear()
        await one.admin.request('PUT', '/vault/brake', { engaged: true, reason: 'night' })
        assert.equal((await second.call({ key: key.vault_key, form: charge(100) })).code, 'brake_engaged')
        await one.admin.request('PUT', '/vault/brake', { engaged: false, reason: 'day' })
        await one.admin.request('PATCH', `/vault/keys/${key.id}`, { total_usd_cap: 1.5 })
        assert.equal((await second.call({ key: key.vault_key, form: charge(100) })).code, 'cap_exhausted')
        await one.admin.request('DELETE', `/vault/keys/${key.id}`)
        assert.equal((await second.call({ key: key.vault_key, form: charge(10) })).code, 'key_revoked')
        assert.equal(upstream.heard.length, 0)
      }
    })

    test('a process that is killed and comes back in the same folder goes on where all are', async () => {
      const [one, two] = products as [Product, Product]
      const key = await one.admin.issue({ total_usd_cap: 10 })
      assert.equal((await second.call({ key: key.vault_key, form: charge(400) })).status, 200)
      await two.kill()
      assert.equal((await first.call({ key: key.vault_key, form: charge(400) })).status, 200)
      const again = await start(two.dataDir)
      products = [one, again]
      second = stageOf(again)
      assert.equal((await second.call({ key: key.vault_key, form: charge(400) })).code, 'cap_exhausted')
      assert.equal((await second.call({ key: key.vault_key, form: charge(200) })).status, 200)
    })
  })

  test('without a master key, or without a server, the start fails and names the setting', async () => {
    const folders = await foldersOf('fleet-setup')
    const url = await server.newDatabase()
    const none = await failedStart({ dataDir: folders.next(), env: { KEYBRAKE_DATABASE_URL: url } })
    assert.match(none.stderr, /KEYBRAKE_MASTER_KEY is required with KEYBRAKE_DATABASE_URL/)
    const away = 'postgres://kb:secret-password@127.0.0.1:1/keybrake'
    const gone = await failedStart({
      dataDir: folders.next(),
      env: { KEYBRAKE_DATABASE_URL: away, KEYBRAKE_MASTER_KEY: MASTER_KEY },
    })
    assert.match(gone.stderr, /KEYBRAKE_DATABASE_URL: /)
    assert.doesNotMatch(gone.stderr + gone.stdout, /secret-password/)
  })
}
