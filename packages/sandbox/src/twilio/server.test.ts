import assert from 'node:assert/strict'
import { after, beforeEach, test } from 'node:test'
import twilio from 'twilio'
import { startSandbox } from '../index.ts'
import { priceText } from './resources/messages.ts'

const PRICE_AFTER_MS = 40
const sandbox = await startSandbox({ twilio: { priceAfterMs: PRICE_AFTER_MS } })
const { account_sid: sid, auth_token: token } = sandbox.credentials.twilio
const client = sdk(sid, token)
after(() => sandbox.close())
beforeEach(() => sandbox.clear())

function sdk(user: string, password: string) {
  const made = twilio(user, password, { accountSid: sid })
  for (const product of [made.api, made.lookups, made.verify]) product.baseUrl = sandbox.urls.twilio
  return made
}

const TEXT = { to: '+14155550100', from: '+14155550101', body: 'hello' }
const get = (path: string): Promise<Response> =>
  fetch(`${sandbox.urls.twilio}${path}`, {
    headers: { authorization: `Basic ${Buffer.from(`${sid}:${token}`).toString('base64')}` },
  })

test('a message has no price at first and a negative one later', async () => {
  const made = await client.messages.create(TEXT)
  assert.deepEqual([made.price, made.status, made.numSegments], [null, 'queued', '1'])
  await new Promise((resolve) => setTimeout(resolve, PRICE_AFTER_MS + 10))
  const later = await client.messages(made.sid).fetch()
  assert.deepEqual([later.price, later.priceUnit, later.status], ['-0.00750', 'USD', 'delivered'])
  const [executed] = sandbox.executed()
  assert.deepEqual(
    [executed?.operation, executed?.amount, executed?.currency, executed?.customer],
    ['messages.create', '7500', 'micro_usd', TEXT.to],
  )
})

test('a price is shown with five decimals, rounded up', () => {
  assert.equal(priceText(7_500n), '-0.00750')
  assert.equal(priceText(8_301n), '-0.00831')
  assert.equal(priceText(1_234_560n), '-1.23456')
})

test('every segment costs, and through a Messaging Service their number is told late', async () => {
  const { to } = TEXT
  const made = await client.messages.create({ to, messagingServiceSid: `MG${'0'.repeat(32)}`, body: 'a'.repeat(161) })
  assert.deepEqual([made.numSegments, made.status], ['0', 'accepted'])
  await new Promise((resolve) => setTimeout(resolve, PRICE_AFTER_MS + 10))
  const later = await client.messages(made.sid).fetch()
  assert.deepEqual([later.numSegments, later.price], ['2', '-0.01500'])
})

test('nothing is idempotent: the same call twice is two messages', async () => {
  await client.messages.create(TEXT)
  await client.messages.create(TEXT)
  assert.deepEqual([sandbox.executed().length, sandbox.totals().twilio.added], [2, { micro_usd: '15000' }])
})

test('a scheduled message can be canceled and then has no cost; a sent one can be emptied and deleted', async () => {
  const scheduled = await client.messages.create({
    to: TEXT.to,
    messagingServiceSid: `MG${'0'.repeat(32)}`,
    body: 'later',
    scheduleType: 'fixed',
    sendAt: new Date('2027-01-01T00:00:00Z'),
  })
  assert.equal(scheduled.status, 'scheduled')
  assert.equal((await client.messages(scheduled.sid).update({ status: 'canceled' })).status, 'canceled')
  assert.equal(sandbox.totals().twilio.added['micro_usd'], '0')
  const sent = await client.messages.create(TEXT)
  assert.equal((await client.messages(sent.sid).update({ body: '' })).body, '')
  await assert.rejects(client.messages(sent.sid).update({ status: 'canceled' }), { status: 409 })
  assert.equal(await client.messages(sent.sid).remove(), true)
  await assert.rejects(client.messages(sent.sid).fetch(), { status: 404, code: 20404 })
})

test('a list is followed by the SDK over next_page_uri', async () => {
  for (let index = 0; index < 5; index++) await client.messages.create({ ...TEXT, body: `text ${index}` })
  const all = await client.messages.list({ pageSize: 2 })
  assert.deepEqual(
    all.map(({ body }) => body),
    ['text 4', 'text 3', 'text 2', 'text 1', 'text 0'],
  )
})

test('refusals are RestExceptions with Twilio’s code, and execute nothing', async () => {
  await assert.rejects(client.messages.create({ ...TEXT, to: 'nobody' }), { status: 400, code: 21211 })
  await assert.rejects(client.messages.create({ ...TEXT, to: '+15005550004' }), { status: 400, code: 21610 })
  await assert.rejects(client.messages.create({ to: TEXT.to, body: 'x' }), { status: 400, code: 21603 })
  await assert.rejects(sdk(sid, 'vault_key_abc').messages.create(TEXT), { status: 401, code: 20003 })
  assert.deepEqual([sandbox.executed().length, sandbox.totals().twilio.leaked], [0, 1])
})

test('an account shows its auth_token, and acts for its subaccounts but for no other account', async () => {
  assert.equal((await client.api.v2010.accounts(sid).fetch()).authToken, token)
  const sub = await client.api.v2010.accounts.create({ friendlyName: 'sub' })
  const message = await client.api.v2010.accounts(sub.sid).messages.create(TEXT)
  assert.equal(message.accountSid, sub.sid)
  assert.equal(sandbox.executed({ operation: 'messages.create' })[0]?.account, sub.sid)
  const strange = client.api.v2010.accounts(`AC${'1'.repeat(32)}`)
  await assert.rejects(strange.messages.create(TEXT), { status: 404 })
})

test('a lookup costs by its fields and links to Twilio’s own host', async () => {
  const free = await client.lookups.v2.phoneNumbers(TEXT.to).fetch()
  assert.equal(free.url, `https://lookups.twilio.com/v2/PhoneNumbers/${TEXT.to}`)
  assert.equal(sandbox.executed().length, 0)
  const paid = await client.lookups.v2.phoneNumbers(TEXT.to).fetch({ fields: 'line_type_intelligence' })
  assert.equal(paid.lineTypeIntelligence.type, 'mobile')
  assert.equal(sandbox.executed({ operation: 'lookups.phone_numbers.fetch' })[0]?.amount, '8000')
})

const HANG_UP = '<Response><Hangup/></Response>'
const later = () => new Promise((resolve) => setTimeout(resolve, PRICE_AFTER_MS + 10))

test('a call costs every minute of its limit and every leg it dials, and shows its own price later', async () => {
  const made = await client.calls.create({ to: TEXT.to, from: TEXT.from, twiml: HANG_UP, timeLimit: 61 })
  assert.deepEqual([made.price, made.status], [null, 'queued'])
  await later()
  const over = await client.calls(made.sid).fetch()
  assert.deepEqual([over.price, over.status, over.duration], ['-0.02800', 'completed', '61'])
  assert.equal(sandbox.executed({ operation: 'calls.create' })[0]?.amount, '28000')
  const twiml = '<Response><Dial>+14155550102</Dial></Response>'
  await client.calls.create({ to: TEXT.to, from: TEXT.from, twiml, timeLimit: 60, record: true })
  await client.calls.create({ to: TEXT.to, from: TEXT.from, twiml: HANG_UP })
  const amounts = sandbox.executed({ operation: 'calls.create' }).map(({ amount }) => amount)
  assert.deepEqual(amounts, ['28000', '30500', String(240 * 14_000)])
})

test('a call that still rings can be canceled and costs nothing; a longer limit costs more', async () => {
  const made = await client.calls.create({ to: TEXT.to, from: TEXT.from, twiml: HANG_UP, timeLimit: 60 })
  await client.calls(made.sid).update({ timeLimit: 120 })
  assert.equal(sandbox.totals().twilio.added['micro_usd'], '28000')
  assert.equal((await client.calls(made.sid).update({ status: 'canceled' })).status, 'canceled')
  assert.equal(sandbox.totals().twilio.added['micro_usd'], '0')
})

test('a verification costs each attempt, and a fee when it succeeds; a pending one goes on under its id', async () => {
  const { sid: of } = await client.verify.v2.services.create({ friendlyName: 'shop' })
  const service = client.verify.v2.services(of)
  const first = await service.verifications.create({ to: TEXT.to, channel: 'sms' })
  const again = await service.verifications.create({ to: TEXT.to, channel: 'sms' })
  assert.equal(again.sid, first.sid)
  assert.equal(again.sendCodeAttempts.length, 2)
  assert.equal((await service.verificationChecks.create({ to: TEXT.to, code: '999999' })).status, 'pending')
  assert.equal((await service.verificationChecks.create({ to: TEXT.to, code: '550100' })).status, 'approved')
  assert.equal(sandbox.totals().twilio.added['micro_usd'], '65000')
  const attempt = (again.sendCodeAttempts as { attempt_sid: string }[]).at(-1)?.attempt_sid ?? ''
  await later()
  const { price } = await client.verify.v2.verificationAttempts(attempt).fetch()
  assert.deepEqual(price, { value: '0.0075', currency: 'usd' })
})

test('a number is taken once, for its rent, and can be given back', async () => {
  const taken = await client.incomingPhoneNumbers.create({ phoneNumber: '+14155550199' })
  await assert.rejects(client.incomingPhoneNumbers.create({ phoneNumber: '+14155550199' }), { code: 21422 })
  await client.incomingPhoneNumbers.tollFree.create({ phoneNumber: '+18005550199' })
  assert.equal(sandbox.totals().twilio.added['micro_usd'], '3300000')
  assert.equal(await client.incomingPhoneNumbers(taken.sid).remove(), true)
  assert.equal((await client.incomingPhoneNumbers.list()).length, 1)
})

test('outside of 2010-04-01 the next page is an absolute link to Twilio’s own host', async () => {
  for (const friendlyName of ['a', 'b', 'c']) await client.verify.v2.services.create({ friendlyName })
  const answer = (await (await get('/v2/Services?PageSize=2')).json()) as {
    meta: { next_page_url: string }
    services: unknown[]
  }
  assert.equal(answer.services.length, 2)
  assert.match(answer.meta.next_page_url, /^https:\/\/verify\.twilio\.com\/v2\/Services\?PageSize=2&Page=1/)
})

test('2010-04-01 answers JSON only where the path ends in .json', async () => {
  await client.messages.create(TEXT)
  const xml = await get(`/2010-04-01/Accounts/${sid}/Messages`)
  assert.match(xml.headers.get('content-type') ?? '', /^application\/xml/)
  assert.match(await xml.text(), /<TwilioResponse><Messages>.*<Body>hello<\/Body>/)
})
