import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { type Code, CODES } from '@keybrake/core'
import createClient from 'twilio'
import { twilio } from '../adapter.ts'
import { TWILIO_CODES } from '../refusal.ts'

const codes = Object.keys(CODES) as Code[]
const render = (code: Code) =>
  twilio.refusal({ code, message: `stopped by ${code}`, details: { budget: 'key:1', status: 'nonsense' } }, 'call_1')

test('every code has an integer of our own, used once', () => {
  const integers = codes.map((code) => TWILIO_CODES[code])
  assert.equal(new Set(integers).size, codes.length)
  for (const code of codes) {
    const integer = TWILIO_CODES[code]
    assert.ok(Number.isInteger(integer) && integer >= 900_000 && integer <= 909_999, code)
    assert.equal(Math.trunc(integer / 10) % 1000, CODES[code].status, code)
  }
})

test('a refusal has Twilio’s fields at the top and our own in keybrake', () => {
  for (const code of codes) {
    const { status, headers, body } = render(code)
    const parsed = JSON.parse(body) as Record<string, unknown>
    assert.equal(status, CODES[code].status)
    assert.equal(parsed.status, status)
    assert.equal(parsed.code, TWILIO_CODES[code])
    assert.equal(parsed.message, `stopped by ${code}`)
    assert.equal(parsed.call_id, 'call_1')
    assert.equal(typeof parsed.more_info, 'string')
    assert.equal(parsed.budget, 'key:1')
    assert.equal((parsed.keybrake as Record<string, unknown>).code, code)
    // With `type` and `title` beside them twilio-node would make another exception of it.
    assert.ok(!('type' in parsed) && !('title' in parsed))
    assert.equal(new Map(headers).get('keybrake-code'), code)
  }
})

test('twilio-node raises its ordinary RestException with our message, at once', async () => {
  let requests = 0
  const server = createServer((_request, response) => {
    requests++
    const { status, headers, body } = render(codes[requests - 1] ?? 'internal')
    response.writeHead(status, Object.fromEntries(headers)).end(body)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  try {
    const account = 'AC00000000000000000000000000000001'
    const client = createClient(account, 'vault_key_x')
    client.api.baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    for (const code of codes)
      await assert.rejects(client.messages.create({ to: '+14155550100', from: '+14155550199', body: 'x' }), (error) => {
        assert.ok(error instanceof createClient.RestException)
        assert.equal(error.status, CODES[code].status)
        assert.equal(error.code, TWILIO_CODES[code])
        assert.match(error.message, new RegExp(`stopped by ${code}`))
        return true
      })
    assert.equal(requests, codes.length)
  } finally {
    server.close()
    server.closeAllConnections()
  }
})
