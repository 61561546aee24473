/** Reads stream past, however large, no faster than the caller reads; writes are read whole; a hang-up cancels no write. */
import assert from 'node:assert/strict'
import { type IncomingMessage, request } from 'node:http'
import { beforeEach, test } from 'node:test'
import { charge, eventually, SECRETS, stageOnRecorder } from '../support/stage.ts'
import { type Answer, paymentIntent } from '../support/upstream.ts'

/** What the vendor answers next. */
let answerNext: Answer = paymentIntent
const { upstream, product, admin, call, row } = await stageOnRecorder((...parts) => answerNext(...parts))
beforeEach(() => {
  upstream.clear()
  answerNext = paymentIntent
})
const key = (await admin.issue({ total_usd_cap: 1_000 })).vault_key
const MIB = 1024 * 1024
const chunk = Buffer.alloc(64 * 1024, 'x')

test('a read of 30 MiB comes whole, and the proxy does not gather it', async () => {
  answerNext = (_request, response) => {
    response.writeHead(200, { 'content-type': 'text/csv' })
    let left = 30 * MIB
    const push = (): void => {
      while (left > 0) {
        left -= chunk.length
        if (!response.write(chunk)) return void response.once('drain', push)
      }
      response.end()
    }
    push()
  }
  const answer = await call({ key, path: '/stripe/v1/charges' })
  assert.equal(answer.status, 200)
  assert.equal(answer.text.length, 30 * MIB)
  assert.equal((await eventually(() => row(answer.callId)))['state'], 'free')
})

test('the first part of a read arrives before the last was sent', async () => {
  let finish = (): void => undefined
  answerNext = (_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' })
    response.write(chunk)
    finish = () => response.end('end')
  }
  const answer = await fetch(`${product.url}/stripe/v1/charges`, { headers: { authorization: `Bearer ${key}` } })
  const reader = answer.body?.getReader()
  const first = await reader?.read()
  assert.ok((first?.value?.length ?? 0) > 0)
  finish()
  let length = first?.value?.length ?? 0
  for (let part = await reader?.read(); part?.done === false; part = await reader?.read()) length += part.value.length
  assert.equal(length, chunk.length + 3)
})

test('a part of a few bytes arrives when the vendor writes it, not when more has come', async () => {
  const parts = ['{"part":1}\n', 'data: {"part":2}\n\n', '3\n']
  const next: (() => void)[] = []
  answerNext = (_request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    for (const part of parts) next.push(() => response.write(part))
    next.push(() => response.end())
    next.shift()?.()
  }
  const answer = await fetch(`${product.url}/stripe/v1/charges`, { headers: { authorization: `Bearer ${key}` } })
  const reader = answer.body?.getReader()
  for (const part of parts) {
    const read = await reader?.read()
    assert.equal(Buffer.from(read?.value ?? []).toString(), part)
    next.shift()?.()
  }
  assert.equal((await reader?.read())?.done, true)
})

test('a read whose answer holds the secret, or breaks off before a byte passed, is answered 502, and its row says so', async () => {
  const answers: Answer[] = [
    (_request, response) => void response.end(`{"a":"${SECRETS.stripe}"}`),
    (_request, response) => {
      response.writeHead(200, { 'content-length': '100' })
      response.flushHeaders()
      setTimeout(() => response.socket?.destroy(), 30)
    },
  ]
  for (const next of answers) {
    answerNext = next
    const answer = await call({ key, path: '/stripe/v1/charges' })
    assert.deepEqual([answer.status, answer.code], [502, 'upstream_broken'])
    const found = await eventually(async () => {
      const ended = await row(answer.callId)
      assert.equal(ended['state'], 'free')
      return ended
    })
    assert.equal(found['status'], 502)
  }
})

test('a slow reader slows the vendor down: the proxy takes a bounded part ahead', async () => {
  let sent = 0
  let stopped = false
  answerNext = (_request, response) => {
    response.writeHead(200, { 'content-type': 'text/csv' })
    const push = (): void => {
      while (sent < 200 * MIB && !stopped) {
        sent += chunk.length
        if (!response.write(chunk)) return void response.once('drain', push)
      }
    }
    response.on('close', () => (stopped = true))
    push()
  }
  const outgoing = request(`${product.url}/stripe/v1/charges`, { headers: { authorization: `Bearer ${key}` } })
  const incoming = await new Promise<IncomingMessage>((resolve, reject) => {
    outgoing.on('response', resolve).on('error', reject).end()
  })
  incoming.pause()
  let before = -1
  for (let steady = 0; steady < 3; steady = before === sent ? steady + 1 : 0) {
    before = sent
    await new Promise((resolve) => setTimeout(resolve, 150))
  }
  assert.ok(sent < 60 * MIB, `${sent / MIB} MiB were taken from the vendor for a caller that reads nothing`)
  incoming.destroy()
  outgoing.destroy()
  await eventually(async () => assert.ok(stopped, 'a read is not read on for a caller who has left'))
})

test('a secret cut by a chunk border is seen, and the stream broken off before it', async () => {
  for (const at of [1, 10, SECRETS.stripe.length - 1]) {
    answerNext = (_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' })
      response.write(`${'y'.repeat(1_000)}${SECRETS.stripe.slice(0, at)}`)
      setTimeout(() => response.end(`${SECRETS.stripe.slice(at)}zzz`), 30)
    }
    const text = await call({ key, path: '/stripe/v1/charges' }).then(
      (answer) => answer.text,
      () => '',
    )
    assert.ok(!text.includes(SECRETS.stripe.slice(0, at).padEnd(8)) || at < 8)
    assert.ok(!text.includes('zzz'))
    assert.ok(!text.includes(SECRETS.stripe.slice(0, 12)), `cut at ${at}: ${text.slice(-60)}`)
  }
})

test('a stream that the vendor cuts is broken off, not ended as if it were whole', async () => {
  answerNext = (_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100000' })
    response.write('{"object":"list","data":[')
    setTimeout(() => response.socket?.destroy(), 30)
  }
  await assert.rejects(call({ key, path: '/stripe/v1/charges' }))
})

test('an answer to a write above 4 MiB is not passed on, and the call is unknown', async () => {
  answerNext = (_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' })
    response.end(JSON.stringify({ id: 'pi_1', object: 'payment_intent', note: 'x'.repeat(5 * MIB) }))
  }
  const answer = await call({ key, form: charge(100) })
  assert.equal(answer.status, 502)
  assert.equal(answer.code, 'upstream_broken')
  assert.equal((await eventually(() => row(answer.callId)))['state'], 'unknown')
})

test('a compressed answer is withheld: its cost and a leaked secret could not be seen', async () => {
  answerNext = (_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' })
    response.end('not even gzip')
  }
  for (const one of [{ form: charge(100) }, { path: '/stripe/v1/charges' }]) {
    const answer = await call({ key, ...one })
    assert.equal(answer.code, 'upstream_broken')
  }
})

test('a redirect is not followed', async () => {
  answerNext = (heard, response) => {
    response.writeHead(heard.url.includes('again') ? 200 : 307, { location: `${upstream.url}/again` })
    response.end('{}')
  }
  for (const one of [{ form: charge(100) }, { path: '/stripe/v1/charges/ch_1' }]) {
    const answer = await fetch(`${product.url}${'path' in one ? one.path : '/stripe/v1/payment_intents'}`, {
      method: 'form' in one ? 'POST' : 'GET',
      redirect: 'manual',
      headers: { authorization: `Bearer ${key}` },
      ...('form' in one ? { body: new URLSearchParams(one.form) } : {}),
    })
    assert.equal(answer.status, 307)
    assert.equal(answer.headers.get('location'), null)
  }
  assert.equal(upstream.heard.length, 2)
})

test('a caller that hangs up does not cancel a write: it is executed, settled and counted', async () => {
  const { id, vault_key } = await admin.issue({ total_usd_cap: 10, label: 'hang-up' })
  answerNext = (...parts) => void setTimeout(() => paymentIntent(...parts), 200)
  const gone = new AbortController()
  const lost = fetch(`${product.url}/stripe/v1/payment_intents`, {
    method: 'POST',
    headers: { authorization: `Bearer ${vault_key}` },
    body: new URLSearchParams(charge(700)),
    signal: gone.signal,
  })
  await eventually(async () => assert.equal(upstream.heard.length, 1))
  gone.abort()
  await assert.rejects(lost)
  await eventually(async () => {
    const [found] = await admin.audit(`key_id=${id}`)
    assert.equal(found?.['state'], 'settled')
    assert.equal(found?.['cost_usd'], 7)
  })
  assert.equal((await call({ key: vault_key, form: charge(301) })).code, 'cap_exhausted')
})

test('informational answers of the vendor say nothing of the outcome', async () => {
  answerNext = (heard, response, count) => {
    response.writeProcessing()
    response.writeEarlyHints({ link: '</a>; rel=preload' })
    paymentIntent(heard, response, count)
  }
  const answer = await call({ key, form: charge(100) })
  assert.equal(answer.status, 200)
  assert.equal((await eventually(() => row(answer.callId)))['state'], 'settled')
})
