/** Stripe’s calls as a caller makes them at random: on what the story has, or on something new. */
import type { Chance } from '../lib/chance.ts'
import type { Tale } from '../lib/tale.ts'
import type { Ask } from '../lib/world.ts'

const WEIGHTS = {
  create: 22,
  create_paid: 8,
  create_manual: 15,
  create_declined: 4,
  create_waiting: 2,
  update: 12,
  update_text: 2,
  confirm: 9,
  confirm_declined: 3,
  capture: 6,
  capture_part: 5,
  capture_more: 2,
  capture_not_final: 8,
  increment: 5,
  cancel: 9,
  refund: 6,
  refund_rest: 4,
  charge: 3,
  charge_manual: 4,
  charge_declined: 2,
  charge_capture: 3,
  charge_capture_part: 2,
  charge_refund: 2,
  cash_refund: 3,
  cash_refund_cancel: 2,
  payout: 4,
  payout_cancel: 2,
  topup: 2,
  topup_cancel: 1,
  transfer: 2,
  reversal: 2,
  session: 3,
  session_expire: 2,
} as const
export type StripeOp = keyof typeof WEIGHTS

export interface StripeMove {
  readonly op: StripeOp
  /** Minor units. */
  readonly amount: number
  readonly currency: 'usd' | 'eur' | 'jpy'
  /** Which of the objects there are. */
  readonly which: number
}

const OPENINGS: readonly StripeOp[] = [
  'create',
  'create',
  'create_manual',
  'create_manual',
  'create_paid',
  'create_declined',
  'charge_manual',
]

export const openingMove = (chance: Chance): StripeMove => draw(chance, chance.oneOf(OPENINGS))
/** What the newest intent comes to is raised, lowered, or taken. */
const CHANGES: readonly StripeOp[] = ['update', 'update', 'update', 'update', 'confirm', 'capture', 'cancel']

export const stripeChange = (chance: Chance): StripeMove => ({ ...draw(chance, chance.oneOf(CHANGES)), which: 0 })
export const stripeMove = (chance: Chance): StripeMove => draw(chance, chance.weighted(WEIGHTS))

const draw = (chance: Chance, op: StripeOp): StripeMove => ({
  op,
  // Round amounts, of which caps are multiples, fill a cap to the last cent or miss it by a micro-USD.
  amount: chance.happens(0.4) ? 500 * (1 + chance.below(6)) : 1 + chance.below(3_000),
  currency: chance.weighted({ usd: 80, eur: 14, jpy: 6 }),
  which: chance.below(3),
})

export const DESTINATION = 'acct_1Conservation'

type Form = Readonly<Record<string, string>>

const INTENTS = '/v1/payment_intents'
const CARD = { payment_method: 'pm_card_visa' }
const DECLINED = { payment_method: 'pm_card_visa_chargeDeclined' }
const MANUAL = {
  ...CARD,
  confirm: 'true',
  capture_method: 'manual',
  'payment_method_options[card][request_overcapture]': 'if_available',
  'payment_method_options[card][request_multicapture]': 'if_available',
}

/** New objects: the path, and what is sent beside amount and currency. */
const CREATES: Partial<Record<StripeOp, readonly [path: string, form: Form]>> = {
  create: [INTENTS, {}],
  create_paid: [INTENTS, { ...CARD, confirm: 'true' }],
  create_manual: [INTENTS, MANUAL],
  create_declined: [INTENTS, { ...DECLINED, confirm: 'true' }],
  create_waiting: [INTENTS, { payment_method: 'pm_card_authenticationRequired', confirm: 'true' }],
  charge: ['/v1/charges', { source: 'tok_visa' }],
  charge_manual: ['/v1/charges', { source: 'tok_visa', capture: 'false' }],
  charge_declined: ['/v1/charges', { source: 'tok_chargeDeclined' }],
  cash_refund: ['/v1/refunds', { origin: 'customer_balance', customer: 'cus_1' }],
  payout: ['/v1/payouts', {}],
  topup: ['/v1/topups', {}],
  transfer: ['/v1/transfers', { destination: DESTINATION }],
}

/** Less than most objects come to. */
const someOf = (amount: string): string => String(Math.ceil(Number(amount) / 6))

type Act = (amount: string) => readonly [kind: string, base: string, verb: string, form: Form]

/** On an object of this kind. */
const ACTS: Partial<Record<StripeOp, Act>> = {
  update: (amount) => ['pi', INTENTS, '', { amount }],
  update_text: () => ['pi', INTENTS, '', { description: 'of no account' }],
  confirm: () => ['pi', INTENTS, '/confirm', CARD],
  confirm_declined: () => ['pi', INTENTS, '/confirm', DECLINED],
  capture: () => ['pi', INTENTS, '/capture', {}],
  capture_part: (amount) => ['pi', INTENTS, '/capture', { amount_to_capture: someOf(amount) }],
  capture_more: (amount) => ['pi', INTENTS, '/capture', { amount_to_capture: `1${amount.slice(1)}` }],
  capture_not_final: (amount) => [
    'pi',
    INTENTS,
    '/capture',
    { amount_to_capture: someOf(amount), final_capture: 'false' },
  ],
  increment: (amount) => ['pi', INTENTS, '/increment_authorization', { amount }],
  cancel: () => ['pi', INTENTS, '/cancel', {}],
  charge_capture: () => ['ch', '/v1/charges', '/capture', {}],
  charge_capture_part: (amount) => ['ch', '/v1/charges', '/capture', { amount: someOf(amount) }],
  cash_refund_cancel: () => ['cash', '/v1/refunds', '/cancel', {}],
  payout_cancel: () => ['po', '/v1/payouts', '/cancel', {}],
  topup_cancel: () => ['tu', '/v1/topups', '/cancel', {}],
  session_expire: () => ['cs', '/v1/checkout/sessions', '/expire', {}],
}

/** They end an object or describe it. */
export const FREE: ReadonlySet<StripeOp> = new Set<StripeOp>([
  'update_text',
  'cancel',
  'cash_refund_cancel',
  'payout_cancel',
  'topup_cancel',
  'session_expire',
])

export function stripeAsk(
  { op, amount, currency, which }: StripeMove,
  tale: Tale<StripeMove>,
  mark: string,
): Ask | null {
  const metadata = { 'metadata[story]': String(tale.number), 'metadata[step]': mark }
  const made = { method: 'POST', object: null, mark: { holds: mark }, free: false } as const
  const create = CREATES[op]
  if (create !== undefined) {
    const [path, form] = create
    return { ...made, path, form: { amount: String(amount), currency, ...form, ...metadata } }
  }
  if (op === 'session')
    return { ...made, path: '/v1/checkout/sessions', form: { ...page(amount, currency), ...metadata } }
  if (op === 'refund' || op === 'refund_rest' || op === 'charge_refund') {
    const from = tale.object([op === 'charge_refund' ? 'ch' : 'pi'], which)
    if (from === null) return null
    const named = op === 'charge_refund' ? { charge: from.id } : { payment_intent: from.id }
    const stated = op === 'refund' ? { amount: String(amount) } : {}
    return { ...made, path: '/v1/refunds', form: { ...named, ...stated, ...metadata } }
  }
  if (op === 'reversal') {
    const transfer = tale.object(['tr'], which)
    if (transfer === null) return null
    return { ...made, path: `/v1/transfers/${transfer.id}/reversals`, form: { amount: String(amount), ...metadata } }
  }
  const act = ACTS[op]?.(String(amount))
  const object = act === undefined ? null : tale.object([act[0]], which)
  if (act === undefined || object === null) return null
  const [, base, verb, form] = act
  const path = `${base}/${object.id}${verb}`
  return { method: 'POST', path, form, object: object.id, mark: { path }, free: FREE.has(op) }
}

const page = (amount: number, currency: string): Form => ({
  mode: 'payment',
  success_url: 'https://shop.example/done',
  'line_items[0][quantity]': '2',
  'line_items[0][price_data][currency]': currency,
  'line_items[0][price_data][unit_amount]': String(amount),
  'line_items[0][price_data][product_data][name]': 'a thing',
})

const PREFIXES = ['pi', 'ch', 're', 'po', 'tu', 'tr', 'cs'] as const

export function kindOf(op: StripeOp, id: string): string {
  if (op === 'cash_refund') return 'cash'
  return PREFIXES.find((prefix) => id.startsWith(`${prefix}_`)) ?? 'other'
}

/** The answer to these repeats the amount that was asked for. */
const REPEATING: ReadonlySet<StripeOp> = new Set<StripeOp>([
  'create',
  'create_paid',
  'create_manual',
  'update',
  'charge',
  'charge_manual',
  'cash_refund',
  'payout',
  'topup',
  'transfer',
  'refund',
])
export const isSpoilable = ({ op }: StripeMove): boolean => REPEATING.has(op)
