/** G4: the real secret goes to its vendor and nowhere else; the vault key never leaves the proxy. */
import assert from 'node:assert/strict'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, test } from 'node:test'
import { charge, eventually, SECRETS, stageOnRecorder } from '../support/stage.ts'
import { sendJson } from '../support/upstream.ts'

/** What the vendor answers next. */
let echo: (text: string) => string = () => ''
let inHeader = false
const { upstream, product, admin, call, row } = await stageOnRecorder(
  (_request, response) =>
    sendJson(
      response,
      200,
      {
        id: 'pi_1',
        object: 'payment_intent',
        amount: 100,
        currency: 'usd',
        note: inHeader ? '' : echo(SECRETS.stripe),
      },
      inHeader ? { 'stripe-version': echo(SECRETS.stripe) } : {},
    ),
  { KEYBRAKE_LOG_LEVEL: 'trace' },
)
beforeEach(() => {
  upstream.clear()
  echo = () => ''
  inHeader = false
})
const key = (await admin.issue({ total_usd_cap: 1_000, label: 'spy' })).vault_key
const base64 = (text: string): string => Buffer.from(text).toString('base64')

const ENCODINGS: Readonly<Record<string, (secret: string) => string>> = {
  plain: (secret) => `Invalid API Key provided: ${secret}`,
  base64: base64,
  'base64, one byte later': (secret) => base64(`x${secret}`),
  'base64, two bytes later, as Basic sends it': (secret) => base64(`xy${secret}:`),
  base64url: (secret) => Buffer.from(secret).toString('base64url'),
  hex: (secret) => Buffer.from(secret).toString('hex'),
  'hex in capitals': (secret) => Buffer.from(secret).toString('hex').toUpperCase(),
  percent: (secret) =>
    Buffer.from(secret)
      .toString('hex')
      .replaceAll(/../g, (pair) => `%${pair}`),
}

for (const [name, encoded] of Object.entries(ENCODINGS))
  test(`an answer with the real secret in it (${name}) is withheld, from writes and streamed reads`, async () => {
    echo = encoded
    const write = await call({ key, form: charge(100) })
    assert.equal(write.status, 502, write.text)
    assert.equal(write.code, 'upstream_broken')
    assert.ok(!write.text.includes(encoded(SECRETS.stripe)))
    // A stream may have begun when the secret comes: then it breaks off before it.
    const read = await call({ key, path: '/stripe/v1/charges' }).catch(() => null)
    assert.ok(read === null || !read.text.includes(encoded(SECRETS.stripe).slice(0, 40)), read?.text)
  })

test('a write whose answer was withheld is unknown and stays counted: nothing of that answer is written down', async () => {
  echo = (secret) => secret
  const answer = await call({ key, form: charge(100) })
  const found = await eventually(async () => {
    const held = await row(answer.callId)
    assert.notEqual(held['state'], 'held')
    return held
  })
  assert.equal(found['state'], 'unknown')
  assert.equal(found['cost_usd'], 1)
  assert.equal(found['vendor_object_id'], null)
})

test('a header with the real secret in it is withheld too', async () => {
  inHeader = true
  echo = (secret) => secret
  for (const one of [{ form: charge(100) }, { path: '/stripe/v1/charges' }]) {
    const answer = await call({ key, ...one })
    assert.equal(answer.status, 502)
    assert.ok(![...answer.headers.values()].some((value) => value.includes(SECRETS.stripe)))
  }
})

test('the vault key never goes up: not as credential, header, field or path', async () => {
  await call({ key, form: charge(100) })
  assert.equal(upstream.heard.length, 1)
  for (const name of ['x-api-key', 'cookie', 'x-other'])
    assert.equal((await call({ key, path: '/stripe/v1/charges', headers: { [name]: key } })).code, 'bad_request', name)
  assert.equal(upstream.heard.length, 1)
  assert.ok(!JSON.stringify(upstream.heard).includes('vault_key_'))
})

test('a vault key that slipped into a parameter or a header is refused, unsent', async () => {
  const slips = [
    { form: charge(100, { description: `my key is ${key}!` }) },
    { json: { amount: 100, currency: 'usd', metadata: { auth: key } } },
    { form: charge(100), headers: { 'user-agent': `agent ${key}` } },
    { form: charge(100), headers: { 'idempotency-key': key } },
    { path: `/stripe/v1/charges?customer=${key}` },
  ]
  for (const slip of slips) assert.equal((await call({ key, ...slip })).code, 'bad_request', JSON.stringify(slip))
  assert.equal(upstream.heard.length, 0)
})

test('a key that came in a wrong place has a row of the refusal, and the row does not hold it', async () => {
  const { id, vault_key: own } = await admin.issue({ total_usd_cap: 1 })
  const misplaced: readonly Parameters<typeof call>[0][] = [
    { key: own, path: `/stripe/v1/charges?customer=${own}` },
    { key: own, path: `/stripe/v1/customers/${own}` },
    { key: own, path: `/stripe/v1/customers/${own.replace('vault_key_', 'vault_key_%41')}` },
    { key: own, headers: { 'x-api-key': own, 'keybrake-label': `of ${own}` } },
    { key: own, headers: { 'user-agent': `agent ${own}` } },
    { key: 'none', path: `/stripe/v1/charges?customer=${own}` },
    { key: own, headers: { authorization: own } },
  ]
  for (const one of misplaced)
    assert.ok((await call(one)).headers.get('keybrake-call-id') !== null, JSON.stringify(one))
  const rows = await admin.audit(`key_id=${id}`)
  assert.deepEqual(rows.map(({ code }) => code).sort(), [
    ...Array.from({ length: 6 }, () => 'bad_request'),
    'path_not_canonical',
  ])
  assert.ok(!JSON.stringify(rows).includes(own.slice(20, 60)))
  // Of two keys neither is told.
  assert.equal((await call({ key: own, headers: { 'x-other': key } })).code, 'bad_request')
  assert.equal((await admin.audit(`key_id=${id}`)).length, rows.length)
  assert.equal(upstream.heard.length, 0)
})

test('parameters and headers may speak of vault keys', async () => {
  const headers = { 'user-agent': 'vault_key_rotator/1.0' }
  const form = charge(100, { description: 'see vault_key_docs', 'metadata[vault_key_id]': 'key_01' })
  assert.equal((await call({ key, headers, form })).status, 200)
  const json = { amount: 100, currency: 'usd', metadata: { vault_key_id: 'key_01' } }
  assert.equal((await call({ key, json })).status, 200)
  upstream.clear()
})

test('neither secret nor vault key is in any answer, log line, audit row, metric, event or file of the store', async () => {
  echo = (secret) => secret
  const keys = [key]
  for (const label of ['spy', 'two']) {
    const { vault_key } = await admin.issue({ total_usd_cap: 1_000, label })
    keys.push(vault_key)
    await call({ key: vault_key, form: charge(100, { description: 'PAN 4242424242424242' }) })
    await call({ key: vault_key, path: `/stripe/v1/charges/${vault_key}` })
    await call({ key: vault_key, headers: { authorization: `Bearer ${SECRETS.stripe}` } })
  }
  const paths = [
    '/vault/keys',
    '/vault/connections',
    '/vault/connections/stripe',
    '/vault/audit?kind=all',
    '/vault/audit?format=csv',
    '/vault/audit?format=jsonl&kind=all',
    '/vault/spend',
    '/vault/vendors',
    '/vault/principals',
    '/vault/budgets',
    '/metrics',
    '/healthz',
    '/readyz',
    '/openapi.json',
    '/docs',
  ]
  const texts = new Map<string, string>()
  for (const path of paths) texts.set(path, (await admin.request('GET', path)).text)
  texts.set('the log', product.stderr())
  texts.set('the output', product.stdout())
  for (const file of await readdir(product.dataDir, { recursive: true, withFileTypes: true }))
    if (file.isFile() && !['admin-key', 'master-key'].includes(file.name))
      texts.set(file.name, (await readFile(join(file.parentPath, file.name))).toString('latin1'))
  for (const [where, text] of texts) {
    for (const secret of [SECRETS.stripe, SECRETS.twilioToken, SECRETS.resend])
      for (const form of [secret, base64(secret), Buffer.from(secret).toString('hex')])
        assert.ok(!text.includes(form), `${where} holds a real secret`)
    for (const vaultKey of keys) assert.ok(!text.includes(vaultKey), `${where} holds a vault key`)
  }
  assert.ok(texts.size > paths.length + 2, `files to look at: ${[...texts.keys()].join(', ')}`)
})

test('request bodies are kept only redacted: amounts and ids stay, free text and card data do not', async () => {
  const answer = await call({
    key,
    form: charge(100, {
      customer: 'cus_7',
      description: 'private words',
      'metadata[note]': 'private note',
      receipt_email: 'jane.doe@example.com',
    }),
  })
  const recorded = await row(answer.callId)
  const kept = JSON.stringify(recorded)
  assert.match(kept, /cus_7/)
  for (const text of ['private words', 'private note', 'jane.doe@example.com']) assert.ok(!kept.includes(text), text)
})
