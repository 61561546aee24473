/** A message costs its segments (or its media) at the highest list price of the country it goes to. */
import type { Json, ReadRequest } from '@keybrake/core'
import type { Price } from '../../adapter.ts'
import { at, isPresent, textAt } from '../../shared/read-json.ts'
import { addressOf, isNumber } from '../rates/address.ts'
import { countriesOf, isTollFree } from '../rates/dial-codes.ts'
import { LINK_SHORTENING_USD, PUMPING_PROTECTION_USD } from '../rates/extras.ts'
import { dearer, highest, mmsRate, type Rate, rateOf, segmentRate, sum, times } from '../rates/rate.ts'
import { BODY_CHARACTERS_MAX, SEGMENTS_MAX, segmentsAtMost } from '../rates/segments.ts'
import {
  first,
  isTrue,
  priceOf,
  type Rule,
  type TwilioCall,
  type TwilioParameters,
  twilioParameters,
  unknown,
} from './rule.ts'

/** Channels an operator may price; they have no list price of one bound. */
const CHANNELS = new Set(['whatsapp', 'messenger', 'rcs'])

/** Segments of the message at most, or why they can't be counted. */
function segmentsNeeded(call: TwilioParameters): number | string {
  const unseen = call.fields.has('ContentSid') || isTrue(call, 'ShortenUrls') ? SEGMENTS_MAX : 1
  const body = first(call, 'Body') ?? ''
  if (body.length > BODY_CHARACTERS_MAX && [...body].length > BODY_CHARACTERS_MAX)
    return `Body has more than ${BODY_CHARACTERS_MAX} characters, which Twilio refuses`
  const from = first(call, 'From')
  return Math.max(unseen, segmentsAtMost(body, from === undefined || isTollFree(from)))
}

/** For the audit row: the number the price was made of, or null where there is none. */
export function messageSegments(request: ReadRequest): number | null {
  const segments = segmentsNeeded(twilioParameters(request))
  return typeof segments === 'number' ? segments : null
}

function createPrice(call: TwilioCall, segmentsStated = 0): Price {
  const to = first(call, 'To')
  if (to === undefined) return unknown('To is missing')
  const segments = segmentsNeeded(call)
  if (typeof segments === 'string') return unknown(segments)
  const counted = Math.max(segments, segmentsStated)
  const address = addressOf(to)
  if (address.kind === 'number') return priceOf(numberRate(call, countriesOf(to), counted))
  if (address.kind === 'other' || !CHANNELS.has(address.channel))
    return unknown('To is neither a number in E.164 form (+15550001234) nor of a channel that has a price')
  const rate = channelRate(call, address.channel, address.address, counted)
  return priceOf(
    first(call, 'FallbackFrom') === undefined ? rate : sum([rate, fallback(call, address.address, counted)]),
  )
}

/** What could not go over the channel may go as a text. */
const fallback = (call: TwilioCall, number: string, segments: number): Rate =>
  textRate(call, isNumber(number) ? countriesOf(number) : [], segments)

function numberRate(call: TwilioCall, countries: readonly string[], segments: number): Rate {
  const text = textRate(call, countries, segments)
  return sum([asRcs(call, countries, text, segments), ...extras(call, countries)])
}

/** As SMS or MMS. */
function textRate(call: TwilioCall, countries: readonly string[], segments: number): Rate {
  const media = call.fields.get('MediaUrl')?.some((url) => url !== '') === true || isTrue(call, 'SendAsMms')
  const sms = segmentRate(call.settings)
  const mms = mmsRate(call.settings)
  const asText = (country: string): Rate => times(sms(country), segments)
  // What cannot go as an MMS may go as text: the dearer of the two is the bound.
  return highest(countries, (country) => (media ? dearer(mms(country), asText(country)) : asText(country)))
}

/** A Messaging Service with an RCS sender may send a text to a number as RCS. An operator who has one states its price. */
function asRcs(call: TwilioCall, countries: readonly string[], message: Rate, segments: number): Rate {
  if (first(call, 'From') !== undefined) return message
  const own = (country: string): readonly string[] => [`rcs_${country}`, 'rcs']
  if (!countries.some((country) => own(country).some((name) => Object.hasOwn(call.settings, name)))) return message
  return dearer(
    message,
    highest(countries, (country) => times(rateOf(call.settings, own(country), '0'), segments)),
  )
}

/** Services that a request can switch on. */
function extras(call: TwilioCall, countries: readonly string[]): Rate[] {
  const rates: Rate[] = []
  const abroad = countries.some((country) => country !== 'US' && country !== 'CA')
  if (first(call, 'RiskCheck')?.toLowerCase() === 'enable' && abroad)
    rates.push(rateOf(call.settings, ['pumping_protection'], PUMPING_PROTECTION_USD))
  if (isTrue(call, 'ShortenUrls')) rates.push(rateOf(call.settings, ['link_shortening'], LINK_SHORTENING_USD))
  return rates
}

/** A message on another channel counts as one; RCS counts segments as SMS does. */
function channelRate(call: TwilioCall, channel: string, address: string, segments: number): Rate {
  const flat = (names: readonly string[]): Rate => {
    const rate = rateOf(call.settings, names, undefined)
    return channel === 'rcs' ? times(rate, segments) : rate
  }
  const template = channel === 'whatsapp' ? first(call, 'ContentSid') : undefined
  const own = template !== undefined && CONTENT_SID.test(template) ? [`whatsapp_${template}`] : []
  if (!isNumber(address)) return flat([...own, channel])
  return highest(countriesOf(address), (country) =>
    flat([
      ...own,
      ...(template === undefined ? [] : [`whatsapp_template_${country}`, 'whatsapp_template']),
      `${channel}_${country}`,
      channel,
    ]),
  )
}

const CONTENT_SID = /^HX[0-9a-f]{32}$/

function contradiction(call: TwilioCall, json: Json): string | null {
  const sid = textAt(json, 'sid')
  if (sid === null || !/^(?:SM|MM)/.test(sid)) return 'the answer names no message'
  const to = textAt(json, 'to')
  if (isPresent(at(json, 'to')) && to !== first(call, 'To')) return 'the answer is about another recipient'
  return null
}

/** Twilio states the number of segments at once where no Messaging Service sends. */
function priceFromSuccess(call: TwilioCall, json: Json): Price {
  const stated = /^[1-9][0-9]{0,2}$/.exec(textAt(json, 'num_segments') ?? '')
  return createPrice(call, stated === null ? 0 : Number.parseInt(stated[0], 10))
}

const create: Rule = {
  sentence:
    'Segments at the highest list price of the country, plus carrier fees in the United States and Canada; an MMS at its own price; WhatsApp, RCS and Messenger at the operator’s.',
  price: (call) => createPrice(call),
  contradiction,
  priceFromSuccess,
  // A message's price includes the carriers' fees, but not what the other services of Twilio and Meta bill beside it.
  statedLater: (call) =>
    addressOf(first(call, 'To') ?? '').kind === 'number' &&
    first(call, 'RiskCheck')?.toLowerCase() !== 'enable' &&
    !isTrue(call, 'ShortenUrls'),
}

export const messageRules: Readonly<Record<string, Rule>> = { 'messages.create': create }
