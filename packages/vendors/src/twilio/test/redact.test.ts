import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Field } from '@keybrake/core'
import fc from 'fast-check'
import { twilio } from '../adapter.ts'

const PATH = '/2010-04-01/Accounts/AC00000000000000000000000000000001/Messages.json'
const operation = twilio.operation('POST', 'api', PATH)
const redact = (fields: readonly Field[]) =>
  twilio.redact(operation, {
    method: 'POST',
    product: 'api',
    path: PATH,
    query: [],
    body: { kind: 'form', fields },
    headers: new Map(),
  })

const secret = fc.string({ minLength: 12, maxLength: 60, unit: fc.constantFrom(...'abcdefgh XYZ!?') })

test('no text of a message, template or address is kept', () => {
  fc.assert(
    fc.property(
      secret,
      fc.constantFrom('Body', 'ContentVariables', 'MediaUrl', 'StatusCallback', 'Anything'),
      (text, name) => {
        const kept = redact([
          ['To', '+14155550100'],
          [name, text],
        ])
        assert.ok(!JSON.stringify(kept).includes(JSON.stringify(text).slice(1, -1)))
        assert.ok(!(name in kept))
      },
    ),
    { numRuns: 200 },
  )
})

test('a number keeps its beginning and its last two digits; an id that is none is dropped', () => {
  const kept = redact([
    ['To', '+447700900123'],
    ['From', 'ACME'],
    ['MessagingServiceSid', 'my password'],
    ['Body', 'x'],
  ])
  assert.deepEqual(kept, { To: '+4477******23', From: '**ME', segments: '1', media: '0' })
})
