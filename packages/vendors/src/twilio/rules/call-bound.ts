/**
 * What bounds a phone call before it is made (SPEC section 6): a time limit, and instructions that the policy fixes. What it
 * costs beside its own minutes is the operator's to state.
 */
import { countOf } from '../rates/rate.ts'
import { first, isAsked, type TwilioCall, type TwilioParameters } from './rule.ts'

const SECONDS = /^[1-9][0-9]{0,5}$/
/** Twilio ends every call after a day. */
const SECONDS_MAX = 86_400

/** The call's length at most, or why there is no bound. */
export function secondsOf(call: TwilioCall): number | string {
  const most = countOf(call.settings, 'voice_seconds_max')
  if (typeof most === 'string') return most
  const stated = first(call, 'TimeLimit')
  if (stated !== undefined) return statedSeconds(stated, most)
  if (most === null) return 'a call needs a bound: send TimeLimit, in seconds'
  // The field would be added after the policy's rules were judged.
  return Object.hasOwn(call.rules, 'TimeLimit') ? 'send TimeLimit: the policy has a rule on it' : most
}

function statedSeconds(stated: string, most: number | null): number | string {
  const seconds = SECONDS.test(stated) ? Number.parseInt(stated, 10) : 0
  if (seconds === 0 || seconds > SECONDS_MAX) return `TimeLimit is not a whole number of seconds up to ${SECONDS_MAX}`
  return most !== null && seconds > most ? `TimeLimit is above the connection's voice_seconds_max, ${most}` : seconds
}

/** The limit that the proxy adds to a call that states none; null where it adds none. */
export function addedSeconds(call: TwilioParameters, settings: Readonly<Record<string, string>>): number | null {
  const most = countOf(settings, 'voice_seconds_max')
  return typeof most === 'number' && !call.fields.has('TimeLimit') ? most : null
}

/** Null where the policy fixes every one of these that was sent; else why the instructions are not fixed. */
export function unfixed(call: TwilioCall, names: readonly string[]): string | null {
  const open = names.find((name) => isAsked(call, name) && !isFixed(call, name))
  return open === undefined ? null : `the policy does not fix ${open}: it needs a rule eq or in on it`
}

/** The value itself is looked at: in observe mode a request that breaks the policy's rules comes this far. */
function isFixed(call: TwilioCall, name: string): boolean {
  const rule = Object.hasOwn(call.rules, name) ? call.rules[name] : undefined
  const values = call.fields.get(name) ?? []
  const among = rule?.in ?? (rule?.eq === undefined ? [] : [rule.eq])
  return values.every((value) => among.includes(value))
}

const TAG = /<\/?([A-Za-z]+)(?:\s[^<>]*)?\/?>/g
/** They cost nothing beside the call's own minutes. Speech, further legs, recordings and input by voice do. */
const PLAIN_VERBS = new Set(['Response', 'Play', 'Pause', 'Hangup', 'Reject'])

/** Instructions that stand in the request and can cost nothing beside the call itself. */
export function isPlain(twiml: string): boolean {
  const rest = twiml
    .replace(/^<\?xml[^<>]*\?>/, '')
    .replace(TAG, (whole, verb: string) => (PLAIN_VERBS.has(verb) ? '' : whole))
  return !/[<>]/.test(rest)
}
