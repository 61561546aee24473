/**
 * Why an operation has no cost rule, by the beginning of its name: the longest that fits speaks. An operator can price one
 * call of it (`flat_<operation>`), or let a key make calls of unknown cost.
 */
const TABLE = `
accounts | It shows or mints credentials, or makes an account that has its own.
applications | What an application answers with can dial and send without a bound.
authorized_connect_apps | It lets another company act on the account.
connect_apps | It lets another company act on the account.
calls.payments | It takes a card payment through another company, whose amount is not bounded here.
calls.recordings.create | A recording costs by its minutes, and the call's length is not in the request.
calls.siprec.create | A stream costs by its minutes, and the call's length is not in the request.
calls.streams.create | A stream costs by its minutes, and the call's length is not in the request.
calls.transcriptions.create | A transcription costs by its minutes, and the call's length is not in the request.
calls.user_defined_message | Messages into a running call have no published price.
incoming_phone_numbers.assigned_add_ons.create | An add-on is priced by its seller.
keys | It mints or shows credentials.
outgoing_caller_ids.create | Twilio calls the number to prove who has it, at a price that depends on its country and on how long it rings.
queues.members.update | The instructions that a caller is sent to can dial and record without a bound.
signing_keys | It mints or shows credentials.
sip | It sets up or shows credentials and trunks by which others can call at the account's cost.
sms.short_codes.update | What answers a short code can send without a bound.
tokens | It mints credentials, and what goes through its relay is billed by volume.
usage.triggers | It switches a guard of the account on or off.
lookups.phone_numbers.overrides | What an override costs is not published.
lookups.rate_limits.fields | It widens a guard of the account.
verify.forms | What a form costs is not published.
verify.safe_list | It switches Verify's fraud guard off for a number.
verify.services.access_tokens | It mints credentials.
verify.services.entities.challenges.notifications | A push that is sent again has no published price.
verify.services.entities.factors | A factor is a credential; proving one can count as a verification.
verify.services.messaging_configurations | It moves codes to senders with other prices.
verify.services.passkeys.factors | A factor is a credential.
verify.services.passkeys.verify_factor | Proving a factor can count as a verification.
verify.services.rate_limits | It widens a guard of the account.
verify.services.webhooks | It sends what is verified to another address.
assistants | An assistant sends messages and uses models without a bound.
conversations | A message goes to every participant by its own channel; how many there are is not in the request.
flex-api | It is billed by hours and users.
intelligence | A transcript costs by its minutes.
ip-messaging | What it costs depends on users and their channels.
chat | What it costs depends on users and their channels.
marketplace | An add-on is priced by its seller.
messaging.a2p | Registering a brand or campaign has fees, once and by the month.
messaging.tollfree | Registering a sender can have fees.
messaging | It changes by whom and how a Messaging Service sends, and thereby what each message costs.
notify | A notification goes to every binding that fits; how many there are is not in the request.
numbers | Moving or hosting numbers has fees, once and by the month.
proxy | A message goes on to other participants, by channels that the request does not name.
serverless | It is billed by calls and seconds.
studio | A flow calls and sends without a bound.
supersim | A SIM is billed by the month and by volume.
taskrouter | A workflow can call and send without a bound.
video | A room costs by participants and minutes.
wireless | A SIM is billed by the month and by volume.
`

const REASONS: readonly (readonly [string, string])[] = TABLE.trim()
  .split('\n')
  .map((line): [string, string] => {
    const [prefix = '', why = ''] = line.split(' | ')
    return [prefix, why]
  })
  .sort(([a], [b]) => b.length - a.length)

/** @param name an operation, or a product for what no table lists */
export const reasonFor = (name: string): string | null =>
  REASONS.find(([prefix]) => name.startsWith(prefix))?.[1] ?? null
