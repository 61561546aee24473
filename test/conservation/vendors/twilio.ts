/** Twilio in the proof: messages, verifications, lookups, numbers and phone calls. Nothing is idempotent there: the proxy is. */
import type { Execution } from '@keybrake/sandbox'
import type { Chance } from '../lib/chance.ts'
import { beside } from '../lib/stage.ts'
import type { Made, Tale } from '../lib/tale.ts'
import type { Ask, Effect, World } from '../lib/world.ts'

const WEIGHTS = {
  message: 30,
  message_bad: 3,
  message_service: 5,
  media: 5,
  scheduled: 8,
  message_cancel: 7,
  message_empty: 2,
  message_delete: 3,
  verify: 9,
  check: 6,
  lookup: 7,
  number: 5,
  number_release: 3,
  call: 9,
  call_cancel: 4,
  call_end: 3,
} as const
type Op = keyof typeof WEIGHTS

interface Move {
  readonly op: Op
  readonly which: number
  /** Characters, seconds or fields. */
  readonly size: number
  /** Characters of two bytes. */
  readonly wide: boolean
}

const SEGMENT = 12_000n
const MMS = 30_000n
const VOICE_MINUTE = 20_000n
const VERIFICATION = 50_000n
const NUMBER_MONTH = 1_150_000n
/** What the operator states; above what this Twilio bills, as a list is. */
const settings = {
  sms_US: '0.01',
  sms_carrier_US: '0.002',
  mms_US: '0.03',
  mms_carrier_US: '0',
  voice_US: '0.02',
  verify_segments: '1',
  number_months: '1',
}
/** What the vendor bills for a segment, by which its record tells how many there were. */
const BILLED_SEGMENT = 7_500n
const BILLED_MINUTE = 14_000n

const TWIML = '<Response><Pause length="1"/></Response>'
const ACCOUNT = '/2010-04-01/Accounts/_'
const FROM = '+12135550100'
const SERVICE = `MG${'0'.repeat(32)}`
const CREATES: ReadonlySet<Op> = new Set<Op>([
  'message',
  'message_service',
  'media',
  'scheduled',
  'verify',
  'number',
  'call',
])

/** Two area codes stand for the stories' recipients and for the numbers they rent. */
const recipient = (number: number): string => `+1415${String(number).padStart(7, '0')}`
const rented = (number: number, which: number): string =>
  `+1628${String((number * 10 + which) % 10_000_000).padStart(7, '0')}`
const RECIPIENT = /^\+1415(\d{7})$/
const RENTED = /^\+1628(\d{6})\d$/

let verifyService = ''
let account = ''

const KINDS: Partial<Record<Op, readonly string[]>> = {
  message_cancel: ['scheduled'],
  message_empty: ['message'],
  message_delete: ['message', 'scheduled'],
  number_release: ['number'],
  call_cancel: ['call'],
  call_end: ['call'],
}

function ask(move: Move, tale: Tale<Move>, mark: string): Ask | null {
  const { op, which } = move
  const kinds = KINDS[op]
  if (kinds !== undefined) {
    const object = tale.object(kinds, which)
    return object === null ? null : onObject(op, object.id)
  }
  const to = recipient(tale.number)
  const post = { method: 'POST', object: null, mark: { holds: to.slice(1) }, free: false } as const
  if (op === 'lookup') {
    const fields = ['line_type_intelligence', 'caller_name', 'line_type_intelligence,caller_name'][which % 3]
    const path = `/lookups/v2/PhoneNumbers/%2B${to.slice(1)}?Fields=${fields}`
    return { method: 'GET', path, object: null, mark: { path: `/v2/PhoneNumbers/%2B${to.slice(1)}` }, free: false }
  }
  if (op === 'verify' || op === 'check') {
    const service = `/verify/v2/Services/${verifyService}`
    const form = op === 'verify' ? { To: to, Channel: 'sms' } : { To: to, Code: to.slice(-6) }
    return {
      ...post,
      path: `${service}/${op === 'verify' ? 'Verifications' : 'VerificationCheck'}`,
      form,
      free: op === 'check',
    }
  }
  if (op === 'number') {
    const PhoneNumber = rented(tale.number, which)
    return {
      ...post,
      path: `${ACCOUNT}/IncomingPhoneNumbers.json`,
      form: { PhoneNumber },
      mark: { holds: PhoneNumber.slice(1) },
    }
  }
  if (op === 'call') {
    const form = { To: to, From: FROM, Twiml: TWIML, TimeLimit: String(10 + move.size) }
    return { ...post, path: `${ACCOUNT}/Calls.json`, form }
  }
  return { ...post, path: `${ACCOUNT}/Messages.json`, form: messageForm(move, to, mark), mark: { holds: mark } }
}

function messageForm({ op, size, wide }: Move, to: string, mark: string): Record<string, string> {
  const text = `${mark} ${(wide ? 'ж' : 'a').repeat(size)}`
  if (op === 'message_bad') return { To: '+15005550001', From: FROM, Body: text }
  if (op === 'media') return { To: to, From: FROM, Body: mark, MediaUrl: 'https://cdn.example/a.png' }
  if (op === 'message_service') return { To: to, MessagingServiceSid: SERVICE, Body: text }
  if (op === 'scheduled')
    return { To: to, MessagingServiceSid: SERVICE, Body: text, ScheduleType: 'fixed', SendAt: '2099-01-01T00:00:00Z' }
  return { To: to, From: FROM, Body: text }
}

const ON_OBJECT: Partial<Record<Op, readonly [family: string, form: Readonly<Record<string, string>> | null]>> = {
  message_cancel: ['Messages', { Status: 'canceled' }],
  message_empty: ['Messages', { Body: '' }],
  message_delete: ['Messages', null],
  number_release: ['IncomingPhoneNumbers', null],
  call_cancel: ['Calls', { Status: 'canceled' }],
  call_end: ['Calls', { Status: 'completed' }],
}

function onObject(op: Op, id: string): Ask {
  const [family, form] = ON_OBJECT[op] ?? ['', null]
  const path = `${ACCOUNT}/${family}/${id}.json`
  // The proxy puts the account in place of the stand-in.
  const mark = { path: path.replace('_', account) }
  const common = { path, object: id, mark, free: true }
  return form === null ? { ...common, method: 'DELETE' } : { ...common, method: 'POST', form }
}

/**
 * By the price list, from the segments, minutes and numbers that the vendor’s record shows. A Messaging Service may send from
 * a toll-free number, whose segments hold a unit less.
 */
function listPrice({ operation, amount }: Execution, { ask: { form = {} } }: Made<Move>): bigint {
  const billed = BigInt(amount ?? '0')
  if (form['MediaUrl'] !== undefined) return MMS
  if (form['MessagingServiceSid'] !== undefined) return tollFreeSegments(form['Body'] ?? '') * SEGMENT
  if (operation === 'messages.create') return (billed / BILLED_SEGMENT) * SEGMENT
  if (operation === 'calls.create') return (billed / BILLED_MINUTE) * VOICE_MINUTE
  if (operation === 'verify.services.verifications.create') return VERIFICATION + SEGMENT
  if (operation === 'incoming_phone_numbers.create') return NUMBER_MONTH
  return billed
}

/** Of letters, digits and spaces, Latin or not. */
function tollFreeSegments(text: string): bigint {
  const [alone, each] = /^[\w ]*$/.test(text) ? [160, 152] : [70, 66]
  return text.length <= alone ? 1n : BigInt(Math.ceil(text.length / each))
}

/** Each call counts by itself, and no answer gives anything back before its price is stated. */
function effect(made: Made<Move>): Effect | null {
  const { executed, ask } = made
  if (executed === null || ask.free) return null
  return { object: `${executed.order}`, how: 'states', total: listPrice(executed, made) }
}

const CREATED: Partial<Record<Op, string>> = {
  message: 'message',
  message_service: 'message',
  media: 'message',
  scheduled: 'scheduled',
  number: 'number',
  call: 'call',
}

export const twilio: World<Move> = {
  vendor: 'twilio',
  settings,
  keyFields: { parameters: { Twiml: { in: [TWIML], optional: true } } },
  prepare: async (stage) => {
    account = stage.sandbox.credentials.twilio.account_sid
    verifyService = await beside(stage, 'twilio', '/v2/Services', new URLSearchParams({ FriendlyName: 'proof' }))
  },
  opening: (chance) => draw(chance, chance.oneOf([...CREATES])),
  move: (chance) => draw(chance, chance.weighted(WEIGHTS)),
  typical: 60_000,
  grain: 2_000,
  // Segments, seconds and numbers are not repeated, the recipient is.
  spoilable: ({ op }) => op === 'message' || op === 'scheduled' || op === 'verify' || op === 'call',
  ask,
  learn: ({ step }, { sid }, tale) => {
    const kind = CREATED[step.move.op]
    if (kind !== undefined) tale.learn(sid, kind)
  },
  numberOf: ({ customer }) => {
    const found = RECIPIENT.exec(customer ?? '') ?? RENTED.exec(customer ?? '')
    return found === null ? null : Number(found[1])
  },
  worth: (microUsd) => microUsd,
  refusalEnds: () => false,
  effect,
}

const draw = (chance: Chance, op: Op): Move => ({
  op,
  which: chance.below(5),
  // Most texts fill one or two segments: counting those of long ones takes the product milliseconds.
  size: chance.below(op === 'call' || chance.happens(0.8) ? 170 : 400),
  wide: chance.happens(0.3),
})
