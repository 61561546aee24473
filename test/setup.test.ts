/** Starting: what is wrong is named and nothing half-done; what is printed is true; the sandbox keeps to its rules. */
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { promisify } from 'node:util'
import { adminOf, type Json } from './support/admin.ts'
import { ADMIN_KEY, type Exit, failedStart, startProduct } from './support/product.ts'
import { charge, recorderSettings, SECRETS, stageOf } from './support/stage.ts'
import { startRecordingUpstream } from './support/upstream.ts'

const root = await mkdtemp(join(tmpdir(), 'keybrake-setup-'))
after(() => rm(root, { recursive: true, force: true }))
let folders = 0
const newFolder = (): string => join(root, `data-${++folders}`)
type Env = Readonly<Record<string, string | undefined>>
const upstream = await startRecordingUpstream()
after(() => upstream[Symbol.asyncDispose]())
const REAL: Env = recorderSettings(upstream)

/** Ended by itself, not by a signal or a crash, saying in one line of words what to mend. */
function assertWords({ code, stdout, stderr }: Exit, ...words: readonly (string | RegExp)[]): void {
  assert.equal(code, 2, stderr)
  assert.doesNotMatch(stdout, /listening/)
  const line = stderr.split('\n').find((text) => text.startsWith('keybrake: ')) ?? ''
  for (const word of words) assert.match(line, typeof word === 'string' ? new RegExp(word) : word)
  assert.doesNotMatch(stderr, /\n\s+at /, 'no stack trace')
}

const WRONG_SETTINGS: readonly (readonly [string, Env, RegExp])[] = [
  ['a misspelt setting, with the right name', { KEYBRAKE_PROT: '1' }, /KEYBRAKE_PROT.*KEYBRAKE_PORT/],
  ['a port that is none', { KEYBRAKE_PORT: '99999' }, /KEYBRAKE_PORT/],
  ['a port in words', { KEYBRAKE_PORT: 'http' }, /KEYBRAKE_PORT/],
  ['a log level of nobody', { KEYBRAKE_LOG_LEVEL: 'loud' }, /KEYBRAKE_LOG_LEVEL/],
  ['a master key of the wrong length', { KEYBRAKE_MASTER_KEY: 'c2hvcnQ=' }, /KEYBRAKE_MASTER_KEY/],
  ['a master key that is no base64', { KEYBRAKE_MASTER_KEY: '!'.repeat(44) }, /KEYBRAKE_MASTER_KEY/],
  ['a missing master key file', { KEYBRAKE_MASTER_KEY_FILE: '/nowhere/key' }, /KEYBRAKE_MASTER_KEY_FILE/],
  ['a secret given twice', { STRIPE_SECRET_KEY: 'sk_test_1', STRIPE_SECRET_KEY_FILE: '/x' }, /STRIPE_SECRET_KEY/],
  ['half of Twilio’s credential', { TWILIO_ACCOUNT_SID: SECRETS.twilioSid }, /TWILIO_AUTH_TOKEN/],
  ['an account SID that is none', { TWILIO_ACCOUNT_SID: 'AC1', TWILIO_AUTH_TOKEN: 'x' }, /TWILIO_ACCOUNT_SID/],
  ['plain http to another machine', { KEYBRAKE_STRIPE_UPSTREAM: 'http://api.example.com' }, /KEYBRAKE_STRIPE_UPSTREAM/],
  ['an upstream that is no origin', { KEYBRAKE_RESEND_UPSTREAM: 'https://x.example/path' }, /KEYBRAKE_RESEND_UPSTREAM/],
  ['an upstream with a credential', { KEYBRAKE_TWILIO_UPSTREAM: 'https://u:p@x.example' }, /KEYBRAKE_TWILIO_UPSTREAM/],
  ['a public URL that is none', { KEYBRAKE_PUBLIC_URL: 'keybrake' }, /KEYBRAKE_PUBLIC_URL/],
  ['an admin key that is too short', { KEYBRAKE_ADMIN_KEY: 'short' }, /KEYBRAKE_ADMIN_KEY/],
  ['a durability of nobody', { KEYBRAKE_DURABILITY: 'maybe' }, /KEYBRAKE_DURABILITY/],
  ['a flag that is neither true nor false', { KEYBRAKE_ALLOW_HTTP_UPSTREAM: 'yes' }, /KEYBRAKE_ALLOW_HTTP_UPSTREAM/],
]

for (const [what, env, words] of WRONG_SETTINGS)
  test(`a start with ${what} ends naming the setting, and makes nothing`, async () => {
    const dataDir = newFolder()
    const exit = await failedStart({ dataDir, env })
    assertWords(exit, words)
    for (const value of Object.values(env)) if ((value?.length ?? 0) > 20 && value?.startsWith('/') !== true) continue
    const made = await readdir(dataDir).catch(() => [])
    assert.deepEqual(made, [])
  })

test('a data folder that cannot be written is named', async () => {
  const file = join(root, 'a-file')
  await writeFile(file, 'not a folder')
  for (const dataDir of [file, join(file, 'below'), '/proc/keybrake'])
    assertWords(await failedStart({ dataDir }), 'KEYBRAKE_DATA_DIR', dataDir)
})

test('a taken port is named', async () => {
  const taken = createServer()
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve))
  const { port } = taken.address() as { port: number }
  const exit = await failedStart({ dataDir: newFolder(), env: { ...REAL, KEYBRAKE_PORT: String(port) } })
  assertWords(exit, 'KEYBRAKE_PORT', String(port), 'taken')
  taken.close()
})

test('a second process on the data folder waits 2 s and ends saying so; the first goes on', async () => {
  const dataDir = newFolder()
  await using product = await startProduct({ dataDir, env: REAL })
  const startedMs = performance.now()
  const exit = await failedStart({ dataDir, env: REAL })
  assertWords(exit, 'KEYBRAKE_DATA_DIR')
  assert.ok(performance.now() - startedMs >= 2_000)
  await product.admin.issue({ total_usd_cap: 1 })
})

test('a data folder under another master key is refused, and stays as it was', async () => {
  const dataDir = newFolder()
  const env = { ...REAL, KEYBRAKE_MASTER_KEY: randomBytes(32).toString('base64') }
  const first = await startProduct({ dataDir, env })
  const key = await first.admin.issue({ total_usd_cap: 10 })
  await first.stop()
  const other = { ...REAL, KEYBRAKE_MASTER_KEY: randomBytes(32).toString('base64') }
  assertWords(await failedStart({ dataDir, env: other }), 'KEYBRAKE_MASTER_KEY')
  await using again = await startProduct({ dataDir, env })
  assert.equal((await stageOf(again).call({ key: key.vault_key, form: charge(100) })).status, 200)
})

test('settings may stand in a file given by --config, and secrets in files of their own', async () => {
  const dataDir = newFolder()
  await mkdir(dataDir, { recursive: true })
  const secretFile = join(root, 'stripe-secret')
  await writeFile(secretFile, `${SECRETS.stripe}\n`)
  const env = { ...REAL, STRIPE_SECRET_KEY: undefined, STRIPE_SECRET_KEY_FILE: secretFile }
  await using product = await startProduct({ dataDir, env })
  const { vault_key } = await product.admin.issue({ total_usd_cap: 10 })
  upstream.clear()
  assert.equal((await stageOf(product).call({ key: vault_key, form: charge(100) })).status, 200)
  assert.equal(upstream.heard[0]?.headers.authorization, `Bearer ${SECRETS.stripe}`)
})

test('an upstream that cannot be reached is no fault of the start: calls say so', async () => {
  const env = { STRIPE_SECRET_KEY: SECRETS.stripe, KEYBRAKE_STRIPE_UPSTREAM: 'http://127.0.0.1:1' }
  await using product = await startProduct({ dataDir: newFolder(), env })
  assert.equal((await fetch(`${product.url}/readyz`)).status, 200)
  const { vault_key } = await product.admin.issue({ total_usd_cap: 10 })
  assert.equal((await stageOf(product).call({ key: vault_key, form: charge(1) })).code, 'upstream_unreachable')
})

test('a wrong issue is 422 naming each wrong field, and issues nothing', async () => {
  await using product = await startProduct({ dataDir: newFolder(), env: REAL })
  const good = { vendor: 'stripe', allowed_endpoints: ['*'], total_usd_cap: 10 }
  const cases: readonly (readonly [Json, string])[] = [
    [{ ...good, daily_cap: 1 }, 'daily_cap'],
    [{ ...good, vendor: 'strype' }, 'vendor'],
    [{ ...good, connection: 'nowhere', vendor: undefined }, 'connection'],
    [{ ...good, vendor: undefined }, 'vendor'],
    [{ ...good, expires_in: '30x' }, 'expires_in'],
    [{ ...good, expires_in: '-5m' }, 'expires_in'],
    [{ ...good, expires_in: 0 }, 'expires_in'],
    [{ ...good, expires_in: '1.5h' }, 'expires_in'],
    [{ ...good, expires_at: '2001-01-01T00:00:00Z' }, 'expires_at'],
    [{ ...good, expires_in: '5m', ttl: '6m' }, 'ttl'],
    [{ ...good, total_usd_cap: -1 }, 'total_usd_cap'],
    [{ ...good, total_usd_cap: 'ten' }, 'total_usd_cap'],
    [{ ...good, total_usd_cap: 9_007_199_255 }, 'total_usd_cap'],
    [{ ...good, usd_cap: 11 }, 'usd_cap'],
    [{ ...good, rate_limit: '60 per minute' }, 'rate_limit'],
    [{ ...good, rate_limit: '0/m' }, 'rate_limit'],
    [{ ...good, max_calls: 1.5 }, 'max_calls'],
    [{ ...good, max_calls: -1 }, 'max_calls'],
    [{ ...good, allowed_endpoints: [] }, 'allowed_endpoints'],
    [{ ...good, allowed_endpoints: 'all' }, 'allowed_endpoints'],
    [{ ...good, allowed_endpoints: ['payment_intent.create'] }, 'allowed_endpoints'],
    [{ ...good, allowed_endpoints: ['POST v1/payment_intents'] }, 'allowed_endpoints'],
    [{ ...good, allowed_endpoints: ['POST /v1/../payouts'] }, 'allowed_endpoints'],
    [{ ...good, label: 'x'.repeat(257) }, 'label'],
    [{ ...good, budgets: ['none-such'] }, 'budgets'],
    [{ ...good, exhausted_status: 403 }, 'exhausted_status'],
    [{ ...good, daily_reset: 'midnight' }, 'timezone'],
    [{ ...good, daily_reset: 'midnight', timezone: 'Mars/Base' }, 'timezone'],
    [{ ...good, tags: { a: 1 } }, 'tags'],
    [{ ...good, unknown_cost: { assume_usd: -1 } }, 'unknown_cost'],
  ]
  for (const [body, field] of cases) {
    const answer = await product.admin.request('POST', '/vault/keys', body)
    assert.equal(answer.status, 422, `${field}: ${answer.text}`)
    const errors = answer.body['errors'] as readonly { pointer: string; message: string }[]
    assert.ok(errors.some(({ pointer, message }) => pointer.startsWith(`/${field}`) && message !== ''), answer.text)
  }
  const broken = await product.admin.request('POST', '/vault/keys', '{"vendor":"stripe"')
  assert.ok(broken.status === 400 || broken.status === 422, broken.text)
  assert.equal((await product.admin.request('POST', '/vault/keys', '[]')).status, 422)
  const { body } = await product.admin.request('GET', '/vault/keys')
  assert.deepEqual(body['data'], [])
})

test('a restart keeps keys, counters, audit rows, budgets and revocations', async () => {
  const dataDir = newFolder()
  const first = await startProduct({ dataDir, env: REAL })
  const before = stageOf(first)
  await first.admin.request('POST', '/vault/budgets', { name: 'kept', total_usd_cap: 12 })
  const key = await first.admin.issue({ total_usd_cap: 10, budgets: ['kept'], label: 'kept' })
  const dead = await first.admin.issue({ total_usd_cap: 10 })
  await first.admin.request('DELETE', `/vault/keys/${dead.id}`)
  const paid = await before.call({ key: key.vault_key, form: charge(600), headers: { 'idempotency-key': 'over-restart' } })
  const exit = await first.stop()
  assert.equal(exit.code, 0)
  await using second = await startProduct({ dataDir, env: REAL })
  const again = stageOf(second)
  assert.equal((await again.call({ key: key.vault_key, form: charge(401) })).code, 'cap_exhausted')
  assert.equal((await again.call({ key: dead.vault_key, form: charge(1) })).code, 'key_revoked')
  const mismatch = await again.call({ key: key.vault_key, form: charge(601), headers: { 'idempotency-key': 'over-restart' } })
  assert.equal(mismatch.code, 'idempotency_mismatch')
  assert.equal((await again.row(paid.callId))['state'], 'settled')
  assert.equal((await again.call({ key: key.vault_key, form: charge(400) })).status, 200)
})

test('SIGTERM finishes a call in flight, settles it, takes no new one, and exits 0', async () => {
  const slow = await startRecordingUpstream((heard, response, count) => {
    setTimeout(() => {
      const form = new URLSearchParams(heard.body)
      response.writeHead(200, { 'content-type': 'application/json' })
      response.end(JSON.stringify({ id: `pi_${count}`, object: 'payment_intent', amount: Number(form.get('amount')), currency: 'usd' }))
    }, 600)
  })
  const dataDir = newFolder()
  const env = { STRIPE_SECRET_KEY: SECRETS.stripe, KEYBRAKE_STRIPE_UPSTREAM: slow.url }
  const product = await startProduct({ dataDir, env })
  const { vault_key } = await product.admin.issue({ total_usd_cap: 10 })
  const stage = stageOf(product)
  const running = stage.call({ key: vault_key, form: charge(300) })
  while (slow.heard.length === 0) await new Promise((resolve) => setTimeout(resolve, 5))
  const stopping = product.stop()
  await new Promise((resolve) => setTimeout(resolve, 100))
  await assert.rejects(fetch(`${product.url}/healthz`))
  const answer = await running
  assert.equal(answer.status, 200)
  assert.equal((await stopping).code, 0)
  assert.equal(slow.heard.length, 1)
  await using again = await startProduct({ dataDir, env })
  assert.equal((await stageOf(again).row(answer.callId))['state'], 'settled')
  await slow[Symbol.asyncDispose]()
})

test('through npm start a signal reaches the product, which ends in order', async () => {
  const product = await startProduct({ dataDir: newFolder(), env: REAL, via: 'npm' })
  assert.equal((await product.stop()).code, 0)
})

test('a changed admin key ends the former one', async () => {
  const dataDir = newFolder()
  const first = await startProduct({ dataDir, env: REAL })
  const key = await first.admin.issue({ total_usd_cap: 10 })
  await first.stop()
  const other = 'another_admin_key_0123456789abcdef'
  await using second = await startProduct({ dataDir, env: { ...REAL, KEYBRAKE_ADMIN_KEY: other } })
  assert.equal((await second.admin.request('GET', `/vault/keys/${key.id}`)).status, 200)
  assert.equal((await adminOf(second.url, ADMIN_KEY).request('GET', '/vault/keys')).status, 401)
  assert.equal((await stageOf(second).call({ key: key.vault_key, form: charge(1) })).status, 200, 'its keys stay')
})

test('what a changed environment says of a default connection holds from the next start, and is audited', async () => {
  const dataDir = newFolder()
  const first = await startProduct({ dataDir, env: REAL })
  const key = await first.admin.issue({ total_usd_cap: 10 })
  await first.stop()
  const rotated = 'sk_test_RotatedSecret0123456789'
  const unchanged = await startProduct({ dataDir, env: REAL })
  const actions = async (product: typeof unchanged): Promise<number> =>
    ((await product.admin.request('GET', '/vault/audit?kind=admin')).body['data'] as Json[]).filter(
      ({ action }) => action === 'connection.changed',
    ).length
  const before = await actions(unchanged)
  await unchanged.stop()
  await using second = await startProduct({ dataDir, env: { ...REAL, STRIPE_SECRET_KEY: rotated } })
  assert.equal(before, 0, 'an equal value changes nothing')
  assert.equal(await actions(second), 1)
  upstream.clear()
  assert.equal((await stageOf(second).call({ key: key.vault_key, form: charge(1) })).status, 200)
  assert.equal(upstream.heard[0]?.headers.authorization, `Bearer ${rotated}`)
})

test('a generated master key and admin credential are private files, and the credential is printed once', async () => {
  const dataDir = newFolder()
  const env = { KEYBRAKE_ADMIN_KEY: undefined }
  const first = await startProduct({ dataDir, env })
  const credential = (await readFile(join(dataDir, 'admin-key'), 'utf8')).trim()
  assert.ok(first.stdout().includes(credential))
  assert.match(first.stdout(), /WARNING .*master key/)
  for (const name of ['admin-key', 'master-key']) assert.equal((await stat(join(dataDir, name))).mode & 0o777, 0o600, name)
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
  await using product = await startProduct({ dataDir: newFolder(), env: { KEYBRAKE_ADMIN_KEY: undefined } })
  const output = product.stdout()
  assert.match(output, /SANDBOX/)
  assert.match(output.trimEnd().split('\n').at(-1) ?? '', /^keybrake listening on http:\/\//)
  const walk = output.slice(output.indexOf('Try it'), output.indexOf('keybrake listening'))
  const lines = walk.split('\n').slice(1).filter((line) => line.startsWith('  ')).join('\n')
  const run = promisify(execFile)
  const { stdout } = await run('bash', ['-c', `${lines}\ncurl -s ${product.url}/stripe/v1/balance -H "Authorization: Bearer $KEY"`])
  assert.match(stdout, /^vault_key_/m)
  assert.equal(stdout.match(/"object":"payment_intent"/g)?.length, 2)
  assert.equal(stdout.match(/"code":"cap_exhausted","message"/g)?.length ?? 0, 3, 'top level, error and keybrake')
  const rows = stdout.split('\n').filter((line) => /call_/.test(line) && /,/.test(line) && /first-steps/.test(line))
  assert.ok(rows.length >= 3, 'the audit rows of two charges and a refusal')
  assert.match(stdout, /"revoked":1/)
  assert.match(stdout, /key_revoked/)
})

test('the sandbox stands only where no real secret is: marked, alive with its process, its keys ending with it', async () => {
  const dataDir = newFolder()
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

  const third = await startProduct({ dataDir, env: { STRIPE_SECRET_KEY: SECRETS.stripe, KEYBRAKE_STRIPE_UPSTREAM: upstream.url } })
  upstream.clear()
  assert.doesNotMatch(third.stdout(), /SANDBOX/)
  assert.equal((await stageOf(third).call({ key: play2.vault_key, form: charge(100) })).code, 'key_revoked')
  assert.equal(upstream.heard.length, 0, 'a key for play money never holds a real secret')
  const left = ((await third.admin.request('GET', '/vault/connections')).body['data'] as Json[]) ?? []
  assert.deepEqual(left.filter(({ deleted_at }) => deleted_at == null).map(({ name, sandbox }) => [name, sandbox]), [['stripe', false]])
  await third.stop()

  await using fourth = await startProduct({ dataDir })
  assert.doesNotMatch(fourth.stdout(), /SANDBOX/, 'the store holds a real secret, so no sandbox stands beside it')
})

test('a kill -9 loses no admin write and no admitted call: what was under way is unknown and counted', async () => {
  const silent = await startRecordingUpstream(() => undefined)
  const dataDir = newFolder()
  const env = { STRIPE_SECRET_KEY: SECRETS.stripe, KEYBRAKE_STRIPE_UPSTREAM: silent.url }
  const first = await startProduct({ dataDir, env })
  const key = await first.admin.issue({ total_usd_cap: 10, label: 'killed' })
  const lost = stageOf(first).call({ key: key.vault_key, form: charge(700) })
  while (silent.heard.length === 0) await new Promise((resolve) => setTimeout(resolve, 5))
  const broken = assert.rejects(lost)
  await first.kill()
  await broken
  await using second = await startProduct({ dataDir, env })
  const [found] = await second.admin.audit('label=killed')
  assert.equal(found?.['state'], 'unknown')
  assert.equal(found?.['cost_usd'], 7)
  assert.equal((await stageOf(second).call({ key: key.vault_key, form: charge(301) })).code, 'cap_exhausted')
  await silent[Symbol.asyncDispose]()
})
