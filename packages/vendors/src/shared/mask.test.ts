import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { maskMail, maskPhone } from './mask.ts'

test('of a number the country and the last two digits stay', () => {
  assert.equal(maskPhone('+15550001234'), '+1555*****34')
  assert.equal(maskPhone('5550001234'), '********34')
  assert.equal(maskPhone('+1555'), '*****')
  assert.equal(maskPhone(''), '')
})

test('a masked number is as long as the number and shows at most seven of its characters', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^\+?[0-9]{0,20}$/), (text) => {
      const masked = maskPhone(text)
      assert.equal(masked.length, text.length)
      assert.ok(masked.replaceAll('*', '').length <= 7)
    }),
  )
})

test('of a mail address only the domain stays', () => {
  assert.equal(maskMail('Ann Doe <ann@Example.com>'), '*@example.com')
  assert.equal(maskMail('ann@example.com'), '*@example.com')
  assert.equal(maskMail('ann'), '*')
  assert.equal(maskMail('ann@'), '*')
  assert.equal(maskMail('ann@exa"mple'), '*')
})

test('nothing before the last @ is ever shown', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (name, rest) => {
      const masked = maskMail(`${name}@${rest}`)
      assert.ok(masked === '*' || /^\*@[a-z0-9.-]+$/.test(masked))
      if (masked !== '*') assert.ok(`${name}@${rest}`.toLowerCase().includes(masked.slice(1)))
    }),
  )
})
