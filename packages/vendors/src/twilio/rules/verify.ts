/**
 * A verification costs a fee where it succeeds and its channel's price whatever comes of it. Both are counted when it is
 * begun, so checks are free.
 */
import type { Json } from '@keybrake/core'
import type { Price } from '../../adapter.ts'
import { at, isPresent, textAt } from '../../shared/read-json.ts'
import { addressOf } from '../rates/address.ts'
import { countriesOf } from '../rates/dial-codes.ts'
import { countOf, highest, plus, type Rate, rateOf, segmentRate, sum, times } from '../rates/rate.ts'
import { SEGMENTS_MAX } from '../rates/segments.ts'
import { VERIFICATION_USD, VERIFY_WHATSAPP_USD } from '../rates/services.ts'
import { first, isAsked, priceOf, type Rule, type TwilioCall, unknown } from './rule.ts'

/**
 * Twilio's own text with a service's name of 32 characters, in an alphabet of 67 characters a segment, and with the warning not to
 * share the code.
 */
const SEGMENTS = 3
/** With these the text is the caller's own, or one that nobody here has seen. */
const OWN_TEXT = ['CustomMessage', 'CustomFriendlyName', 'TemplateSid', 'TemplateCustomSubstitutions']

type ChannelRate = (call: TwilioCall, country: string) => Rate

const textRate: ChannelRate = (call, country) => {
  const own = countOf(call.settings, 'verify_segments')
  if (typeof own === 'string') return { ok: false, why: own }
  const segments = own ?? (OWN_TEXT.some((name) => isAsked(call, name)) ? SEGMENTS_MAX : SEGMENTS)
  return times(segmentRate(call.settings)(country), segments)
}

const named =
  (channel: string): ChannelRate =>
  (call, country) =>
    rateOf(
      call.settings,
      [`verify_${channel}_${country}`, `verify_${channel}`],
      channel === 'whatsapp' ? VERIFY_WHATSAPP_USD.get(country) : undefined,
    )

/** What Twilio can't deliver over the first, it sends as a text where the service says so. */
const orText =
  (channel: string): ChannelRate =>
  (call, country) =>
    plus(named(channel)(call, country), textRate(call, country))

const BY_NUMBER: Readonly<Record<string, ChannelRate>> = {
  sms: textRate,
  call: named('call'),
  whatsapp: orText('whatsapp'),
  rcs: orText('rcs'),
  sna: named('sna'),
}
/** Not told by the recipient's country. */
const FLAT = new Set(['email', 'auto'])

function createPrice(call: TwilioCall): Price {
  const channel = first(call, 'Channel')
  const to = first(call, 'To')
  if (channel === undefined || to === undefined) return unknown('To or Channel is missing')
  const rate = channelRate(call, channel, to)
  return priceOf(sum([rateOf(call.settings, ['verification'], VERIFICATION_USD), lookup(call), rate]))
}

const lookup = (call: TwilioCall): Rate => rateOf(call.settings, ['verify_lookup'], '0')

function channelRate(call: TwilioCall, channel: string, to: string): Rate {
  if (FLAT.has(channel)) return rateOf(call.settings, [`verify_${channel}`], undefined)
  const byNumber = Object.hasOwn(BY_NUMBER, channel) ? BY_NUMBER[channel] : undefined
  if (byNumber === undefined) return { ok: false, why: 'this Channel has no price' }
  if (addressOf(to).kind !== 'number') return { ok: false, why: 'To is not a number in E.164 form (+15550001234)' }
  return highest(countriesOf(to), (country) => byNumber(call, country))
}

function contradiction(call: TwilioCall, json: Json): string | null {
  if (!/^VE/.test(textAt(json, 'sid') ?? '')) return 'the answer names no verification'
  return isPresent(at(json, 'to')) && textAt(json, 'to') !== first(call, 'To')
    ? 'the answer is about another recipient'
    : null
}

/** A verification that is still open is answered again with its own id: only the attempt is this call's. */
function attemptOf(json: Json): string | null {
  const attempts = at(json, 'send_code_attempts')
  return Array.isArray(attempts) ? textAt((attempts as readonly Json[]).at(-1), 'attempt_sid') : null
}

const challenge: Rule = {
  sentence: 'At the operator’s price, verify_challenge; refused without one.',
  price: (call) => priceOf(rateOf(call.settings, ['verify_challenge'], undefined)),
}

export const verifyRules: Readonly<Record<string, Rule>> = {
  'verify.services.verifications.create': {
    sentence:
      'The fee of a verification and its channel: a text at the country’s segment price, WhatsApp in the United States at the list price, any other at the operator’s.',
    price: createPrice,
    contradiction,
    statedLater: (call) => first(call, 'Channel') === 'sms' && !Object.hasOwn(call.settings, 'verify_lookup'),
    objectOf: attemptOf,
  },
  'verify.services.entities.challenges.create': challenge,
  'verify.services.passkeys.challenges.create': challenge,
}
