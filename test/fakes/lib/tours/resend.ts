/**
 * Calls of resend-node: every kind of recipient, attachments, batches, an end before
 * the time. Not `emails.update`: Resend's description knows no body there, though its SDK sends one.
 */
import { Resend } from 'resend'
import type { CountingRelay } from '../../../support/relay.ts'
import type { Calls } from '../accepted.ts'

const EMAIL = {
  from: 'Shop <shop@example.com>',
  to: ['a@example.org', 'b@example.org'],
  subject: 'é ✓ "q"',
  text: 'Thanks',
}
const ID = '49a3999c-0ce1-4ea6-ab68-afcd6dc2e794'

export function emailCalls(relay: CountingRelay, vaultKey: string): Calls {
  const { emails, batch } = new Resend(vaultKey, { baseUrl: `${relay.url}/resend` })
  const attachments = [{ filename: 'a.txt', content: 'aGk=' }]
  const tags = [{ name: 'order', value: '7' }]
  return [
    () => emails.send({ ...EMAIL, cc: 'c@example.org', bcc: ['d@example.org'], replyTo: 'help@example.com', tags }),
    () => emails.send({ ...EMAIL, scheduledAt: '2027-01-01T10:00:00Z', attachments }, { idempotencyKey: 'order-7' }),
    () => batch.send([EMAIL, { ...EMAIL, to: 'd@example.org' }]),
    () => emails.get(ID),
    () => emails.cancel(ID),
  ]
}
