/** Requests over real sockets, against a server that answers as the admin API does, or not at all. */
import assert from 'node:assert/strict'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type TestContext, test } from 'node:test'
import { address, ask, get, patch, post, whenSessionEnds } from './http.ts'
import { faultAt, Problem, sentenceOf, Unreachable } from './problem.ts'

async function serving(t: TestContext, listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const refusing =
  (status: number, problem: object): RequestListener =>
  (_request, response) =>
    void response.writeHead(status, { 'content-type': 'application/problem+json' }).end(JSON.stringify(problem))

const thrownBy = async (promise: Promise<unknown>): Promise<unknown> => {
  try {
    await promise
  } catch (error) {
    return error
  }
  return assert.fail('nothing was thrown')
}

test('a write is JSON, its answer the JSON value with its headers', async (t) => {
  const url = await serving(t, (request, response) => {
    let body = ''
    request.setEncoding('utf8').on('data', (text: string) => (body += text))
    request.on('end', () => {
      response.setHeader('etag', '"7"')
      response.end(
        JSON.stringify({
          method: request.method,
          type: request.headers['content-type'],
          body,
          match: request.headers['if-match'],
        }),
      )
    })
  })
  const answer = await ask<Record<string, unknown>>('PUT', `${url}/vault/brake`, { body: { engaged: true } })
  assert.deepEqual(answer.value, { method: 'PUT', type: 'application/json', body: '{"engaged":true}' })
  assert.equal(answer.headers.get('etag'), '"7"')
  assert.equal((await patch<Record<string, unknown>>(`${url}/x`, {}, { 'if-match': '"7"' }))['match'], '"7"')
  assert.equal((await get<Record<string, unknown>>(`${url}/x`))['body'], '')
})

test('a problem is thrown with its faults at their fields', async (t) => {
  const url = await serving(
    t,
    refusing(422, {
      title: 'A field is not valid.',
      status: 422,
      code: 'invalid_request',
      detail: 'See errors.',
      errors: [{ pointer: '/daily_usd_cap', message: 'must not be negative' }, { pointer: 5 }],
    }),
  )
  const error = await thrownBy(post(`${url}/vault/keys`, {}))
  assert.ok(error instanceof Problem)
  assert.equal(error.code, 'invalid_request')
  assert.equal(faultAt(error, '/daily_usd_cap'), 'must not be negative')
  assert.equal(faultAt(error, '/label'), undefined)
  assert.equal(sentenceOf(error), 'A field is not valid. daily_usd_cap must not be negative.')
})

test('an answer that is no JSON is an error of its status, not a crash', async (t) => {
  const url = await serving(t, (_request, response) => void response.writeHead(502).end('<html>'))
  const error = await thrownBy(get(`${url}/vault/keys`))
  assert.ok(error instanceof Problem)
  assert.equal(error.code, 'http_502')
})

test('no answer to a write says that it may have happened; to a read it does not', async (t) => {
  const url = await serving(t, (request) => void request.socket.destroy())
  const write = await thrownBy(post(`${url}/vault/keys/revoke`, {}))
  assert.ok(write instanceof Unreachable)
  assert.match(write.message, /may or may not have happened/)
  const read = await thrownBy(get(`${url}/vault/keys`))
  assert.ok(read instanceof Unreachable)
  assert.doesNotMatch(read.message, /may or may not/)
})

test('a session that is over is told once, to whoever leads back to sign-in', async (t) => {
  const url = await serving(t, refusing(401, { code: 'unauthenticated' }))
  let ended = 0
  whenSessionEnds(() => ended++)
  t.after(() => whenSessionEnds(() => undefined))
  await thrownBy(get(`${url}/vault/keys`))
  assert.equal(ended, 1)
})

test('names without a value are left out of an address, all others are escaped', () => {
  assert.equal(
    address('/vault/audit', { label: 'a&b=c d', run: undefined, q: '', limit: 5 }),
    '/vault/audit?label=a%26b%3Dc+d&limit=5',
  )
  assert.equal(address('/vault/keys'), '/vault/keys')
})
