/** Starting and issuing with wrong input: what is wrong is named, and nothing is half-done. */
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, test } from 'node:test'
import type { Json } from './support/admin.ts'
import { foldersOf } from './support/folders.ts'
import { type Exit, failedStart, startProduct } from './support/product.ts'
import { charge, recorderSettings, SECRETS, stageOf } from './support/stage.ts'
import { startRecordingUpstream } from './support/upstream.ts'

const folders = await foldersOf('setup')
const upstream = await startRecordingUpstream()
after(() => upstream[Symbol.asyncDispose]())
type Env = Readonly<Record<string, string | undefined>>
const REAL: Env = recorderSettings(upstream)

/** Ended by itself, not by a signal or a crash, saying in one line of words what to mend. */
function assertWords({ code, stdout, stderr }: Exit, ...words: readonly (string | RegExp)[]): void {
  assert.equal(code, 2, stderr)
  assert.doesNotMatch(stdout, /listening/)
  const line = stdout.split('\n').find((text) => text.startsWith('keybrake: ')) ?? ''
  for (const word of words) assert.match(line, typeof word === 'string' ? new RegExp(word) : word)
  // The log says the same, in lines of JSON like everything that stands there.
  const logged = stderr
    .trimEnd()
    .split('\n')
    .map((text) => JSON.parse(text) as { level: number; msg: string })
  assert.deepEqual([logged.at(-1)?.level, `keybrake: ${logged.at(-1)?.msg}`], [60, line])
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
  ['an upstream with a query', { KEYBRAKE_RESEND_UPSTREAM: 'https://x.example/path?a' }, /KEYBRAKE_RESEND_UPSTREAM/],
  ['an upstream with a credential', { KEYBRAKE_TWILIO_UPSTREAM: 'https://u:p@x.example' }, /KEYBRAKE_TWILIO_UPSTREAM/],
  ['a public URL that is none', { KEYBRAKE_PUBLIC_URL: 'keybrake' }, /KEYBRAKE_PUBLIC_URL/],
  ['an admin key that is too short', { KEYBRAKE_ADMIN_KEY: 'short' }, /KEYBRAKE_ADMIN_KEY/],
  ['a durability of nobody', { KEYBRAKE_DURABILITY: 'maybe' }, /KEYBRAKE_DURABILITY/],
  ['a flag that is neither true nor false', { KEYBRAKE_ALLOW_HTTP_UPSTREAM: 'yes' }, /KEYBRAKE_ALLOW_HTTP_UPSTREAM/],
]

for (const [what, env, words] of WRONG_SETTINGS)
  test(`a start with ${what} ends naming the setting, and makes nothing`, async () => {
    const dataDir = folders.next()
    const exit = await failedStart({ dataDir, env })
    assertWords(exit, words)
    const made = await readdir(dataDir).catch(() => [])
    assert.deepEqual(made, [])
  })

test('a data folder that cannot be written is named', async () => {
  const file = join(folders.root, 'a-file')
  await writeFile(file, 'not a folder')
  for (const dataDir of [file, join(file, 'below'), '/proc/keybrake'])
    assertWords(await failedStart({ dataDir }), 'KEYBRAKE_DATA_DIR', dataDir)
})

test('a folder that was used and lacks its master key gets no other one', async () => {
  const dataDir = folders.next()
  await (await startProduct({ dataDir, env: REAL })).stop()
  await rm(join(dataDir, 'master-key'))
  assertWords(await failedStart({ dataDir, env: REAL }), 'master-key is missing', 'KEYBRAKE_MASTER_KEY')
  assert.ok(!(await readdir(dataDir)).includes('master-key'))
})

test('a folder of a newer version is named as one', async () => {
  const dataDir = folders.next()
  await (await startProduct({ dataDir, env: REAL })).stop()
  const db = new DatabaseSync(join(dataDir, 'ledger.db'))
  db.exec('PRAGMA user_version = 99')
  db.close()
  assertWords(await failedStart({ dataDir, env: REAL }), 'KEYBRAKE_DATA_DIR', 'schema 99', 'use a newer one')
})

test('whatever is made in the data folder is for its owner only, also where the folder is not', async () => {
  const dataDir = folders.next()
  await mkdir(dataDir, { mode: 0o755, recursive: true })
  await using product = await startProduct({ dataDir, env: REAL })
  assert.ok(product.url !== '')
  for (const entry of await readdir(dataDir, { recursive: true, withFileTypes: true }))
    assert.equal((await stat(join(entry.parentPath, entry.name))).mode & 0o077, 0, entry.name)
})

test('a taken port is named', async () => {
  const taken = createServer()
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve))
  const { port } = taken.address() as { port: number }
  const exit = await failedStart({ dataDir: folders.next(), env: { ...REAL, KEYBRAKE_PORT: String(port) } })
  assertWords(exit, 'KEYBRAKE_PORT', String(port), 'taken')
  taken.close()
})

test('a second process on the data folder waits 2 s and ends saying so; the first goes on', async () => {
  const dataDir = folders.next()
  await using product = await startProduct({ dataDir, env: REAL })
  const startedMs = performance.now()
  const exit = await failedStart({ dataDir, env: REAL })
  assertWords(exit, 'KEYBRAKE_DATA_DIR')
  assert.ok(performance.now() - startedMs >= 2_000)
  await product.admin.issue({ total_usd_cap: 1 })
})

test('a data folder under another master key is refused, and stays as it was', async () => {
  const dataDir = folders.next()
  const env = { ...REAL, KEYBRAKE_MASTER_KEY: randomBytes(32).toString('base64') }
  const first = await startProduct({ dataDir, env })
  const key = await first.admin.issue({ total_usd_cap: 10 })
  await first.stop()
  const other = { ...REAL, KEYBRAKE_MASTER_KEY: randomBytes(32).toString('base64') }
  assertWords(await failedStart({ dataDir, env: other }), 'KEYBRAKE_MASTER_KEY')
  await using again = await startProduct({ dataDir, env })
  assert.equal((await stageOf(again).call({ key: key.vault_key, form: charge(100) })).status, 200)
})

test('a secret may stand in a file of its own', async () => {
  const dataDir = folders.next()
  await mkdir(dataDir, { recursive: true })
  const secretFile = join(folders.root, 'stripe-secret')
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
  await using product = await startProduct({ dataDir: folders.next(), env })
  assert.equal((await fetch(`${product.url}/readyz`)).status, 200)
  const { vault_key } = await product.admin.issue({ total_usd_cap: 10 })
  assert.equal((await stageOf(product).call({ key: vault_key, form: charge(1) })).code, 'upstream_unreachable')
})

test('a wrong issue is 422 naming each wrong field, and issues nothing', async () => {
  await using product = await startProduct({ dataDir: folders.next(), env: REAL })
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
    assert.ok(
      errors.some(({ pointer, message }) => pointer.startsWith(`/${field}`) && message !== ''),
      answer.text,
    )
  }
  const broken = await product.admin.request('POST', '/vault/keys', '{"vendor":"stripe"')
  assert.ok(broken.status === 400 || broken.status === 422, broken.text)
  assert.equal((await product.admin.request('POST', '/vault/keys', '[]')).status, 422)
  const { body } = await product.admin.request('GET', '/vault/keys')
  assert.deepEqual(body['data'], [])
})
