/**
 * Calls of twilio-node: text of several alphabets, a path with `.json`, dates in a query, products with a host of their own. No
 * `mediaUrl`: Prism reads a field that is a list as one text, whoever sends it.
 */
import twilio from 'twilio'
import type { CountingRelay } from '../../../support/relay.ts'
import { SECRETS } from '../../../support/stage.ts'
import type { Calls } from '../accepted.ts'

const MESSAGE = { to: '+14155550100', from: '+14155550101', body: 'Grüße & 100 % [x]=1\nзавтра' } as const
const SID = `SM${'0123456789abcdef'.repeat(2)}`

export function messageCalls(relay: CountingRelay, vaultKey: string): Calls {
  const client = twilio(SECRETS.twilioSid, vaultKey)
  client.api.baseUrl = `${relay.url}/twilio`
  return [
    () => client.messages.create(MESSAGE),
    () => client.messages(SID).fetch(),
    () => client.messages.page({ to: '+14155550100', dateSentAfter: new Date('2026-11-01'), pageSize: 20 }),
    () => client.messages(SID).update({ body: '' }),
    () => client.messages(SID).remove(),
  ]
}

/** Products that Twilio keeps on hosts of their own. */
export function productCalls(relay: CountingRelay, vaultKey: string): Calls {
  const client = twilio(SECRETS.twilioSid, vaultKey)
  client.verify.baseUrl = `${relay.url}/twilio/verify`
  client.lookups.baseUrl = `${relay.url}/twilio/lookups`
  const service = client.verify.v2.services(`VA${'0123456789abcdef'.repeat(2)}`)
  return [
    () => service.verifications.create({ to: '+14155550100', channel: 'sms' }),
    () => service.verificationChecks.create({ to: '+14155550100', code: '123456' }),
    () => client.lookups.v2.phoneNumbers('+14155550100').fetch({ fields: 'line_type_intelligence' }),
  ]
}
