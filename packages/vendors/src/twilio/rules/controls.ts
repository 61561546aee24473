/** Calls that end, pause or name something, and cost nothing as long as they carry nothing else. */
import type { Price } from '../../adapter.ts'
import { type Rule, type TwilioCall, unknown, unruled } from './rule.ts'

/** The values that a field may have; null: any. */
type Harmless = Readonly<Record<string, readonly string[] | null>>

function free(call: TwilioCall, harmless: Harmless, refuse: (why: string) => Price): Price {
  for (const [name, values] of call.fields) {
    const allowed = Object.hasOwn(harmless, name) ? harmless[name] : []
    if (allowed !== null && !values.every((value) => allowed?.includes(value)))
      return refuse(`${name} with this value can cost, and there is no bound`)
  }
  return { kind: 'free' }
}

const control = (sentence: string, harmless: Harmless, refuse = unruled): Rule => ({
  sentence: `Free: ${sentence}. Anything else is refused.`,
  price: (call) => free(call, harmless, refuse),
})

const any = (names: string): Harmless => Object.fromEntries(names.split(' ').map((name) => [name, null]))

const stopsRecording = control('stops or pauses a recording', { Status: ['stopped', 'paused'], PauseBehavior: null })
const stops = control('stops it', { Status: ['stopped'] })
const service = control('a service without lookups or own texts', {
  ...any('FriendlyName CodeLength SkipSmsToLandlines DtmfInputRequired DoNotShareWarningEnabled CustomCodeEnabled'),
  LookupEnabled: ['false'],
})
const address = control('an address without emergency service', {
  ...any('CustomerName Street StreetSecondary City Region PostalCode IsoCountry FriendlyName AutoCorrectAddress'),
  EmergencyEnabled: ['false'],
})

export const controlRules: Readonly<Record<string, Rule>> = {
  'messages.update': control(
    'cancels a scheduled message or empties its text',
    { Status: ['canceled'], Body: [''] },
    unknown,
  ),
  'calls.update': control('ends a call', { Status: ['canceled', 'completed'] }, unknown),
  'calls.recordings.update': stopsRecording,
  'conferences.recordings.update': stopsRecording,
  'calls.siprec.update': stops,
  'calls.streams.update': stops,
  'calls.transcriptions.update': stops,
  'conferences.update': control('ends a conference', { Status: ['completed'] }, unknown),
  'conferences.participants.update': control(
    'mutes, holds or coaches a participant',
    any('Muted Hold EndConferenceOnExit BeepOnExit Coaching CallSidToCoach'),
    unknown,
  ),
  'incoming_phone_numbers.update': control('renames a number', any('FriendlyName')),
  'applications.update': control('renames an application', any('FriendlyName')),
  'addresses.create': address,
  'addresses.update': address,
  'verify.services.create': service,
  'verify.services.update': service,
  'studio.flows.executions.update': control('ends an execution', { Status: ['ended'] }),
}
