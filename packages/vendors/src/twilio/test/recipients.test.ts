/** Whom a message or call goes to: priced where the form is sure, refused where it is not. Nothing is guessed. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { formatUsd, parseUsd } from '@keybrake/core'
import { contextOf, readRequestOf } from '../../../conformance/fixture.ts'
import type { Price } from '../../adapter.ts'
import { twilio } from '../adapter.ts'
import { countriesOf } from '../rates/dial-codes.ts'
import { CARRIER_SMS_USD } from '../rates/extras.ts'
import { SMS_USD } from '../rates/sms-table.ts'

const BASE = '/2010-04-01/Accounts/AC00000000000000000000000000000001'
const twiml = '<Response><Hangup/></Response>'

function price(
  path: string,
  product: string,
  form: Record<string, string>,
  settings: Record<string, string> = {},
): Price {
  const request = readRequestOf({ path, product, form })
  const rules = { Twiml: { eq: twiml } }
  return twilio.price(twilio.operation('POST', product, path), request, contextOf('twilio', { settings, rules }))
}

const text = (to: string, settings?: Record<string, string>) =>
  price(`${BASE}/Messages.json`, 'api', { To: to, From: '+14155550199', Body: 'hi' }, settings)
const call = (to: string, settings?: Record<string, string>) =>
  price(`${BASE}/Calls.json`, 'api', { To: to, From: '+14155550199', Twiml: twiml, TimeLimit: '60' }, settings)
const verification = (to: string) => price('/v2/Services/VA1/Verifications', 'verify', { To: to, Channel: 'sms' })

/** One number for each of the countries: the first under some dialling code that can be no other's, or the dearest of them. */
const NUMBERS: ReadonlyMap<string, string> = numbersByCountry()

function numbersByCountry(): Map<string, string> {
  const found = new Map<string, string>()
  for (let code = 1; code <= 9999; code++) {
    const number = `+${String(code).padEnd(11, '5')}`
    const countries = countriesOf(number)
    for (const country of countries) if (countries.length === 1 || !found.has(country)) found.set(country, number)
  }
  return found
}

/** The dearest country that the number can belong to, of those that are listed. */
function listed(number: string): bigint | null {
  const rates = countriesOf(number).map((country) => {
    const segment = SMS_USD.get(country)
    return segment === undefined ? null : usd(segment) + usd(CARRIER_SMS_USD.get(country) ?? '0')
  })
  return rates.some((rate) => rate === null) ? null : rates.reduce<bigint>((a, b) => (b !== null && b > a ? b : a), 0n)
}

const usd = (amount: string): bigint => parseUsd(amount, 'up') ?? 0n

test('all 219 countries of the list: a segment costs the list price of the number’s country', () => {
  assert.equal(SMS_USD.size, 219)
  for (const country of SMS_USD.keys()) {
    const number = NUMBERS.get(country)
    assert.ok(number !== undefined, country)
    const found = text(number)
    assert.ok(found.kind === 'known', `${country} ${number}`)
    assert.equal(found.amount, listed(number), `${country} ${number}: ${formatUsd(found.amount)}`)
  }
})

test('a country that is not on the list is refused, and an operator’s price opens it', () => {
  for (const [country, number] of NUMBERS) {
    if (SMS_USD.has(country)) continue
    assert.equal(text(number).kind, 'unknown', country)
    assert.equal(text(number, { [`sms_${country}`]: '0.5' }).kind, 'known', country)
  }
})

const PRICED: Record<string, string> = {
  whatsapp: '0.02',
  rcs: '0.02',
  messenger: '0.02',
  voice_sip: '0.01',
  voice_client: '0.01',
}

const FORMATS: readonly (readonly [string, string, 'known' | 'unknown', 'known' | 'unknown'])[] = [
  ['E.164', '+14155550100', 'known', 'known'],
  ['WhatsApp', 'whatsapp:+14155550100', 'known', 'unknown'],
  ['RCS', 'rcs:+14155550100', 'known', 'unknown'],
  ['Messenger', 'messenger:1234567890', 'known', 'unknown'],
  ['SIP', 'sip:ann@example.com', 'unknown', 'known'],
  ['a client', 'client:ann', 'unknown', 'known'],
  ['a short code', '22395', 'unknown', 'unknown'],
  ['a name', 'ACME', 'unknown', 'unknown'],
]

for (const [name, to, message, voice] of FORMATS)
  test(`${name}: with the operator’s prices a message is ${message}, a call ${voice}`, () => {
    assert.equal(text(to, PRICED).kind, message)
    assert.equal(call(to, PRICED).kind, voice)
    if (name !== 'E.164') {
      assert.equal(text(to).kind, 'unknown', 'without a price')
      assert.equal(call(to).kind, 'unknown', 'without a price')
    }
  })

const WRITTEN_OTHERWISE = [
  '14155550100',
  '+1 415 555 0100',
  '+1-415-555-0100',
  '+1 (415) 555-0100',
  '(415) 555-0100',
  '0014155550100',
  '011441234567890',
  '07700900000',
  '+014155550100',
  '+1415',
  '+1234567890123456',
  '++14155550100',
  '+1415555０100',
  '+14155550100,+14155550101',
  '+14155550100 ',
  '+14155550100\n',
  'tel:+14155550100',
  'WhatsApp:+14155550100',
  'whatsapp:',
  ':+14155550100',
  '',
]

test('a number written in any other way is refused, not read', () => {
  for (const to of WRITTEN_OTHERWISE)
    for (const found of [text(to, PRICED), call(to, PRICED), verification(to)])
      assert.deepEqual([found.kind, found.kind === 'unknown' && found.ruled], ['unknown', true], JSON.stringify(to))
})

test('whatever To says, a text is priced as E.164 of a listed country or not at all', () => {
  const odd = fc.oneof(
    fc.string({ maxLength: 20 }),
    fc.string({ unit: fc.constantFrom(...'+0123456789 -():'), maxLength: 18 }),
    fc.stringMatching(/^\+[1-9][0-9]{6,14}$/),
  )
  fc.assert(
    fc.property(odd, (to) => {
      const found = text(to)
      if (found.kind !== 'known') return
      assert.match(to, /^\+[1-9][0-9]{6,14}$/)
      assert.equal(found.amount, listed(to))
    }),
    { numRuns: 2000 },
  )
})
