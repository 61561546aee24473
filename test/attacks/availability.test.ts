/** What one caller with one key can do to all others: nothing that stops, slows or fills the process. */
import assert from 'node:assert/strict'
import { connect, type Socket } from 'node:net'
import { test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { type CallAnswer, charge, eventually, stageOnSandbox } from '../support/stage.ts'

const { sandbox, product, admin, call } = await stageOnSandbox()
const { vault_key } = await admin.issue({ total_usd_cap: 1_000 })
const mailer = await admin.issue({ connection: 'resend', total_usd_cap: 1_000 })
const MIB = 1024 * 1024

/** Does `work`, and says for how long the process answered nobody meanwhile. */
async function silenceMsDuring(work: () => Promise<unknown>): Promise<number> {
  let over = false
  let worstMs = 0
  const watch = (async () => {
    while (!over) {
      const startMs = performance.now()
      assert.equal((await fetch(`${product.url}/healthz`)).status, 200)
      worstMs = Math.max(worstMs, performance.now() - startMs)
      await delay(5)
    }
  })()
  await work()
  over = true
  await watch
  return worstMs
}

const json = (path: string, key: string, body: string): Promise<CallAnswer> =>
  call({ key, path, body, type: 'application/json' })

const name = (chars: number): string => 'n'.repeat(chars)
const list = (count: number, of: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => of(index)).join(',')
const money = '"amount":1,"currency":"usd"'
const EXPANDING: Readonly<Record<string, string>> = {
  'one long name above very many values': `{${money},"a":{"${name(300_000)}":[${list(100_000, () => '1')}]}}`,
  'one long name above very many empty objects': `{${money},"${name(300_000)}":{${list(60_000, (index) => `"${index}":{}`)}}}`,
  'a name of allowed length above very many empty objects': `{${money},"${name(2_000)}":{${list(90_000, (index) => `"${index}":{}`)}}}`,
  'very many small values': `{${money},"a":[${list(180_000, () => '1')}]}`,
}

for (const [what, body] of Object.entries(EXPANDING)) {
  test(`a JSON body with ${what} is refused before it becomes a form, and nobody waits for it`, async () => {
    const heard = sandbox.heard().length
    const silenceMs = await silenceMsDuring(async () => {
      assert.equal((await json('/stripe/v1/payment_intents', vault_key, body)).code, 'ambiguous_body')
    })
    assert.ok(silenceMs < 2_000, `${Math.round(silenceMs)} ms`)
    assert.equal(sandbox.heard().length, heard)
  })
}

test('a form of very many fields is refused, and nobody waits for it', async () => {
  const fields = Array.from({ length: 150_000 }, (_, index) => `k${index.toString(36)}=`).join('&')
  const silenceMs = await silenceMsDuring(async () => {
    assert.equal((await call({ key: vault_key, body: fields })).code, 'ambiguous_body')
  })
  assert.ok(silenceMs < 2_000, `${Math.round(silenceMs)} ms`)
})

test('large JSON of very many values, three at once, is refused and takes no process down', async () => {
  const body = `{"from":"a@acme.com","to":"b@acme.com","x":[${'{},'.repeat(10 * MIB)}{}]}`
  const answers = await Promise.all([1, 2, 3].map(() => json('/resend/emails', mailer.vault_key, body)))
  assert.deepEqual(
    answers.map(({ code }) => code),
    ['ambiguous_body', 'ambiguous_body', 'ambiguous_body'],
  )
  assert.equal((await call({ key: vault_key, form: charge(1) })).status, 200)
})

/** Opens connections that announce a body, send `sent` of it (or all), and fall silent. */
async function halfSent(count: number, key: string, path: string, length: number, sent: Buffer): Promise<Socket[]> {
  const head = [
    `POST ${path} HTTP/1.1`,
    'Host: a',
    `Authorization: Bearer ${key}`,
    'Content-Type: application/json',
    `Content-Length: ${length}`,
  ].join('\r\n')
  const sockets = Array.from({ length: count }, () => connect(product.port, '127.0.0.1').on('error', () => undefined))
  await Promise.all(
    sockets.map(
      (socket) =>
        new Promise<unknown>((resolve) => {
          socket.write(`${head}\r\n\r\n`)
          socket.write(sent, resolve)
        }),
    ),
  )
  return sockets
}

test('2,000 bodies that never end, of a key that may make one call at once, take no other caller’s place', async () => {
  const slow = await admin.issue({ total_usd_cap: 10, max_concurrent_calls: 1 })
  const sockets = await halfSent(2_000, slow.vault_key, '/stripe/v1/payment_intents', 30, Buffer.from('amount=1'))
  try {
    await delay(300)
    const startMs = performance.now()
    assert.equal((await call({ key: vault_key, form: charge(1) })).status, 200)
    assert.ok(performance.now() - startMs < 4_000)
  } finally {
    for (const socket of sockets) socket.destroy()
  }
})

test('large bodies that never end fill their own room, not that of ordinary calls, and leave it empty', async () => {
  const mail = (chars: number): Promise<CallAnswer> => {
    const body = JSON.stringify({ from: 'a@acme.com', to: 'b@acme.com', subject: 's', text: 'x'.repeat(chars) })
    return json('/resend/emails', mailer.vault_key, body)
  }
  // More than fit: where one of them gives up because a mail took its room for a moment, another fills it again.
  const sockets = await halfSent(320, mailer.vault_key, '/resend/emails', MIB + 1, Buffer.alloc(MIB, 0x20))
  try {
    await eventually(async () => assert.equal((await mail(2 * MIB)).code, 'overloaded'), 20_000)
    assert.equal((await call({ key: vault_key, form: charge(1) })).status, 200)
  } finally {
    for (const socket of sockets) socket.destroy()
  }
  await eventually(async () => assert.equal((await mail(30 * MIB)).code, null), 10_000)
})

test('2,000 calls that name one object, of a key that may make one call at once, take no other caller’s place', async () => {
  const one = await admin.issue({ total_usd_cap: 10, max_concurrent_calls: 1 })
  const intent = await call({ key: one.vault_key, form: charge(100) })
  const path = `/v1/payment_intents/${String(intent.body['id'])}`
  sandbox.order({ vendor: 'stripe', kind: 'delay', ms: 7_000, match: { method: 'POST', path } })
  const body = Buffer.from('{"amount":90,"currency":"usd"}')
  const sockets = await halfSent(2_000, one.vault_key, `/stripe${path}`, body.length, body)
  try {
    await eventually(async () => assert.ok(sandbox.heard().some(({ url }) => url === path)))
    await delay(300)
    const startMs = performance.now()
    assert.equal((await call({ key: vault_key, form: charge(1) })).status, 200)
    assert.ok(performance.now() - startMs < 3_000)
  } finally {
    for (const socket of sockets) socket.destroy()
  }
})

test('the row of a call is small, whatever its path and tags', async () => {
  const long = await call({ key: vault_key, path: `/stripe/v1/customers/${name(5_000)}` })
  assert.equal(long.code, 'path_not_canonical')
  const headers = { 'keybrake-label': name(4_000), [`keybrake-tag-${name(4_000)}`]: 'x', 'keybrake-tag-b': name(4_000) }
  const tagged = await call({ key: vault_key, path: '/stripe/v1/balance', headers })
  assert.equal(tagged.status, 200)
  const row = await admin.request('GET', `/vault/audit/${tagged.callId}`)
  assert.ok(row.text.length < 4_000, `${row.text.length} characters`)
})

test('one principal has a bounded number of event streams, and calls go on beside them', async () => {
  const issuer = await admin.request('POST', '/vault/principals', { name: 'watcher', role: 'issuer' })
  const authorization = `Bearer ${String(issuer.body['credential'])}`
  const gone = new AbortController()
  const open = () => fetch(`${product.url}/vault/events`, { headers: { authorization }, signal: gone.signal })
  try {
    const statuses = (await Promise.all(Array.from({ length: 60 }, open))).map(({ status }) => status)
    assert.equal(statuses.filter((status) => status === 200).length, 32)
    assert.equal((await call({ key: vault_key, form: charge(1) })).status, 200)
  } finally {
    gone.abort()
  }
})
