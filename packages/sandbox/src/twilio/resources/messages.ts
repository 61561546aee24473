/** Messages: priced only some time after they were sent, as a negative number. */
import { hexId } from '../../shared/ids.ts'
import type { Result, TwilioCall } from '../call.ts'
import { invalid, notFound, TwilioRefusal } from '../errors.ts'
import type { Message } from '../objects.ts'
import { paged } from '../paging.ts'
import { segmentsOf } from '../segments.ts'

const BODY_MAX = 1600
const MEDIA_MAX = 10
/** Stands for a text whose template the vendor fills in. */
const CONTENT_SEGMENTS = 1
const NUMBER = /^(?:\w+:)?\+[1-9]\d{6,14}$/
/** Twilio's test numbers, and what it says to each. */
const TEST_TO: Readonly<Record<string, readonly [number, string]>> = {
  '+15005550001': [21211, "The 'To' number +15005550001 is not a valid phone number."],
  '+15005550002': [21612, 'The message cannot be routed to this number.'],
  '+15005550003': [21408, 'Permission to send an SMS has not been enabled for the region of this number.'],
  '+15005550004': [21610, 'Attempt to send to unsubscribed recipient'],
  '+15005550009': [21614, "'To' number is not a valid mobile number"],
}

export function createMessage(call: TwilioCall): Result {
  const { params, account, atMs } = call
  const to = params.text('To')
  const from = params.text('From')
  const service = params.text('MessagingServiceSid')
  const body = params.text('Body') ?? ''
  const media = params.list('MediaUrl')
  const content = params.text('ContentSid')
  if (to === null) throw invalid(21604, "A 'To' phone number is required.")
  if (from === null && service === null) throw invalid(21603, "A 'From' phone number is required.")
  if (body === '' && media.length === 0 && content === null)
    throw invalid(21619, 'A text message body or media urls must be specified.')
  if ([...body].length > BODY_MAX)
    throw invalid(21617, 'The concatenated message body exceeds the 1600 character limit.')
  if (media.length > MEDIA_MAX) throw invalid(21623, `Number of media files exceeds allowed limit of ${MEDIA_MAX}`)
  if (!NUMBER.test(to)) throw invalid(21211, `Invalid 'To' Phone Number: ${to}`)
  const refused = TEST_TO[to]
  if (refused !== undefined) throw invalid(...refused)
  const scheduled = params.text('ScheduleType') === 'fixed'
  if (scheduled && (service === null || params.text('SendAt') === null))
    throw invalid(35111, 'A scheduled message needs SendAt and MessagingServiceSid.')
  const message: Message = {
    sid: hexId(media.length > 0 ? 'MM' : 'SM'),
    account_sid: account.sid,
    to,
    from,
    messaging_service_sid: service,
    body,
    segments: content === null ? segmentsOf(body) : CONTENT_SEGMENTS,
    media: media.length,
    state: scheduled ? 'scheduled' : 'sent',
    createdMs: atMs,
    updatedMs: atMs,
  }
  call.state.messages.set(message.sid, message)
  call.happened({
    id: message.sid,
    status: statusOf(call, message),
    amountMicroUsd: priceOf(call, message),
    customer: to,
  })
  return { status: 201, body: shown(call, message), element: 'Message' }
}

const priceOf = (call: TwilioCall, message: Message): bigint =>
  message.media > 0 ? call.prices.mediaMicroUsd : call.prices.segmentMicroUsd * BigInt(message.segments)

const isPriced = (call: TwilioCall, message: Message): boolean =>
  message.state === 'sent' && call.atMs - message.createdMs >= call.prices.priceAfterMs

function statusOf(call: TwilioCall, message: Message): string {
  if (message.state !== 'sent') return message.state
  if (isPriced(call, message)) return 'delivered'
  return message.messaging_service_sid === null ? 'queued' : 'accepted'
}

/** `7500n` → `-0.00750`: five decimals, and a charge is negative. */
export function priceText(microUsd: bigint): string {
  const tenMicros = (microUsd + 9n) / 10n
  return `-${tenMicros / 100_000n}.${String(tenMicros % 100_000n).padStart(5, '0')}`
}

const rfc2822 = (atMs: number): string => new Date(atMs).toUTCString().replace('GMT', '+0000')

function shown(call: TwilioCall, message: Message): object {
  const priced = isPriced(call, message)
  const uri = `/2010-04-01/Accounts/${message.account_sid}/Messages/${message.sid}`
  const unsent = message.messaging_service_sid !== null && !priced
  return {
    account_sid: message.account_sid,
    api_version: '2010-04-01',
    body: message.body,
    date_created: rfc2822(message.createdMs),
    date_sent: priced ? rfc2822(message.createdMs) : null,
    date_updated: rfc2822(message.updatedMs),
    direction: 'outbound-api',
    error_code: null,
    error_message: null,
    from: message.from,
    messaging_service_sid: message.messaging_service_sid,
    num_media: String(message.media),
    num_segments: unsent ? '0' : String(message.segments),
    price: priced ? priceText(priceOf(call, message)) : null,
    price_unit: 'USD',
    sid: message.sid,
    status: statusOf(call, message),
    subresource_uris: { media: `${uri}/Media.json` },
    to: message.to,
    uri: `${uri}.json`,
  }
}

function message(call: TwilioCall): Message {
  const sid = call.segments[1] ?? ''
  const found = call.state.messages.get(sid)
  if (found === undefined || found.account_sid !== call.account.sid)
    throw notFound(`/2010-04-01/Accounts/${call.account.sid}/Messages/${sid}.json`)
  return found
}

export const fetchMessage = (call: TwilioCall): Result => ({
  status: 200,
  body: shown(call, message(call)),
  element: 'Message',
})

export function listMessages(call: TwilioCall): Result {
  const to = call.params.text('To')
  const from = call.params.text('From')
  const fitting = call.state.messages
    .newestFirst()
    .filter(
      (one) =>
        one.account_sid === call.account.sid && (to === null || one.to === to) && (from === null || one.from === from),
    )
  const uri = `/2010-04-01/Accounts/${call.account.sid}/Messages.json`
  const body = paged(call.params, uri, 'messages', fitting, (one) => shown(call, one))
  return { status: 200, body, element: 'Messages' }
}

/** `Status=canceled` ends a scheduled message, `Body=` empties a sent one. */
export function updateMessage(call: TwilioCall): Result {
  const found = message(call)
  const status = call.params.text('Status')
  if (status !== null && status !== 'canceled') throw invalid(20001, `Status ${status} is not allowed`)
  if (status === 'canceled' && found.state !== 'scheduled')
    throw new TwilioRefusal(409, 30409, 'Message cannot be canceled: it is not scheduled')
  if (call.params.has('Body')) {
    if (call.params.text('Body') !== null) throw invalid(21602, 'A message body can only be emptied')
    found.body = ''
  }
  const canceled = status === 'canceled'
  if (canceled) found.state = 'canceled'
  found.updatedMs = call.atMs
  const amountMicroUsd = canceled ? 0n : priceOf(call, found)
  const addedMicroUsd = canceled ? -priceOf(call, found) : 0n
  call.happened({ id: found.sid, status: statusOf(call, found), amountMicroUsd, addedMicroUsd, customer: found.to })
  return { status: 200, body: shown(call, found), element: 'Message' }
}

export function deleteMessage(call: TwilioCall): Result {
  const found = message(call)
  call.state.messages.delete(found.sid)
  call.happened({ id: found.sid, customer: found.to })
  return { status: 204, body: null, element: 'Message' }
}
