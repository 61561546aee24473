import assert from 'node:assert/strict'
import { test } from 'node:test'
import { microUsd } from '@keybrake/core'
import type { UpstreamHead } from '../upstream/exchange.ts'
import type { Admission } from './admit.ts'
import { answerHeaders, isEncoded, rewriteLinks, vendorAnswer } from './answer.ts'
import { connectionRecord, liveConnection } from './testing/caller.ts'

const STRIPE = liveConnection(connectionRecord('stripe'))
const TWILIO = liveConnection(connectionRecord('twilio'))
const BASE = 'http://127.0.0.1:8787/twilio'

const head = (headers: Readonly<Record<string, string>> = {}): UpstreamHead => ({
  status: 200,
  headers: new Map(Object.entries(headers)),
})
const admission = (remaining: bigint | null): Admission =>
  ({ callId: 'call_1', remaining: remaining === null ? null : microUsd(remaining) }) as unknown as Admission
const bytesOf = (text: string): string => Buffer.from(text).toString('latin1')
const textOf = (bytes: string): string => Buffer.from(bytes, 'latin1').toString()
const rewritten = (text: string, connection = TWILIO): string => textOf(rewriteLinks(connection, bytesOf(text), BASE))

test('links to the vendor’s hosts lead back through the proxy, each with its product', () => {
  assert.equal(
    rewritten('{"next_page_url":"https://api.twilio.com/2010-04-01/A?Page=1","s":"https://verify.twilio.com/v2/S"}'),
    `{"next_page_url":"${BASE}/api/2010-04-01/A?Page=1","s":"${BASE}/verify/v2/S"}`,
  )
})

test('a link written with escaped slashes is the same link', () => {
  assert.equal(
    rewritten(String.raw`{"u":"https:\/\/api.twilio.com\/2010-04-01\/A"}`),
    String.raw`{"u":"${BASE}/api/2010-04-01\/A"}`,
  )
})

test('a link to the address that stands in for the vendor is rewritten too', () => {
  const mock = liveConnection(connectionRecord('twilio', {}, { upstreams: { api: 'http://127.0.0.1:9999' } }))
  assert.equal(rewritten('{"u":"http://127.0.0.1:9999/2010-04-01/A"}', mock), `{"u":"${BASE}/api/2010-04-01/A"}`)
})

test('nothing but whole strings that begin with a host of the vendor is touched', () => {
  for (const text of [
    '{"u":"see https://api.twilio.com/x"}',
    '{"u":"https://api.twilio.com.evil.test/x"}',
    '{"u":"https://api.twilio.com"}',
    '{"u":"http://api.twilio.com/x"}',
    '{"u":"https://other.test/x"}',
  ])
    assert.equal(rewritten(text), text)
  const stripe = '{"u":"https://api.stripe.com/v1/a"}'
  assert.equal(rewritten(stripe, STRIPE), stripe)
})

test('bytes that are no text pass unchanged, also where a link stands among them', () => {
  const result = rewriteLinks(TWILIO, '\xff\xfe\0\x80"https://api.twilio.com/x"\xc3(\xff', BASE)
  assert.equal(result, `\xff\xfe\0\x80"${BASE}/api/x"\xc3(\xff`)
  assert.equal(rewritten('{"name":"Zoë 🎉","u":"https://api.twilio.com/x"}'), `{"name":"Zoë 🎉","u":"${BASE}/api/x"}`)
})

test('only headers of the vendor’s list come down, with the call’s id and what remains', () => {
  const headers = answerHeaders(
    STRIPE,
    head({
      'content-type': 'application/json',
      'request-id': 'req_1',
      'set-cookie': 'a',
      server: 'nginx',
      location: '/x',
    }),
    admission(12_500_000n),
    null,
  )
  assert.deepEqual(Object.fromEntries(headers), {
    'content-type': 'application/json',
    'request-id': 'req_1',
    'keybrake-call-id': 'call_1',
    'keybrake-remaining-usd': '12.5',
  })
})

test('the idempotency key comes back as the caller sent it, never as it was scoped', () => {
  const scoped = head({ 'idempotency-key': 'kb_scoped' })
  assert.equal(new Map(answerHeaders(STRIPE, scoped, admission(null), 'order-1')).get('idempotency-key'), 'order-1')
  assert.equal(new Map(answerHeaders(STRIPE, scoped, admission(null), null)).has('idempotency-key'), false)
})

test('where nothing is capped nothing remains', () => {
  assert.equal(new Map(answerHeaders(STRIPE, head(), admission(null), null)).has('keybrake-remaining-usd'), false)
  assert.equal(new Map(answerHeaders(STRIPE, head(), admission(0n), null)).get('keybrake-remaining-usd'), '0')
})

test('an answer is JSON only where the whole of it is, plain and in UTF-8', () => {
  const json = (body: string, headers = {}) => vendorAnswer(head(headers), body).json
  assert.ok(json('{"a":1}') instanceof Map)
  assert.equal(json('null'), null)
  assert.equal(json(bytesOf('"Zoë 🎉"')), 'Zoë 🎉')
  for (const body of ['', '{"a":', '{"a":1}x', '{"a":1,"a":2}', '"\xff"', '"\xc3("', bytesOf('\ufeff{}'), '<html>'])
    assert.equal(json(body), undefined)
  assert.equal(json('{"a":1}', { 'content-encoding': 'gzip' }), undefined)
})

test('an encoding other than identity counts as compressed', () => {
  for (const [encoding, encoded] of [
    ['identity', false],
    ['Identity', false],
    ['gzip', true],
    ['identity, gzip', true],
    ['', true],
  ] as const)
    assert.equal(isEncoded(head({ 'content-encoding': encoding })), encoded, encoding)
  assert.equal(isEncoded(head()), false)
})
