/** Sessions of the dashboard on whole processes: not on the proxy plane, and the same at every process that shares a database. */
import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import { postgresOrLeftOut, type TestPostgres } from '@keybrake/ledger/testing/postgres'
import { foldersOf } from '../support/folders.ts'
import { ADMIN_KEY, type Product, startProduct } from '../support/product.ts'
import { recorderSettings } from '../support/stage.ts'
import { startRecordingUpstream } from '../support/upstream.ts'

/** A session's cookie, as a browser keeps it. */
async function signIn({ url }: Product, credential: string): Promise<string> {
  const answer = await fetch(`${url}/dashboard/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: url },
    body: JSON.stringify({ credential }),
  })
  assert.equal(answer.status, 200)
  return answer.headers.getSetCookie()[0]?.split(';', 1)[0] ?? ''
}

const statusOf = async ({ url }: Product, cookie: string, path = '/vault/keys'): Promise<number> =>
  (await fetch(url + path, { headers: { cookie } })).status

test('a session opens no call to a vendor, and goes to none', async () => {
  await using upstream = await startRecordingUpstream()
  await using product = await startProduct({ env: recorderSettings(upstream) })
  const cookie = await signIn(product, ADMIN_KEY)
  assert.equal(await statusOf(product, cookie), 200)
  for (const path of ['/stripe/v1/charges', '/v1/charges', '/stripe/v1/customers/cus_1'])
    assert.equal(await statusOf(product, cookie, path), 401, path)
  assert.equal(upstream.heard.length, 0)
  const key = await product.admin.issue({ total_usd_cap: 5 })
  const authorization = `Bearer ${key.vault_key}`
  const beside = await fetch(`${product.url}/stripe/v1/charges`, { headers: { authorization, cookie } })
  assert.ok(beside.status < 500)
  assert.equal(upstream.heard.length, 1)
  assert.ok(!JSON.stringify(upstream.heard[0]).includes(cookie.split('=')[1] ?? cookie))
  // And a vault key opens nothing that a session does.
  assert.equal((await fetch(`${product.url}/vault/keys`, { headers: { authorization } })).status, 401)
})

const postgres = await postgresOrLeftOut('sessions at two processes on one PostgreSQL')
if (postgres !== null) fleet(postgres)

function fleet(server: TestPostgres): void {
  suite('sessions at two processes on one PostgreSQL', async () => {
    const folders = await foldersOf('sessions')
    const upstream = await startRecordingUpstream()
    let products: readonly Product[] = []
    before(async () => {
      const env = {
        ...recorderSettings(upstream),
        KEYBRAKE_DATABASE_URL: await server.newDatabase(),
        KEYBRAKE_MASTER_KEY: Buffer.alloc(32, 9).toString('base64'),
      }
      products = [
        await startProduct({ dataDir: folders.next(), env }),
        await startProduct({ dataDir: folders.next(), env }),
      ]
    })
    after(async () => {
      for (const product of products) await product.stop()
      await upstream[Symbol.asyncDispose]()
    })

    test('a session of one is good at the other, and signed out at one it is out at both', async () => {
      const [one, two] = products as [Product, Product]
      const cookie = await signIn(one, ADMIN_KEY)
      assert.equal(await statusOf(two, cookie), 200)
      await fetch(`${two.url}/dashboard/session`, { method: 'DELETE', headers: { cookie, origin: two.url } })
      assert.deepEqual([await statusOf(one, cookie), await statusOf(two, cookie)], [401, 401])
    })

    test('a principal that is deleted at one is out at the other at the next request, and its stream ends', async () => {
      const [one, two] = products as [Product, Product]
      const { body } = await one.admin.request('POST', '/vault/principals', { name: 'a', role: 'auditor' })
      const cookie = await signIn(two, String(body['credential']))
      const stream = await fetch(`${two.url}/vault/events`, { headers: { cookie } })
      let text = ''
      const ended = (async () => {
        for await (const chunk of stream.body ?? []) text += Buffer.from(chunk).toString('utf8')
      })()
      const { id } = await one.admin.issue({ total_usd_cap: 5, label: 'issued at the other' })
      while (!text.includes(id)) await new Promise((resolve) => setTimeout(resolve, 20))
      await one.admin.request('DELETE', `/vault/principals/${String(body['id'])}`)
      assert.equal(await statusOf(two, cookie), 401)
      await ended
      assert.match(text, /principal\.deleted/)
    })
  })
}
