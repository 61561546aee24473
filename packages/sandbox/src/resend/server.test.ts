import assert from 'node:assert/strict'
import { after, beforeEach, test } from 'node:test'
import { Resend } from 'resend'
import { startSandbox } from '../index.ts'

const sandbox = await startSandbox()
const resend = new Resend(sandbox.credentials.resend.api_key, { baseUrl: sandbox.urls.resend })
after(() => sandbox.close())
beforeEach(() => sandbox.clear())

const EMAIL = { from: 'Shop <shop@acme.com>', to: ['a@example.com'], subject: 'Hi', text: 'hello' }
const LATER = { ...EMAIL, scheduledAt: '2027-01-01T00:00:00Z' }
const emails = (): string | undefined => sandbox.totals().resend.added['emails']

test('each To, CC and BCC recipient counts as one email', async () => {
  const { data } = await resend.emails.send({
    ...EMAIL,
    to: ['a@example.com', 'b@example.com'],
    cc: 'c@example.com',
    bcc: 'D <d@example.com>',
  })
  assert.equal(emails(), '4')
  const [executed] = sandbox.executed()
  assert.deepEqual([executed?.operation, executed?.id, executed?.amount], ['emails.send', data?.id, '4'])
  const read = await resend.emails.get(data?.id ?? '')
  assert.deepEqual([read.data?.to, read.data?.last_event], [['a@example.com', 'b@example.com'], 'delivered'])
})

test('a scheduled email can be moved and canceled, a sent one cannot', async () => {
  const { data } = await resend.emails.send(LATER)
  const id = data?.id ?? ''
  assert.equal((await resend.emails.update({ id, scheduledAt: '2027-02-01T00:00:00Z' })).data?.id, id)
  assert.deepEqual((await resend.emails.cancel(id)).data, { object: 'email', id })
  assert.equal(emails(), '0')
  assert.equal((await resend.emails.cancel(id)).error?.name, 'validation_error')
})

test('a strict batch sends all or nothing, a permissive one names what it left out', async () => {
  const bad = { ...EMAIL, to: 'nobody' }
  assert.equal((await resend.batch.send([EMAIL, bad])).error?.statusCode, 422)
  assert.equal(sandbox.executed().length, 0)
  const some = await resend.batch.send([EMAIL, bad], { batchValidation: 'permissive' })
  assert.deepEqual([some.data?.data.length, some.data?.errors?.[0]?.index, emails()], [1, 1, '1'])
  assert.equal((await resend.batch.send([EMAIL, EMAIL])).data?.data.length, 2)
  assert.equal(emails(), '3')
})

test('the same key and payload are sent once; another payload is a 409', async () => {
  const options = { idempotencyKey: 'welcome-1' }
  const first = await resend.emails.send(EMAIL, options)
  assert.deepEqual((await resend.emails.send(EMAIL, options)).data, first.data)
  const other = await resend.emails.send({ ...EMAIL, subject: 'Ho' }, options)
  assert.deepEqual([other.error?.statusCode, other.error?.name], [409, 'invalid_idempotent_request'])
  assert.equal(emails(), '1')
})

test('while the first call is on its way a second with its key gets 409', async () => {
  const options = { idempotencyKey: 'welcome-1' }
  sandbox.order({ vendor: 'resend', kind: 'delay', ms: 200 })
  const slow = resend.emails.send(EMAIL, options)
  while (sandbox.executed().length === 0) await new Promise((resolve) => setTimeout(resolve, 5))
  assert.equal((await resend.emails.send(EMAIL, options)).error?.name, 'concurrent_idempotent_requests')
  assert.equal((await slow).error, null)
  assert.equal(emails(), '1')
})

test('a failure is not kept under the key: the retry is sent', async () => {
  const options = { idempotencyKey: 'welcome-1' }
  sandbox.order({ vendor: 'resend', kind: 'status_before', status: 500 })
  assert.equal((await resend.emails.send(EMAIL, options)).error?.name, 'application_error')
  assert.equal((await resend.emails.send(EMAIL, options)).error, null)
  assert.equal(emails(), '1')
})

test('refusals are in Resend’s shape', async () => {
  const { to: _to, ...noTo } = EMAIL
  const missing = await resend.emails.send(noTo as typeof EMAIL)
  assert.deepEqual([missing.error?.statusCode, missing.error?.name], [422, 'missing_required_field'])
  const leaking = new Resend('vault_key_abc', { baseUrl: sandbox.urls.resend })
  assert.equal((await leaking.emails.send(EMAIL)).error?.name, 'invalid_api_key')
  assert.equal((await fetch(`${sandbox.urls.resend}/emails`)).status, 401)
  const headers = { authorization: 'Bearer re_any' }
  assert.equal((await fetch(`${sandbox.urls.resend}/emails`, { method: 'DELETE', headers })).status, 405)
  assert.equal((await fetch(`${sandbox.urls.resend}/nothing`, { headers })).status, 404)
  assert.deepEqual([sandbox.executed().length, sandbox.totals().resend.leaked], [0, 1])
})

test('a new API key comes with its secret', async () => {
  const { data } = await resend.apiKeys.create({ name: 'agent' })
  assert.match(data?.token ?? '', /^re_\w{32}$/)
  assert.equal((await resend.apiKeys.list()).data?.data.length, 1)
})

test('a broadcast goes to everyone who is in its segment when it is sent, once', async () => {
  const segment = (await resend.segments.create({ name: 'all' })).data?.id ?? ''
  await resend.contacts.create({ email: 'a@example.com', segments: [{ id: segment }] })
  const draft = await resend.broadcasts.create({ segmentId: segment, from: EMAIL.from, subject: 'Hi', text: 'hello' })
  const id = draft.data?.id ?? ''
  assert.equal(emails(), undefined)
  const { data } = await resend.contacts.create({ email: 'b@example.com' })
  await resend.contacts.segments.add({ contactId: data?.id ?? '', segmentId: segment })
  assert.equal((await resend.broadcasts.send(id)).data?.id, id)
  assert.equal((await resend.broadcasts.send(id)).error?.name, 'validation_error')
  assert.equal(emails(), '2')
})
