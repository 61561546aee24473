import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Body, type Field, readForm } from '@keybrake/core'
import { json, readRequest } from '@keybrake/core/testing'
import { compose } from './compose.ts'
import { connectionRecord, liveConnection } from './testing/caller.ts'

const STRIPE = liveConnection(connectionRecord('stripe'))

const pairs = (flat: readonly string[]): readonly (readonly [string, string])[] =>
  flat.flatMap((name, at) => (at % 2 === 0 ? [[name, flat[at + 1] ?? ''] as const] : []))

test('a request is written anew: its path, its query and its fields, each encoded in the one way', () => {
  const request = readRequest({
    method: 'POST',
    path: '/v1/payment_intents',
    query: [['expand[]', 'a b']],
    body: {
      kind: 'form',
      fields: [
        ['metadata[a]', 'x&y=z'],
        ['amount', '2999'],
      ],
    },
  })
  const { method, target, body } = compose(STRIPE, request, null)
  assert.deepEqual([method, target], ['POST', '/v1/payment_intents?expand%5B%5D=a%20b'])
  assert.equal(body, 'metadata%5Ba%5D=x%26y%3Dz&amount=2999')
  assert.deepEqual(readForm(String(body), { repeat: false }), {
    ok: true,
    fields: request.body.kind === 'form' ? request.body.fields : [],
  })
})

test('the credential, the idempotency key and the body’s type are ours, whatever headers came, and each stands once', () => {
  const came = {
    authorization: 'Bearer vault_key_x',
    'idempotency-key': 'as-the-caller-sent-it',
    'content-type': 'text/plain',
    'content-length': '1',
    'accept-encoding': 'gzip',
    host: 'evil.test',
    connection: 'close',
    'stripe-version': '2026-01-01',
  }
  const request = readRequest({
    method: 'POST',
    headers: new Map(Object.entries(came)),
    body: { kind: 'form', fields: [['a', 'b']] },
  })
  assert.deepEqual(pairs(compose(STRIPE, request, 'kb_scoped').headers).toSorted(), [
    ['accept-encoding', 'identity'],
    ['authorization', 'Bearer sk_test_hidden0123456789'],
    ['content-type', 'application/x-www-form-urlencoded'],
    ['idempotency-key', 'kb_scoped'],
    ['stripe-version', '2026-01-01'],
  ])
})

test('without a body there is no type, and without a key none is made up', () => {
  const names = pairs(compose(STRIPE, readRequest({}), null).headers).map(([name]) => name)
  assert.deepEqual(names.toSorted(), ['accept-encoding', 'authorization'])
})

test('a write to a vendor of forms says the type of its body also where that is empty', () => {
  const type = (name: string) =>
    new Map(pairs(compose(liveConnection(connectionRecord(name)), readRequest({ method: 'POST' }), null).headers)).get(
      'content-type',
    )
  assert.equal(type('stripe'), 'application/x-www-form-urlencoded')
  assert.equal(type('resend'), undefined)
})

test('a connection whose secret was erased carries none', () => {
  const erased = liveConnection(connectionRecord('stripe', { secret: null }))
  assert.ok(!compose(erased, readRequest({}), null).headers.includes('authorization'))
})

test('JSON is written from the value that was judged, numbers to the digit', () => {
  const resend = liveConnection(connectionRecord('resend'))
  const { body, headers } = compose(
    resend,
    readRequest({ method: 'POST', body: { kind: 'json', value: json(' { "a" : 1.50 } ') } }),
    null,
  )
  assert.equal(body, '{"a":1.50}')
  assert.equal(new Map(pairs(headers)).get('content-type'), 'application/json')
})

test('fields that the proxy adds stand at the end of a form, make one where there was no body, and never touch JSON', () => {
  const added = [['metadata[keybrake_call]', 'call_1']] as const
  const composed = (body: Body, more: readonly Field[]) => {
    const { body: text, headers } = compose(STRIPE, readRequest({ method: 'POST', body }), null, more)
    return [text, new Map(pairs(headers)).get('content-type')]
  }
  const form: Body = { kind: 'form', fields: [['a', 'b']] }
  const formType = 'application/x-www-form-urlencoded'
  assert.deepEqual(composed(form, added), ['a=b&metadata%5Bkeybrake_call%5D=call_1', formType])
  assert.deepEqual(composed({ kind: 'none' }, added), ['metadata%5Bkeybrake_call%5D=call_1', formType])
  assert.deepEqual(composed({ kind: 'json', value: json('{}') }, added), ['{}', 'application/json'])
  assert.deepEqual(composed(form, []), ['a=b', formType])
})
