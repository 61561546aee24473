/** `keybrake audit verify` and `keybrake recover`: the books of a running Keybrake, of a stopped one, and of a restored backup. */
import assert from 'node:assert/strict'
import { cp, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { startSandbox } from '@keybrake/sandbox'
import { agentCalls } from '../support/agent.ts'
import { type Product, startProduct } from '../support/product.ts'
import { stripeSettings } from '../support/with-sandbox.ts'
import { json, keybrakeOf, run } from './support/keybrake.ts'

const sandbox = await startSandbox()
const folder = await mkdtemp(join(tmpdir(), 'keybrake-books-'))
const dataDir = join(folder, 'data')
const start = (at: string): Promise<Product> => startProduct({ dataDir: at, env: stripeSettings(sandbox) })
let product = await start(dataDir)
const agent = agentCalls(() => product.url)
const charge = (bearer: string, cents: string) =>
  agent.call({ bearer, path: '/v1/payment_intents', form: { amount: cents, currency: 'usd' } })

test.after(async () => {
  agent.close()
  await sandbox.close()
  await rm(folder, { recursive: true, force: true })
})

const stopped = (at: string, ...args: string[]) => run([...args, '--data-dir', at], { env: {} })

test('a running log verifies; a stopped one too, and not while its process runs', async () => {
  const made = await product.admin.request('POST', '/vault/budgets', {
    name: 'team',
    daily_usd_cap: 100,
    monthly_usd_cap: 1000,
  })
  assert.equal(made.status, 201, made.text)
  const key = await product.admin.issue({ label: 'first', total_usd_cap: 500, budgets: ['team'] })
  for (const cents of ['1000', '2000']) assert.equal((await charge(key.vault_key, cents)).status, 200)

  const running = json(await keybrakeOf(product)(['audit', 'verify', '--json']))
  assert.equal(running['ok'], true, String(running['fault']))
  assert.ok(Number(running['entries']) >= 4)
  const busy = await stopped(dataDir, 'audit', 'verify', '--stopped')
  assert.equal(busy.code, 2)
  assert.match(busy.stderr, /in use by another process/)

  await product.stop()
  const report = json(await stopped(dataDir, 'audit', 'verify', '--stopped', '--json'))
  assert.deepEqual([report['ok'], report['fault']], [true, null])
})

test('a changed entry is found: exit code 8', async () => {
  const copy = join(folder, 'changed')
  await cp(dataDir, copy, { recursive: true })
  await changeOneRow(copy)
  const found = await stopped(copy, 'audit', 'verify', '--stopped', '--json')
  assert.equal(found.code, 8, found.stderr)
  assert.equal(json(found)['ok'], false)
  assert.match(found.stderr, /does not verify/)
})

/** A total is lowered, as one would who wants to hide what was spent. */
async function changeOneRow(copy: string): Promise<void> {
  const audit = join(copy, 'audit')
  const files = (await readdir(audit)).filter((name) => name.endsWith('.db'))
  let changes = 0n
  for (const name of files) {
    const database = new DatabaseSync(join(audit, name))
    changes += BigInt(database.prepare('UPDATE spend SET spent = spent - 1 WHERE spent > 0').run().changes)
    database.close()
  }
  assert.ok(changes > 0n, `a row was changed (${files.join(', ')})`)
}

test('a folder that is none, and a wrong master key, are said in one sentence', async () => {
  const none = await stopped(join(folder, 'none'), 'audit', 'verify', '--stopped')
  assert.equal(none.code, 2)
  assert.match(none.stderr, /holds no ledger/)
  const wrong = await run(['audit', 'verify', '--stopped', '--data-dir', dataDir], {
    env: { KEYBRAKE_MASTER_KEY: Buffer.alloc(32, 1).toString('base64') },
  })
  assert.equal(wrong.code, 2)
  assert.match(wrong.stderr, /KEYBRAKE_MASTER_KEY is not the key/)
})

test('after a restored backup nothing more passes through budgets, runs and keys that it brought back', async () => {
  product = await start(dataDir)
  const spent = await product.admin.issue({ label: 'later', total_usd_cap: 900, budgets: ['team'] })
  const run1 = await product.admin.issue({ run: 'night-1', total_usd_cap: 50 })
  await product.admin.request('PUT', '/vault/brake', { engaged: true, vendor: 'twilio', reason: 'incident 7' })
  await product.stop()
  const backup = join(folder, 'backup')
  await cp(dataDir, backup, { recursive: true })

  // What the backup does not know: a key that was revoked since, and money that was spent.
  product = await start(dataDir)
  assert.equal((await charge(spent.vault_key, '6500')).status, 200)
  await product.admin.request('DELETE', `/vault/keys/${spent.id}`)
  await product.stop()

  const plan = await stopped(backup, 'recover', '--dry-run', '--json')
  assert.equal(json(plan)['revoked_keys'], 3, plan.stderr)
  const asked = await stopped(backup, 'recover')
  assert.equal(asked.code, 2, 'it asks')
  assert.match(asked.stderr, /3 live keys will be revoked, 1 runs closed\./)
  const done = json(await stopped(backup, 'recover', '--yes', '--json'))
  assert.deepEqual(
    [done['revoked_keys'], done['closed_runs'], done['filled_budgets'], done['left_budgets']],
    [3, 1, ['team'], []],
  )
  const again = json(await stopped(backup, 'recover', '--yes', '--json'))
  assert.deepEqual(
    [again['revoked_keys'], again['closed_runs'], again['filled_budgets']],
    [0, 0, []],
    'twice changes nothing more',
  )
  assert.equal(json(await stopped(backup, 'audit', 'verify', '--stopped', '--json'))['ok'], true)

  product = await start(backup)
  const before = sandbox.executed({ vendor: 'stripe' }).length
  for (const { vault_key: bearer } of [spent, run1]) assert.equal((await charge(bearer, '100')).code, 'key_revoked')
  const fresh = await product.admin.issue({ label: 'fresh', total_usd_cap: 5, budgets: ['team'] })
  assert.equal((await charge(fresh.vault_key, '100')).code, 'cap_exhausted', 'the team’s windows count as full')
  const joined = await product.admin.request('POST', '/vault/keys', {
    vendor: 'stripe',
    allowed_endpoints: ['*'],
    run: 'night-1',
  })
  assert.equal(joined.body['code'], 'run_closed')
  assert.equal(sandbox.executed({ vendor: 'stripe' }).length, before, 'the vendor heard nothing')
  const brake = (await product.admin.request('GET', '/vault/brake')).body['vendors'] as readonly Record<
    string,
    unknown
  >[]
  assert.deepEqual(
    brake.map(({ vendor, engaged, reason }) => [vendor, engaged, reason]),
    [['twilio', true, 'incident 7']],
    'brakes stand as they stood',
  )
  await product.stop()
})
