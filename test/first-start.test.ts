/** The first minutes: what is printed is true, what is made is private, and play money never meets a real secret. */
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { promisify } from 'node:util'
import { adminOf, type Json } from './support/admin.ts'
import { foldersOf } from './support/folders.ts'
import { startProduct } from './support/product.ts'
import { charge, SECRETS, stageOf } from './support/stage.ts'
import { startRecordingUpstream } from './support/upstream.ts'

const folders = await foldersOf('first-start')
const upstream = await startRecordingUpstream()
after(() => upstream[Symbol.asyncDispose]())

test('a generated master key and admin credential are private files, and the credential is printed once', async () => {
  const dataDir = folders.next()
  const env = { KEYBRAKE_ADMIN_KEY: undefined }
  const first = await startProduct({ dataDir, env })
  const credential = (await readFile(join(dataDir, 'admin-key'), 'utf8')).trim()
  assert.ok(first.stdout().includes(credential))
  assert.match(first.stdout(), /WARNING .*master key/)
  for (const name of ['admin-key', 'master-key'])
    assert.equal((await stat(join(dataDir, name))).mode & 0o777, 0o600, name)
  assert.equal((await adminOf(first.url, credential).request('GET', '/vault/keys')).status, 200)
  await first.stop()
  assert.ok(!first.stderr().includes(credential))
  const second = await startProduct({ dataDir, env })
  assert.ok(!second.stdout().includes(credential))
  assert.doesNotMatch(second.stdout(), /WARNING/)
  assert.equal((await adminOf(second.url, credential).request('GET', '/vault/keys')).status, 200)
  await second.stop()
})

test('the printed walk, copied line by line, does what it says', async () => {
  await using product = await startProduct({ dataDir: folders.next(), env: { KEYBRAKE_ADMIN_KEY: undefined } })
  const output = product.stdout()
  assert.match(output, /SANDBOX/)
  assert.match(output.trimEnd().split('\n').at(-1) ?? '', /^keybrake listening on http:\/\//)
  const walk = output.slice(output.indexOf('Try it'), output.indexOf('keybrake listening'))
  const lines = walk
    .split('\n')
    .slice(1)
    .filter((line) => line.startsWith('  '))
    .join('\n')
  const run = promisify(execFile)
  const { stdout } = await run('bash', [
    '-c',
    `${lines}\ncurl -s ${product.url}/stripe/v1/balance -H "Authorization: Bearer $KEY"`,
  ])
  assert.match(stdout, /^vault_key_/m)
  assert.equal(stdout.match(/"object":"payment_intent"/g)?.length, 2)
  assert.equal(
    stdout.match(/"code":"cap_exhausted","message"/g)?.length ?? 0,
    4,
    'top level, error, and keybrake in both',
  )
  const rows = stdout.split('\n').filter((line) => /call_/.test(line) && /,/.test(line) && /first-steps/.test(line))
  assert.ok(rows.length >= 3, 'the audit rows of two charges and a refusal')
  assert.match(stdout, /"revoked":1/)
  assert.match(stdout, /key_revoked/)
  const credential = (await readFile(join(product.dataDir, 'admin-key'), 'utf8')).trim()
  const runs = (await adminOf(product.url, credential).request('GET', '/vault/budgets?kind=run')).body['data'] as Json[]
  assert.match(String(runs[0]?.['name']), /^run:first-steps\//, 'what a person looks for under Runs')
  assert.ok(runs[0]?.['closed_at'], 'the run is closed, not only its key')
})

test('the sandbox stands only where no real secret is: marked, alive with its process, its keys ending with it', async () => {
  const dataDir = folders.next()
  const first = await startProduct({ dataDir })
  const sandboxed = ((await first.admin.request('GET', '/vault/connections')).body['data'] as Json[]) ?? []
  assert.deepEqual(new Set(sandboxed.map(({ name }) => name)), new Set(['stripe', 'twilio', 'resend']))
  assert.ok(sandboxed.every(({ sandbox }) => sandbox === true))
  const play = await first.admin.issue({ total_usd_cap: 10 })
  assert.equal((await stageOf(first).call({ key: play.vault_key, form: charge(100) })).status, 200)
  await first.stop()

  const second = await startProduct({ dataDir })
  assert.match(second.stdout(), /SANDBOX/)
  assert.equal((await stageOf(second).call({ key: play.vault_key, form: charge(100) })).code, 'key_revoked')
  const play2 = await second.admin.issue({ total_usd_cap: 10 })
  await second.stop()

  const third = await startProduct({
    dataDir,
    env: { STRIPE_SECRET_KEY: SECRETS.stripe, KEYBRAKE_STRIPE_UPSTREAM: upstream.url },
  })
  upstream.clear()
  assert.doesNotMatch(third.stdout(), /SANDBOX/)
  assert.equal((await stageOf(third).call({ key: play2.vault_key, form: charge(100) })).code, 'key_revoked')
  assert.equal(upstream.heard.length, 0, 'a key for play money never holds a real secret')
  const left = ((await third.admin.request('GET', '/vault/connections')).body['data'] as Json[]) ?? []
  assert.deepEqual(
    left.map(({ name, sandbox }) => [name, sandbox]),
    [['stripe', false]],
  )
  await third.stop()

  await using fourth = await startProduct({ dataDir })
  assert.doesNotMatch(fourth.stdout(), /SANDBOX/, 'the store holds a real secret, so no sandbox stands beside it')
})

test('KEYBRAKE_PUBLIC_URL is what agents are given, and what links lead back to', async () => {
  const env = {
    KEYBRAKE_PUBLIC_URL: 'https://keys.example.com',
    STRIPE_SECRET_KEY: SECRETS.stripe,
    KEYBRAKE_STRIPE_UPSTREAM: upstream.url,
  }
  await using product = await startProduct({ dataDir: folders.next(), env })
  const { base_url } = await product.admin.issue({ total_usd_cap: 1 })
  assert.equal(base_url, 'https://keys.example.com/stripe')
})
