import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { GramFilter } from './gram-filter.ts'

const bytes = (minLength: number, maxLength: number) =>
  fc.uint8Array({ minLength, maxLength, max: 3 }).map((array) => Buffer.from(array))

test('a text that stands anywhere in the bytes is never ruled out', () => {
  fc.assert(
    fc.property(
      fc.array(bytes(4, 40), { minLength: 1, maxLength: 6 }),
      fc.nat(5),
      bytes(0, 90),
      bytes(0, 90),
      (texts, which, before, after) => {
        const text = texts[which % texts.length] as Buffer
        const filter = new GramFilter(texts)
        const all = Buffer.concat([before, text, after])
        assert.ok(filter.mayHold(all))
        assert.ok(filter.mayHoldText(all.toString('latin1')))
      },
    ),
    { numRuns: 3_000 },
  )
})

test('ordinary bytes are ruled out, and so is what is shorter than every text', () => {
  const filter = new GramFilter([Buffer.from('sk_live_51Hq7ZkKp0aVbXcYd'), Buffer.from('c2tfbGl2ZV81MUhxN1prS3A')])
  assert.ok(!filter.mayHold(Buffer.from('{"object":"payment_intent","amount":1000,"currency":"usd"}')))
  assert.ok(!filter.mayHold(Buffer.from('sk_live_51Hq7ZkKp')))
  assert.ok(!filter.mayHold(Buffer.alloc(0)))
})

test('a text is looked at as the bytes that are made of it', () => {
  const filter = new GramFilter([Buffer.from('sk_live_51Hq7ZkKp0aVbXcYd')])
  const wide = [...'sk_live_51Hq7ZkKp0aVbXcYd'].map((char) => String.fromCharCode(char.charCodeAt(0) + 0x100)).join('')
  assert.ok(filter.mayHoldText(wide))
  assert.ok(!filter.mayHoldText('req_0123456789abcdef0123456789abcdef'))
})

test('without texts nothing is held', () => {
  assert.ok(!new GramFilter([]).mayHold(Buffer.from('anything at all')))
})

test('a text of less than four bytes is refused', () => {
  assert.throws(() => new GramFilter([Buffer.from('abc')]), RangeError)
})
