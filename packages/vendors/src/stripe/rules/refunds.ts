/** What a refund moves is spend; nothing is credited back for it. */
import type { Json } from '@keybrake/core'
import type { Price } from '../../adapter.ts'
import { at, integerAt, textAt } from '../../shared/read-json.ts'
import { feeToo } from './fee-too.ts'
import {
  ask,
  known,
  moneyOf,
  objectId,
  type Rule,
  stated,
  statedPrice,
  type StripeCall,
  type StripeParameters,
  unknown,
} from './rule.ts'

interface Refunded {
  readonly charge: string | undefined
  readonly intent: string | undefined
}

/** The legacy paths name what is refunded, the others a parameter. */
function refunded(call: StripeParameters): Refunded {
  if (call.segment(1) === 'charges') return { charge: call.segment(2), intent: undefined }
  return { charge: call.fields.get('charge'), intent: call.fields.get('payment_intent') }
}

function price(call: StripeCall): Price {
  const fee = feeToo(call)
  if (fee !== null) return fee
  const { charge, intent } = refunded(call)
  // A cash balance is refunded in the stated currency; a charge in its own, whatever is stated.
  if (call.fields.has('origin'))
    return charge === undefined && intent === undefined
      ? statedPrice(call)
      : unknown('origin stands beside a charge or payment_intent')
  if (charge !== undefined && intent !== undefined) return unknown('both charge and payment_intent are given')
  const chargeId = objectId(charge, 'ch', 'py')
  if (chargeId !== null) return ask(`/v1/charges/${chargeId}`)
  const intentId = objectId(intent, 'pi')
  if (intentId !== null) return ask(`/v1/payment_intents/${intentId}`, [['expand[]', 'latest_charge']])
  return unknown('neither charge nor payment_intent names what to refund')
}

/**
 * Without an amount, Stripe refunds what is left at the moment the refund arrives. A capture under way may raise that, so
 * the whole charge counts, not what is captured so far; what was really refunded is settled from the answer.
 */
function priceFromAnswer(call: StripeCall, asked: Json): Price {
  const charge = at(asked, 'latest_charge') ?? asked
  const captured = moneyOf(charge, 'amount_captured')
  const amount = integerAt(charge, 'amount')
  const before = integerAt(charge, 'amount_refunded')
  const said = stated(call, 'amount')
  if (captured === null || amount === null || before === null || said === undefined)
    return unknown('the vendor’s answer states no amount')
  if (captured.amount === 0n) return unknown('nothing of the charge is captured, so there is nothing to refund yet')
  const most = amount > captured.amount ? amount : captured.amount
  const rest = most > before ? most - before : 0n
  const price = known(call, said ?? rest, captured.currency, null)
  return price.kind === 'known' && said === null ? { ...price, depends: relatives(asked, charge) } : price
}

/** A charge and its PaymentIntent are two names of what is captured: an over-capture by either raises what is left. */
const relatives = (...objects: readonly Json[]): readonly string[] =>
  [...new Set(objects.flatMap((object) => [textAt(object, 'id'), textAt(object, 'payment_intent')]))].filter(
    (id) => id !== null,
  )

function named(call: StripeParameters): readonly string[] {
  const { charge, intent } = refunded(call)
  return [charge, intent].filter((id) => id !== undefined)
}

const base = {
  sentence:
    'amount, or what is left to refund as Stripe answers, in the currency of the charge; not with refund_application_fee, which moves more.',
  price,
  priceFromAnswer,
  named,
}

const create: Rule = {
  ...base,
  answers: 'refund',
  listed: { path: '/v1/refunds', by: ['charge', 'payment_intent'], byTime: true },
}

/** A reader refunds later, and its id tells nothing of this refund. */
const onReader: Rule = { ...base, answers: 'terminal.reader', counts: () => null, repeats: null, settlesAsPriced: true }

/** `charges/{id}/refund` of old API versions answers the charge, whose id tells nothing of this refund. */
const legacy: Rule = { ...base, answers: '', counts: refundId }

function refundId(answer: Json): string | null {
  return textAt(answer, 'object') === 'refund' ? textAt(answer, 'id') : null
}

const cancel: Rule = {
  sentence: 'Free; gives the counted refund back.',
  answers: 'refund',
  price: () => ({ kind: 'free' }),
}

export const refundRules: Readonly<Record<string, Rule>> = {
  'refunds.create': create,
  'refunds.cancel': cancel,
  'charges.refund': legacy,
  'charges.create_refund': legacy,
  'terminal.readers.refund_payment': onReader,
}
