import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readRequestOf } from '../../../conformance/fixture.ts'
import { redact } from '../redact.ts'

test('recipients are masked and counted; subject and text are dropped', () => {
  const json = {
    from: 'Acme <billing@acme.com>',
    to: ['Ann <ann@example.com>', 'bob@example.org'],
    bcc: 'eve@example.net',
    subject: 'secret subject',
    html: 'secret text',
    scheduled_at: '2026-01-01T00:00:00Z',
    headers: { 'X-A': 'secret' },
  }
  assert.deepEqual(redact(null, readRequestOf({ path: '/emails', json })), {
    to: '*@example.com, *@example.org',
    bcc: '*@example.net',
    recipients: '3',
    from: '*@acme.com',
    scheduled_at: '2026-01-01T00:00:00Z',
  })
})

test('of a batch ten recipients are shown and all are counted', () => {
  const json = Array.from({ length: 12 }, () => ({ from: 'a@acme.com', to: 'x@example.com' }))
  const kept = redact(null, readRequestOf({ path: '/emails/batch', json }))
  assert.equal(kept.mails, '12')
  assert.equal(kept.recipients, '12')
  assert.equal(kept.to, `${Array(10).fill('*@example.com').join(', ')}, …`)
})

test('a time in words could be any text and is dropped', () => {
  const kept = redact(null, readRequestOf({ path: '/emails', json: { to: 'a@x.com', scheduled_at: 'my password' } }))
  assert.equal(kept.scheduled_at, undefined)
})
