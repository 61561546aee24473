import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { test } from 'node:test'
import { type Fields, OPERATOR_CREDENTIAL, startAdmin, type TestAdmin } from './testing/start-admin.ts'

const KEY = { vendor: 'stripe', total_usd_cap: 60, allowed_endpoints: ['POST /v1/payment_intents'], label: 'café' }
const AUTHORIZATION = `Authorization: Bearer ${OPERATOR_CREDENTIAL}`
const JSON_TYPE = 'Content-Type: application/json'

interface Wire {
  readonly head: string
  readonly body: Fields
}

/** Sends these bytes on a connection of their own and reads the answers to them, in order. */
async function exchange(admin: TestAdmin, requests: readonly Buffer[]): Promise<readonly Wire[]> {
  const { port } = new URL(admin.url)
  const socket = connect(Number(port), '127.0.0.1')
  await once(socket, 'connect')
  const answers: Wire[] = []
  let bytes = Buffer.alloc(0)
  const done = new Promise<void>((resolve, reject) => {
    socket.on('error', reject).on('close', () => resolve())
    socket.on('data', (chunk) => {
      bytes = Buffer.concat([bytes, chunk])
      for (;;) {
        const end = bytes.indexOf('\r\n\r\n')
        const head = bytes.toString('latin1', 0, Math.max(end, 0))
        const length = Number(/^content-length: (\d+)$/im.exec(head)?.[1] ?? Number.NaN)
        if (end < 0 || !(bytes.length >= end + 4 + length)) return
        const body = bytes.toString('utf8', end + 4, end + 4 + length)
        answers.push({ head, body: JSON.parse(body) as Fields })
        bytes = bytes.subarray(end + 4 + length)
        if (answers.length === requests.length) socket.end()
      }
    })
  })
  socket.write(Buffer.concat(requests))
  await done
  return answers
}

function post(
  body: string | Buffer,
  { path = '/vault/keys', headers = [AUTHORIZATION, JSON_TYPE] }: { path?: string; headers?: readonly string[] } = {},
): Buffer {
  const bytes = Buffer.from(body)
  const head = [`POST ${path} HTTP/1.1`, 'Host: localhost', ...headers, `Content-Length: ${bytes.length}`, '', '']
  return Buffer.concat([Buffer.from(head.join('\r\n'), 'latin1'), bytes])
}

/** Which answers are the same at both, whoever read the request. */
const REQUESTS: Readonly<Record<string, Buffer>> = {
  'a right one': post(JSON.stringify(KEY)),
  'the other path': post(JSON.stringify(KEY), { path: '/v1/keys' }),
  'an idempotency key': post(JSON.stringify(KEY), { headers: [AUTHORIZATION, JSON_TYPE, 'Idempotency-Key: job-1'] }),
  'its repeat': post(JSON.stringify(KEY), { headers: [AUTHORIZATION, JSON_TYPE, 'Idempotency-Key: job-1'] }),
  'its repeat with another body': post('{}', { headers: [AUTHORIZATION, JSON_TYPE, 'Idempotency-Key: job-1'] }),
  'a charset': post(JSON.stringify(KEY), { headers: [AUTHORIZATION, 'content-type: application/json; charset=utf-8'] }),
  'another type': post('a=b', { headers: [AUTHORIZATION, 'Content-Type: application/x-www-form-urlencoded'] }),
  'no type': post(JSON.stringify(KEY), { headers: [AUTHORIZATION] }),
  'no credential': post(JSON.stringify(KEY), { headers: [JSON_TYPE] }),
  'a wrong credential': post(JSON.stringify(KEY), { headers: ['Authorization: Bearer x', JSON_TYPE] }),
  'an empty body': post(''),
  'no JSON': post('{"vendor"'),
  'a name twice': post('{"vendor":"stripe","vendor":"stripe"}'),
  'bytes that are no UTF-8': post(Buffer.from('{"label":"\xe9"}', 'latin1')),
  'wrong fields': post('{"vendor":"strip","total_usd_cap":-1,"allowed_endpoints":[],"labl":"x"}'),
  'a query that is not known': post(JSON.stringify(KEY), { path: '/vault/keys?dry=1' }),
  'a path that is not known': post(JSON.stringify(KEY), { path: '/vault/keys/' }),
  'a session that is none': post(JSON.stringify(KEY), { headers: ['Cookie: keybrake_session=x', JSON_TYPE] }),
}

/** What chance and the clock make different each time. */
const VARYING = new Set(['id', 'key_id', 'vault_key', 'token', 'budget', 'base_url', 'created_at', 'expires_at'])

const steady = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value, (name, member: unknown) => (VARYING.has(name) ? typeof member : member)))

/** Status and headers without those that speak of time, in one order and case. */
const headLines = (head: string): readonly string[] =>
  head
    .split('\r\n')
    .map((line) => line.replace(/^[^:]+:/, (name) => name.toLowerCase()))
    .filter((line) => !/^(?:date|content-length):/.test(line))
    .toSorted()

test('a request is answered the same whether the fast lane has read it or the framework', async () => {
  await using fast = await startAdmin('fast')
  await using node = await startAdmin('node')
  for (const [name, request] of Object.entries(REQUESTS)) {
    const [[ofFast], [ofNode]] = [await exchange(fast, [request]), await exchange(node, [request])]
    assert.ok(ofFast !== undefined && ofNode !== undefined, name)
    assert.deepEqual(headLines(ofFast.head), headLines(ofNode.head), name)
    assert.deepEqual(steady(ofFast.body), steady(ofNode.body), name)
  }
})

test('a plain request for a key does not come to the framework, any other request does', async () => {
  await using admin = await startAdmin('fast')
  const others: string[] = []
  for (const [name, request] of Object.entries(REQUESTS)) {
    const before = admin.framework()
    await exchange(admin, [request])
    if (admin.framework() > before) others.push(name)
  }
  assert.deepEqual(others, [
    'another type',
    'no type',
    'an empty body',
    'bytes that are no UTF-8',
    'a query that is not known',
    'a path that is not known',
  ])
})

test('keys asked for on one connection are answered in order, each a key of its own that is there', async () => {
  await using admin = await startAdmin('fast')
  const labels = Array.from({ length: 40 }, (_, index) => `job-${index}`)
  const answers = await exchange(
    admin,
    labels.map((label) => post(JSON.stringify({ ...KEY, label }))),
  )
  assert.deepEqual(
    answers.map(({ body }) => body.label),
    labels,
  )
  assert.equal(new Set(answers.map(({ body }) => body.vault_key)).size, labels.length)
  for (const { body } of answers.slice(-3))
    assert.equal((await admin.send('GET', `/vault/keys/${String(body.id)}`)).body.status, 'active')
})

test('where the ledger cannot commit, a plain request is told so, and a caller that leaves keeps nothing open', async () => {
  const admin = await startAdmin('fast')
  const { port } = new URL(admin.url)
  const gone = connect(Number(port), '127.0.0.1')
  await once(gone, 'connect')
  gone.write(post(JSON.stringify(KEY)), () => gone.destroy())
  await admin.closeStore()
  const [refused] = await exchange(admin, [post(JSON.stringify(KEY))])
  assert.match(refused?.head ?? '', /^HTTP\/1\.1 503 /)
  assert.equal(refused?.body.code, 'ledger_unavailable')
  // Ends only when nothing is being answered any more.
  await admin[Symbol.asyncDispose]()
})
