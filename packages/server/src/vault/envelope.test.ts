import assert from 'node:assert/strict'
import { test } from 'node:test'
import { open, seal } from './envelope.ts'
import { Keyring } from './keyring.ts'

const { sealing } = new Keyring(Buffer.alloc(32, 7))
const PLAIN = '{"secret_key":"sk_live_ü"}'

test('what was sealed opens to the same text', () => {
  for (const text of [PLAIN, '', 'a'.repeat(100_000)])
    assert.equal(open(sealing, 'stripe', seal(sealing, 'stripe', text)), text)
})

test('an envelope holds nothing of the text, and no two are alike', () => {
  const [first, second] = [seal(sealing, 'stripe', PLAIN), seal(sealing, 'stripe', PLAIN)]
  assert.notDeepEqual(first, second)
  assert.ok(!Buffer.from(first).includes('secret'))
})

test('an envelope that was moved to another connection does not open', () => {
  const envelope = seal(sealing, 'stripe', PLAIN)
  for (const name of ['stripe-eu', 'Stripe', 'stripe ', '', 'twilio'])
    assert.throws(() => open(sealing, name, envelope), name)
})

test('an envelope does not open under another master key', () => {
  const other = new Keyring(Buffer.alloc(32, 8))
  assert.throws(() => open(other.sealing, 'stripe', seal(sealing, 'stripe', PLAIN)))
})

test('an envelope with one changed bit, anywhere, does not open', () => {
  const envelope = seal(sealing, 'stripe', PLAIN)
  for (let at = 0; at < envelope.length; at++) {
    const changed = Uint8Array.from(envelope)
    changed[at] = (changed[at] ?? 0) ^ (1 << (at % 8))
    assert.throws(() => open(sealing, 'stripe', changed), `byte ${at}`)
  }
})

test('an envelope that was cut or made longer does not open', () => {
  const envelope = seal(sealing, 'stripe', PLAIN)
  for (let length = 0; length < envelope.length; length++)
    assert.throws(() => open(sealing, 'stripe', envelope.subarray(0, length)), `${length} bytes`)
  assert.throws(() => open(sealing, 'stripe', Buffer.concat([envelope, Buffer.of(0)])))
})

test('halves of two envelopes do not open together', () => {
  const [first, second] = [seal(sealing, 'stripe', PLAIN), seal(sealing, 'stripe', 'other text of its')]
  const mixed = Buffer.concat([first.subarray(0, 61), second.subarray(61)])
  assert.throws(() => open(sealing, 'stripe', mixed))
})
