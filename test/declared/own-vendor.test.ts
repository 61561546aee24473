/** A vendor that an operator declares in a file, from its connection to its settled calls, before a vendor on a real socket. */
import assert from 'node:assert/strict'
import { after, beforeEach, test } from 'node:test'
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Json } from '../support/admin.ts'
import { failedStart, startProduct } from '../support/product.ts'
import { eventually } from '../support/stage.ts'
import { type Answer, sendJson, startRecordingUpstream } from '../support/upstream.ts'

const TOKEN = 'tok_RealSecretOfTheOperator0123456789'
const folder = await mkdtemp(join(tmpdir(), 'keybrake-vendors-'))
await cp(`${import.meta.dirname}/acme.yaml`, join(folder, 'acme.yaml'))

let answerNext: Answer = (_request, response) => sendJson(response, 200, {})
const upstream = await startRecordingUpstream((...parts) => answerNext(...parts))
const product = await startProduct({ env: { KEYBRAKE_VENDORS_DIR: folder } })
const { admin } = product
after(async () => {
  await product.stop()
  await upstream[Symbol.asyncDispose]()
  await rm(folder, { recursive: true })
})
beforeEach(() => upstream.clear())

const made = await admin.request('POST', '/vault/connections', {
  name: 'acme',
  vendor: 'acme',
  secret: { client: 'client-1', token: TOKEN },
  upstream: upstream.url,
})
assert.equal(made.status, 201, made.text)

interface Called {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  readonly body: Json
}

async function call(headers: Record<string, string>, path: string, body: unknown): Promise<Called> {
  const answer = await fetch(`${product.url}/acme${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })
  const text = await answer.text()
  const isJson = answer.headers.get('content-type')?.startsWith('application/json') === true
  return { status: answer.status, headers: answer.headers, text, body: isJson ? (JSON.parse(text) as Json) : {} }
}

const rowOf = (answer: Called): Promise<Json> =>
  eventually(async () => {
    const { body } = await admin.request('GET', `/vault/audit/${answer.headers.get('keybrake-call-id') ?? ''}`)
    assert.notEqual(body['state'], 'held')
    return body
  })

const issue = (fields: Json = {}) => admin.issue({ connection: 'acme', total_usd_cap: 10, ...fields })

test('a call with the vault key in the vendor’s own header goes up with the real secret in its place, and is settled', async () => {
  answerNext = (_request, response) => sendJson(response, 200, { id: 'ch_1', total: 3.5 }, { 'x-request-id': 'r1' })
  const { vault_key } = await issue()
  const answer = await call({ 'x-acme-key': vault_key, 'x-acme-version': '7' }, '/v1/charges', { amount: 4 })
  assert.deepEqual([answer.status, answer.body], [200, { id: 'ch_1', total: 3.5 }])
  const [heard] = upstream.heard
  assert.deepEqual(
    [heard?.url, heard?.headers['x-acme-client'], heard?.headers['x-acme-key'], heard?.headers['x-acme-version']],
    ['/v1/charges', 'client-1', TOKEN, '7'],
  )
  assert.ok(!JSON.stringify(heard).includes(vault_key))
  const row = await rowOf(answer)
  assert.deepEqual(
    [
      row['operation'],
      row['state'],
      row['reserved_usd'],
      row['cost_usd'],
      row['vendor_object_id'],
      row['vendor_request_id'],
    ],
    ['charges.create', 'settled', 4, 3.5, 'ch_1', 'r1'],
  )
  assert.deepEqual(row['request'], { amount: '4' })
})

test('the vault key is taken as a bearer too, and by the key alone at the root', async () => {
  answerNext = (_request, response) => sendJson(response, 200, { total: 1 })
  const { vault_key } = await issue()
  assert.equal((await call({ authorization: `Bearer ${vault_key}` }, '/v1/charges', { amount: 1 })).status, 200)
  const root = await fetch(`${product.url}/v1/charges`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-acme-key': vault_key },
    body: '{"amount":1}',
  })
  assert.equal(root.status, 200)
  assert.equal(upstream.heard.length, 2)
})

test('two keys are no credential, and what is no vault key is refused in the vendor’s shape', async () => {
  const { vault_key } = await issue()
  const two = await call({ authorization: `Bearer ${vault_key}`, 'x-acme-key': vault_key }, '/v1/charges', {
    amount: 1,
  })
  const other = await call({ 'x-acme-key': TOKEN }, '/v1/charges', { amount: 1 })
  const none = await call({}, '/v1/charges', { amount: 1 })
  for (const answer of [two, other, none]) {
    assert.equal(answer.status === 400 || answer.status === 401, true, answer.text)
    assert.equal((answer.body['error'] as Json)['code'], 'refused')
    assert.ok(!answer.text.includes(TOKEN))
  }
  assert.equal(other.headers.get('keybrake-code'), 'invalid_key')
  assert.equal(upstream.heard.length, 0)
})

test('the cap holds to the micro-USD, under concurrency, and says so in the vendor’s shape', async () => {
  answerNext = (_request, response) => sendJson(response, 200, { id: 'ch' })
  const { vault_key } = await issue({ total_usd_cap: 10 })
  const answers = await Promise.all(
    Array.from({ length: 20 }, () => call({ 'x-acme-key': vault_key }, '/v1/charges', { amount: '2.5' })),
  )
  assert.equal(answers.filter(({ status }) => status === 200).length, 4)
  assert.equal(upstream.heard.length, 4)
  const refused = answers.find(({ status }) => status === 429)
  assert.equal(refused?.body['code'], 'cap_exhausted')
  assert.equal((refused?.body['error'] as Json)['code'], 'no_money')
  assert.equal((refused?.body['error'] as Json)['message'], refused?.body['message'])
  assert.equal(refused?.headers.get('x-should-retry'), 'false')
})

test('the vendor’s own refusal frees the hold; a fault of it does not', async () => {
  const { vault_key } = await issue()
  answerNext = (_request, response) => sendJson(response, 400, { error: { code: 'bad_amount' } })
  const refused = await rowOf(await call({ 'x-acme-key': vault_key }, '/v1/charges', { amount: 6 }))
  answerNext = (_request, response) => sendJson(response, 500, { error: { code: 'down' } })
  const broken = await rowOf(await call({ 'x-acme-key': vault_key }, '/v1/charges', { amount: 6 }))
  assert.deepEqual([refused['state'], refused['error'], broken['state']], ['released', 'bad_amount', 'unknown'])
})

/** Sends the lines as they are asked for, so that a test can look in between. */
const streaming = (parts: readonly string[], between: () => Promise<void> = () => Promise.resolve()): Answer =>
  async function (_request, response) {
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    for (const part of parts) {
      response.write(part)
      await between()
    }
    response.end()
  }

test('a stream passes while it comes, and its last event settles the call', async () => {
  const { vault_key } = await issue()
  let seen: () => void = () => undefined
  const firstSeen = new Promise<void>((resolve) => (seen = resolve))
  // The vendor waits until the caller has the first part: a proxy that gathered the answer would never end.
  answerNext = streaming(
    ['data: {"text":"one"}\n\n'.padEnd(4_096, '\n'), 'data: {"used":7}\n\ndata: [DONE]\n\n'],
    () => firstSeen,
  )
  const answer = await fetch(`${product.url}/acme/v1/text`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-acme-key': vault_key },
    body: '{"max":100}',
  })
  let text = ''
  const decoder = new TextDecoder()
  for await (const part of answer.body as ReadableStream<Uint8Array>) {
    text += decoder.decode(part, { stream: true })
    if (text.includes('one')) seen()
  }
  assert.match(text, /"used":7/)
  const row = await rowOf({ status: 200, headers: answer.headers, text, body: {} })
  assert.deepEqual([row['state'], row['reserved_usd'], row['cost_usd']], ['settled', 1, 0.07])
})

test('a stream that says nothing of its cost, or ends before its last event, costs its hold', async () => {
  const { vault_key } = await issue()
  for (const parts of [['data: {"text":"x"}\n\n', 'data: [DONE]\n\n'], ['data: {"used":1}\n\n']]) {
    answerNext = streaming(parts)
    const row = await rowOf(await call({ 'x-acme-key': vault_key }, '/v1/text', { max: 100 }))
    assert.deepEqual([row['state'], row['cost_usd']], ['settled', 1])
  }
})

test('a stream that breaks off leaves the outcome unknown, and its hold counted', async () => {
  const { vault_key } = await issue()
  answerNext = (_request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.write('data: {"used":1}\n\n'.padEnd(8_192, '\n'), () => response.destroy())
  }
  let id = ''
  await fetch(`${product.url}/acme/v1/text`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-acme-key': vault_key },
    body: '{"max":100}',
  })
    .then((answer) => {
      id = answer.headers.get('keybrake-call-id') ?? ''
      return answer.text()
    })
    .catch(() => undefined)
  const row = await rowOf({ status: 200, headers: new Headers({ 'keybrake-call-id': id }), text: '', body: {} })
  assert.deepEqual([row['state'], row['cost_usd']], ['unknown', 1])
})

test('an answer in one piece at a streaming endpoint settles as well, and a failure frees the hold', async () => {
  const { vault_key } = await issue()
  answerNext = (_request, response) => sendJson(response, 200, { used: 3 })
  const whole = await rowOf(await call({ 'x-acme-key': vault_key }, '/v1/text', { max: 100 }))
  answerNext = (_request, response) => sendJson(response, 403, { error: { code: 'no' } })
  const failed = await rowOf(await call({ 'x-acme-key': vault_key }, '/v1/text', { max: 100 }))
  assert.deepEqual([whole['state'], whole['cost_usd'], failed['state']], ['settled', 0.03, 'released'])
})

test('closed and unlisted endpoints stay shut for a key that may do everything', async () => {
  const { vault_key } = await issue({ allowed_endpoints: ['*'] })
  for (const path of ['/v1/keys', '/v2/keys/k1', '/v1/unlisted'])
    assert.equal(
      (await call({ 'x-acme-key': vault_key }, path, {})).headers.get('keybrake-code'),
      'endpoint_not_allowed',
    )
  assert.equal(upstream.heard.length, 0)
})

test('a connection needs each field of the secret, in its form, and the setting that its address has', async () => {
  const create = async (secret: Json, settings?: Json) => {
    const answer = await admin.request('POST', '/vault/connections', {
      name: 'acme-two',
      vendor: 'acme',
      secret,
      ...(settings === undefined ? {} : { settings }),
    })
    return [answer.status, ((answer.body['errors'] as readonly Json[] | undefined) ?? []).map(({ pointer }) => pointer)]
  }
  assert.deepEqual(await create({ client: 'c' }), [422, ['/secret/token']])
  assert.deepEqual(await create({ client: 'c', token: 'wrong' }), [422, ['/secret/token']])
  assert.deepEqual(await create({ client: 'c', token: 'tok_1' }), [422, ['/settings/region']])
  assert.deepEqual(await create({ client: 'c', token: 'tok_1' }, { region: 'evil.test/' }), [422, ['/settings/region']])
  assert.deepEqual(await create({ client: 'c', token: 'tok_1' }, { region: 'eu' }), [201, []])
  // Another region is another place for the secret: it must be given anew.
  const moved = await admin.request('PATCH', '/vault/connections/acme-two', { settings: { region: 'us' } })
  assert.deepEqual([moved.status, (moved.body['errors'] as readonly Json[])[0]?.['pointer']], [422, '/secret'])
})

test('GET /vault/vendors lists what the file declares', async () => {
  const { body } = await admin.request('GET', '/vault/vendors')
  const own = (body['data'] as readonly Json[]).find(({ vendor }) => vendor === 'acme')
  assert.deepEqual(own?.['secret_fields'], ['client', 'token'])
  assert.deepEqual(
    (own?.['operations'] as readonly Json[]).map(({ operation, endpoint, closed }) => [operation, endpoint, closed]),
    [
      ['charges.create', 'POST /v1/charges', false],
      ['text.create', 'POST /v1/text', false],
      ['things.list', 'GET /v1/things', false],
      ['keys.create', 'POST /v1/keys', true],
    ],
  )
})

test('a wrong file, or a name that is taken, stops the start and names file, line, column and field', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'keybrake-vendors-'))
  const dataDir = await mkdtemp(join(tmpdir(), 'keybrake-test-'))
  const file = join(dir, 'own.yaml')
  const good = await readFile(join(folder, 'acme.yaml'), 'utf8')
  const ends = async (text: string): Promise<string> => {
    await writeFile(file, text)
    const { code, stderr } = await failedStart({ dataDir, env: { KEYBRAKE_VENDORS_DIR: dir } })
    assert.equal(code, 2, stderr)
    return stderr
  }
  const line = good.slice(0, good.indexOf('money: usage')).split('\n').length
  assert.match(
    await ends(good.replace('money: usage', 'money: usge')),
    new RegExp(`own\\.yaml:${line}:12: endpoints\\.text\\.create\\.money: did you mean usage\\?`),
  )
  for (const [name, why] of [
    ['stripe', 'is a vendor already'],
    ['openai', 'is a vendor already'],
    ['vault', 'is a path of the admin API'],
    ['v1', 'is how vendors name their API versions'],
    ['verify', 'is a product of twilio'],
    ['emails', 'is a path of resend'],
  ] as const)
    assert.match(
      await ends(good.replace('vendor: acme', `vendor: ${name}`)),
      new RegExp(`own\\.yaml:1:1: vendor: ${name} ${why}`),
    )
  await rm(dir, { recursive: true })
  await rm(dataDir, { recursive: true })
})

test('without the file of a connection’s vendor the product does not start, and says which', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'keybrake-test-'))
  const first = await startProduct({ dataDir, env: { KEYBRAKE_VENDORS_DIR: folder } })
  const answer = await first.admin.request('POST', '/vault/connections', {
    name: 'acme',
    vendor: 'acme',
    secret: { client: 'c', token: 'tok_1' },
    settings: { region: 'eu' },
  })
  assert.equal(answer.status, 201, answer.text)
  await first.stop()
  const { code, stderr } = await failedStart({ dataDir })
  assert.equal(code, 2)
  assert.match(stderr, /the connection acme is of the vendor acme, which no file there declares/)
  await rm(dataDir, { recursive: true })
})
