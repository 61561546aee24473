/** PaymentIntents: Stripe's state machine, from `requires_payment_method` to `succeeded` or `canceled`. */
import { wordId } from '../../shared/ids.ts'
import type { StripeCall } from '../call.ts'
import { askBank } from '../cards.ts'
import { cardError, declined, invalid, noSuch, type StripeRefusal, wrongState } from '../errors.ts'
import type { IntentStatus, PaymentIntent } from '../objects.ts'
import type { Params } from '../params.ts'
import { chargeOfIntent } from './charges.ts'

const PAYABLE: readonly IntentStatus[] = ['requires_payment_method', 'requires_confirmation', 'requires_action']
/** A card may be overcaptured by so much, where it was asked for when the intent was made. */
const OVERCAPTURE_PERCENT = 20
// Shared by all intents that have nothing else: a load test keeps hundreds of thousands of them.
const NO_TIP = { tip: {} }
const NO_OPTIONS: Readonly<Record<string, string>> = {}
const CARD = ['card']

export function createIntent(call: StripeCall): PaymentIntent {
  const { params } = call
  const intent = newIntent(call, params.needAmount(), params.needCurrency())
  applyParameters(intent, params)
  const confirms = params.flag('confirm')
  if (confirms) needMethod(intent)
  call.state.intents.set(intent.id, intent)
  const refused = confirms ? confirmNow(call, intent) : null
  call.happened({ ...intent, added: exposure(intent) })
  if (refused !== null) throw refused
  return intent
}

function newIntent(call: StripeCall, amount: number, currency: string): PaymentIntent {
  const id = wordId('pi')
  return {
    id,
    object: 'payment_intent',
    amount,
    amount_capturable: 0,
    amount_details: NO_TIP,
    amount_received: 0,
    application_fee_amount: null,
    automatic_payment_methods: null,
    canceled_at: null,
    cancellation_reason: null,
    capture_method: 'automatic_async',
    client_secret: `${id}_secret_sandbox`,
    confirmation_method: call.params.text('confirmation_method') ?? 'automatic',
    created: call.now,
    currency,
    customer: null,
    description: null,
    last_payment_error: null,
    latest_charge: null,
    livemode: call.livemode,
    metadata: {},
    next_action: null,
    on_behalf_of: call.params.text('on_behalf_of'),
    payment_method: null,
    payment_method_options: NO_OPTIONS,
    payment_method_types: CARD,
    receipt_email: null,
    setup_future_usage: null,
    statement_descriptor: null,
    status: 'requires_payment_method',
    transfer_data: null,
    transfer_group: null,
  }
}

const TEXTS = [
  'customer',
  'description',
  'payment_method',
  'receipt_email',
  'setup_future_usage',
  'statement_descriptor',
  'transfer_group',
] as const

/** What create, update and confirm may all set. */
function applyParameters(intent: PaymentIntent, params: Params): void {
  for (const name of TEXTS) if (params.has(name)) intent[name] = params.text(name)
  const fee = params.amount('application_fee_amount')
  if (fee !== null) intent.application_fee_amount = fee
  intent.capture_method = params.text('capture_method') ?? intent.capture_method
  intent.metadata = params.metadata(intent.metadata)
  const options = params.group('payment_method_options')
  if (Object.keys(options).length > 0) intent.payment_method_options = { ...intent.payment_method_options, ...options }
  const types = params.list('payment_method_types')
  if (types.length > 0) intent.payment_method_types = types
  const destination = params.group('transfer_data')
  if (Object.keys(destination).length > 0) intent.transfer_data = destination
  if (params.has('automatic_payment_methods[enabled]'))
    intent.automatic_payment_methods = { enabled: params.flag('automatic_payment_methods[enabled]') }
  if (intent.status === 'requires_payment_method' && intent.payment_method !== null)
    intent.status = 'requires_confirmation'
}

function needMethod(intent: PaymentIntent): string {
  if (intent.payment_method !== null) return intent.payment_method
  throw invalid(
    "You cannot confirm this PaymentIntent because it's missing a payment method. You can either update the PaymentIntent with a payment method and then confirm it again, or confirm it again directly with a payment method or ConfirmationToken.",
    'payment_intent_unexpected_state',
    null,
  )
}

/** Pays it, or returns the refusal that leaves it payable. */
export function confirmNow(call: StripeCall, intent: PaymentIntent): StripeRefusal | null {
  const method = needMethod(intent)
  const bank = askBank(method)
  if (bank.kind === 'declined') return decline(call, intent, method, bank.error)
  if (bank.kind === 'needs_customer') {
    if (call.params.flag('off_session') || call.params.flag('error_on_requires_action'))
      return decline(call, intent, method, AUTHENTICATION)
    intent.status = 'requires_action'
    intent.next_action = { type: 'use_stripe_sdk', use_stripe_sdk: { type: 'three_d_secure_redirect' } }
    return null
  }
  intent.last_payment_error = null
  intent.latest_charge = chargeOfIntent(call, intent, method, null).id
  if (intent.capture_method === 'manual') {
    intent.status = 'requires_capture'
    intent.amount_capturable = intent.amount
  } else {
    intent.status = 'succeeded'
    intent.amount_received = intent.amount
  }
  return null
}

const AUTHENTICATION = cardError(
  'authentication_required',
  'authentication_required',
  'Your card was declined. This transaction requires authentication.',
)

function decline(call: StripeCall, intent: PaymentIntent, method: string, why: typeof AUTHENTICATION): StripeRefusal {
  const failed = chargeOfIntent(call, intent, method, why)
  const error = { ...why, charge: failed.id }
  intent.latest_charge = failed.id
  intent.last_payment_error = error
  intent.payment_method = null
  intent.status = 'requires_payment_method'
  return declined({ ...error, payment_intent: { ...intent } })
}

export function intent(call: StripeCall): PaymentIntent {
  const found = call.state.intents.get(call.id)
  if (found === undefined) throw noSuch('payment_intent', call.id)
  return found
}

/** What it has moved or may still move. */
export function exposure(one: PaymentIntent): number {
  if (one.status === 'canceled' || one.status === 'succeeded') return one.amount_received
  return one.status === 'requires_capture' ? one.amount_received + one.amount_capturable : one.amount
}

function changed(call: StripeCall, one: PaymentIntent, change: () => StripeRefusal | null | void): PaymentIntent {
  const before = exposure(one)
  const refused = change()
  call.happened({ ...one, added: exposure(one) - before })
  if (refused) throw refused
  return one
}

function needStatus(one: PaymentIntent, allowed: readonly IntentStatus[], verb: string): void {
  if (allowed.includes(one.status)) return
  throw wrongState(
    `This PaymentIntent's ${verb} is not possible because it has a status of ${one.status}. Only a PaymentIntent with one of the following statuses allows it: ${allowed.join(', ')}.`,
    'payment_intent_unexpected_state',
    { payment_intent: { ...one } },
  )
}

export function updateIntent(call: StripeCall): PaymentIntent {
  const one = intent(call)
  const { params } = call
  const amount = params.amount()
  const currency = params.currency()
  if (amount !== null || currency !== null) needStatus(one, PAYABLE, 'update of the amount')
  return changed(call, one, () => {
    applyParameters(one, params)
    one.amount = amount ?? one.amount
    one.currency = currency ?? one.currency
  })
}

export function confirmIntent(call: StripeCall): PaymentIntent {
  const one = intent(call)
  const amount = call.params.amount('amount_to_confirm')
  needStatus(one, PAYABLE, 'confirmation')
  if (one.payment_method === null && call.params.text('payment_method') === null) needMethod(one)
  return changed(call, one, () => {
    applyParameters(one, call.params)
    one.amount = amount ?? one.amount
    return confirmNow(call, one)
  })
}

export function captureIntent(call: StripeCall): PaymentIntent {
  const one = intent(call)
  const asked = call.params.amount('amount_to_capture')
  const final = call.params.text('final_capture') === null || call.params.flag('final_capture')
  needStatus(one, ['requires_capture'], 'capture')
  const amount = asked ?? one.amount_capturable
  if (amount > capturableAtMost(one))
    throw wrongState(
      `The amount to capture is greater than the amount you can capture: ${one.amount_capturable}.`,
      'amount_too_large',
      { param: 'amount_to_capture' },
    )
  if (!final && !offers(one, 'request_multicapture'))
    throw invalid('final_capture needs an intent with multicapture.', null, 'final_capture')
  return changed(call, one, () => {
    one.metadata = call.params.metadata(one.metadata)
    one.amount_received += amount
    one.amount_capturable = final ? 0 : one.amount_capturable - amount
    if (one.amount_capturable <= 0) one.status = 'succeeded'
    captureCharge(call, one, amount)
  })
}

const offers = (one: PaymentIntent, feature: string): boolean =>
  one.payment_method_options[`card][${feature}`] === 'if_available'

const capturableAtMost = (one: PaymentIntent): number =>
  offers(one, 'request_overcapture')
    ? Math.floor((one.amount_capturable * (100 + OVERCAPTURE_PERCENT)) / 100)
    : one.amount_capturable

function captureCharge(call: StripeCall, one: PaymentIntent, amount: number): void {
  const charge = one.latest_charge === null ? undefined : call.state.charges.get(one.latest_charge)
  const source = one.latest_charge ?? one.id
  call.state.move(one.currency, amount, { type: 'charge', source, created: call.now })
  if (charge === undefined) return
  charge.amount_captured += amount
  charge.amount = Math.max(charge.amount, charge.amount_captured)
  charge.captured = true
}

/** `amount` is the new total, not what is added. */
export function incrementIntent(call: StripeCall): PaymentIntent {
  const one = intent(call)
  const amount = call.params.needAmount()
  needStatus(one, ['requires_capture'], 'increment')
  if (amount <= one.amount)
    throw invalid(
      'The amount must be greater than the currently authorized amount.',
      'parameter_invalid_integer',
      'amount',
    )
  return changed(call, one, () => {
    one.metadata = call.params.metadata(one.metadata)
    one.amount_capturable += amount - one.amount
    one.amount = amount
    const charge = one.latest_charge === null ? undefined : call.state.charges.get(one.latest_charge)
    if (charge !== undefined) charge.amount = amount
  })
}

export function cancelIntent(call: StripeCall): PaymentIntent {
  const one = intent(call)
  needStatus(one, [...PAYABLE, 'requires_capture'], 'cancellation')
  return changed(call, one, () => {
    one.status = 'canceled'
    one.canceled_at = call.now
    one.cancellation_reason = call.params.text('cancellation_reason')
    one.amount_capturable = 0
  })
}
