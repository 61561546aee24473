/** A phone call costs its minutes at the rate of the number's country, up to its time limit, and what else was asked for. */
import type { Json } from '@keybrake/core'
import type { Price } from '../../adapter.ts'
import { at, isPresent, textAt } from '../../shared/read-json.ts'
import { addressOf } from '../rates/address.ts'
import { countriesOf } from '../rates/dial-codes.ts'
import { highest, type Rate, rateOf, sum, times } from '../rates/rate.ts'
import { RECORDING_MINUTE_USD, VOICE_APART, VOICE_USD } from '../rates/services.ts'
import { isPlain, secondsOf, unfixed } from './call-bound.ts'
import { first, isAsked, priceOf, type Rule, type TwilioCall, type TwilioParameters, unknown } from './rule.ts'

const INSTRUCTIONS = ['Url', 'Twiml', 'ApplicationSid']
const ADDRESSES = new Set(['sip', 'client', 'whatsapp'])

/** Fields that change nothing of the price, or are read here. Any other could: it is refused. */
const KNOWN = new Set(
  (
    'To From CallerId Url Method FallbackUrl FallbackMethod Twiml ApplicationSid TimeLimit Timeout SendDigits Record ' +
    'RecordingChannels RecordingTrack Trim RecordingStatusCallback RecordingStatusCallbackMethod ' +
    'RecordingStatusCallbackEvent StatusCallback StatusCallbackMethod StatusCallbackEvent SipAuthUsername ' +
    'SipAuthPassword MachineDetection MachineDetectionTimeout MachineDetectionSpeechThreshold ' +
    'MachineDetectionSpeechEndThreshold MachineDetectionSilenceTimeout AsyncAmd AsyncAmdStatusCallback ' +
    'AsyncAmdStatusCallbackMethod AmdStatusCallback AmdStatusCallbackMethod CallReason CallToken ClientNotificationUrl ' +
    'CallerDisplayName Label Muted Beep StartConferenceOnEnter EndConferenceOnExit WaitUrl WaitMethod EarlyMedia ' +
    'MaxParticipants ConferenceRecord ConferenceTrim ConferenceStatusCallback ConferenceStatusCallbackMethod ' +
    'ConferenceStatusCallbackEvent ConferenceRecordingStatusCallback ConferenceRecordingStatusCallbackMethod ' +
    'ConferenceRecordingStatusCallbackEvent Coaching CallSidToCoach JitterBufferSize Region'
  ).split(' '),
)

function createPrice(call: TwilioCall): Price {
  if (!INSTRUCTIONS.some((name) => isAsked(call, name))) return unknown('Url, Twiml or ApplicationSid is missing')
  const open = unfixed(call, [...INSTRUCTIONS, 'FallbackUrl'])
  return open === null ? callPrice(call, instructions(call)) : unknown(open)
}

/** A participant is a call into a conference, whose only instructions are what is played while it waits. */
function participantPrice(call: TwilioCall): Price {
  const open = unfixed(call, ['WaitUrl'])
  if (open !== null) return unknown(open)
  const waiting = isAsked(call, 'WaitUrl') ? [own(call, 'voice_instructions')] : []
  return callPrice(call, [own(call, 'voice_conference'), ...waiting])
}

/** @param besides rates per minute beside the connection's own */
function callPrice(call: TwilioCall, besides: readonly Rate[]): Price {
  const odd = [...call.fields.keys()].find((name) => !KNOWN.has(name))
  if (odd !== undefined) return unknown(`what ${odd} costs on a call is not known`)
  const seconds = secondsOf(call)
  if (typeof seconds === 'string') return unknown(seconds)
  const minute = sum([leg(call, first(call, 'To') ?? ''), ...recordings(call), ...besides])
  return priceOf(sum([times(minute, Math.ceil(seconds / 60)), ...perCall(call)]))
}

const own = (call: TwilioCall, name: string): Rate => rateOf(call.settings, [name], undefined)

function leg(call: TwilioCall, to: string): Rate {
  const address = addressOf(to)
  if (address.kind === 'channel' && ADDRESSES.has(address.channel)) return own(call, `voice_${address.channel}`)
  if (address.kind !== 'number')
    return { ok: false, why: 'To is neither a number in E.164 form nor an address that has a price' }
  const apart = VOICE_APART.find((code) => to.startsWith(`+${code}`))
  if (apart !== undefined) return own(call, `voice_${apart}`)
  return highest(countriesOf(to), (country) => rateOf(call.settings, [`voice_${country}`], VOICE_USD.get(country)))
}

/** The call's own recording, of one channel or two. */
function recordings(call: TwilioParameters & Pick<TwilioCall, 'settings'>): readonly Rate[] {
  if (!isAsked(call, 'Record')) return []
  const channel = rateOf(call.settings, ['voice_recording'], RECORDING_MINUTE_USD)
  return [times(channel, first(call, 'RecordingChannels')?.toLowerCase() === 'mono' ? 1 : 2)]
}

function perCall(call: TwilioCall): readonly Rate[] {
  const all: Rate[] = []
  if (isAsked(call, 'MachineDetection') || isAsked(call, 'AsyncAmd')) all.push(own(call, 'voice_amd'))
  if (isAsked(call, 'ConferenceRecord') && first(call, 'ConferenceRecord') !== 'do-not-record')
    all.push(own(call, 'voice_conference_recording'))
  if (isAsked(call, 'CallReason')) all.push(own(call, 'voice_branded'))
  return all
}

/** Instructions that nobody here can read, or that speak, dial or record, cost what the operator says. */
function instructions(call: TwilioCall): readonly Rate[] {
  return onlyPlainTwiml(call) ? [] : [own(call, 'voice_instructions')]
}

const onlyPlainTwiml = (call: TwilioParameters): boolean =>
  !isAsked(call, 'Url') &&
  !isAsked(call, 'ApplicationSid') &&
  !isAsked(call, 'FallbackUrl') &&
  isPlain(first(call, 'Twiml') ?? '')

function contradiction(call: TwilioCall, json: Json): string | null {
  if (!/^CA/.test(textAt(json, 'sid') ?? textAt(json, 'call_sid') ?? '')) return 'the answer names no call'
  return isPresent(at(json, 'to')) && textAt(json, 'to') !== first(call, 'To')
    ? 'the answer is about another number'
    : null
}

/** A call's stated price is its connection's alone. */
const isBare = (call: TwilioCall): boolean =>
  onlyPlainTwiml(call) && recordings(call).length === 0 && perCall(call).length === 0

export const callRules: Readonly<Record<string, Rule>> = {
  'calls.create': {
    sentence:
      'Its minutes up to TimeLimit at the country’s rate, with recording and what else is asked for; refused without a TimeLimit, or with instructions that the policy does not fix.',
    price: createPrice,
    contradiction,
    statedLater: isBare,
  },
  'conferences.participants.create': {
    sentence:
      'As calls.create, with voice_conference of the connection for each minute; what waits is heard from the policy’s WaitUrl only.',
    price: participantPrice,
    contradiction,
    objectOf: (json) => textAt(json, 'call_sid'),
  },
}
