import assert from 'node:assert/strict'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, test } from 'node:test'
import { type Code, CODES, type Refusal } from '@keybrake/core'
import { Resend } from 'resend'
import { refusal } from '../refusal.ts'

const MESSAGE = 'The daily cap of 5 USD is used up. Do not retry.'
let answer: Refusal
let requests = 0
let server: Server

before(async () => {
  server = createServer((request, response) => {
    requests++
    request.resume()
    const { status, headers, body } = refusal(answer, 'call_1')
    response.writeHead(status, Object.fromEntries(headers)).end(body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
})

after(() => {
  server.closeAllConnections()
  server.close()
})

test('resend-node answers its ordinary error with our message, at once and without a retry', async () => {
  const { port } = server.address() as AddressInfo
  const client = new Resend('re_x', { baseUrl: `http://127.0.0.1:${port}` })
  const expected: readonly (readonly [Code, number, string])[] = [
    ['cap_exhausted', 429, 'monthly_quota_exceeded'],
    ['rate_limited', 429, 'rate_limit_exceeded'],
    ['endpoint_not_allowed', 403, 'invalid_permission'],
    ['key_revoked', 401, 'restricted_api_key'],
    ['ledger_unavailable', 503, 'service_unavailable'],
  ]
  for (const [code, status, name] of expected) {
    answer = { code, message: MESSAGE, details: {} }
    requests = 0
    const { data, error } = await client.emails.send({ from: 'a@acme.com', to: 'b@x.com', subject: 's', text: 't' })
    assert.equal(data, null)
    assert.deepEqual([error?.statusCode, error?.name, error?.message], [status, name, MESSAGE])
    assert.equal(requests, 1, 'it was sent again')
  }
})

/** The three names by which Resend's Python client raises its rate-limit exception on a 429. */
const RATE_LIMIT_NAMES = ['rate_limit_exceeded', 'daily_quota_exceeded', 'monthly_quota_exceeded']

test('every 429 has a name that Resend’s Python client takes for a rate limit', () => {
  for (const code of Object.keys(CODES) as Code[]) {
    if (CODES[code].status !== 429) continue
    const { name } = JSON.parse(refusal({ code, message: 'm', details: {} }, null).body)
    assert.ok(RATE_LIMIT_NAMES.includes(name), code)
  }
})

test('every code has Resend’s three fields, our fields beside them and again as keybrake', () => {
  for (const code of Object.keys(CODES) as Code[]) {
    const details = { cap_usd: 5, statusCode: 0, name: 'x', keybrake: 'x' }
    const { status, body } = refusal({ code, message: MESSAGE, details }, 'call_1')
    const json = JSON.parse(body)
    assert.equal(json.statusCode, status)
    assert.match(json.name, /^[a-z_]{5,}$/)
    assert.deepEqual([json.code, json.message, json.call_id, json.cap_usd], [code, MESSAGE, 'call_1', 5])
    assert.deepEqual([json.keybrake.code, json.keybrake.message, json.keybrake.call_id], [code, MESSAGE, 'call_1'])
  }
})
