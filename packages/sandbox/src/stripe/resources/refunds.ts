/** Refunds of a charge, of an intent's charge, or of a customer's cash balance. */
import { wordId } from '../../shared/ids.ts'
import type { StripeCall } from '../call.ts'
import { invalid, noSuch, wrongState } from '../errors.ts'
import type { Charge, Refund } from '../objects.ts'
import { charge as chargeInPath } from './charges.ts'

export function createRefund(call: StripeCall): Refund {
  if (call.params.text('origin') === 'customer_balance') return refundBalance(call)
  return refundCharge(call, namedCharge(call))
}

/** `POST /v1/charges/{id}/refunds` answers the refund. */
export const createRefundOfCharge = (call: StripeCall): Refund => refundCharge(call, chargeInPath(call))

/** `POST /v1/charges/{id}/refund`, the older form, answers the charge. */
export function refundChargeInPath(call: StripeCall): Charge {
  const charge = chargeInPath(call)
  refundCharge(call, charge)
  return charge
}

function namedCharge(call: StripeCall): Charge {
  const { params, state } = call
  const id = params.text('charge')
  const intentId = params.text('payment_intent')
  if (id === null && intentId === null)
    throw invalid(
      'One of the following params should be provided for this request: payment_intent or charge.',
      null,
      null,
    )
  const intent = intentId === null ? undefined : state.intents.get(intentId)
  if (intentId !== null && intent === undefined) throw noSuch('payment_intent', intentId, 404, 'payment_intent')
  const chargeId = id ?? intent?.latest_charge ?? null
  if (chargeId === null)
    throw wrongState(
      `This PaymentIntent (${intentId}) does not have a successful charge to refund.`,
      'payment_intent_unexpected_state',
    )
  const charge = state.charges.get(chargeId)
  if (charge === undefined) throw noSuch('charge', chargeId, 404, 'charge')
  return charge
}

function refundCharge(call: StripeCall, charge: Charge): Refund {
  const left = charge.amount_captured - charge.amount_refunded
  const amount = call.params.amount() ?? left
  if (left === 0) throw wrongState(`Charge ${charge.id} has already been refunded.`, 'charge_already_refunded')
  if (amount > left)
    throw wrongState(
      `Refund amount (${amount}) is greater than unrefunded amount on charge (${left})`,
      'amount_too_large',
      { param: 'amount' },
    )
  charge.amount_refunded += amount
  charge.refunded = charge.amount_refunded === charge.amount_captured
  const slow = charge.payment_method?.endsWith('_pendingRefund') === true
  return put(call, charge.currency, amount, slow ? 'pending' : 'succeeded', charge)
}

function refundBalance(call: StripeCall): Refund {
  call.params.need('customer')
  return put(call, call.params.needCurrency(), call.params.needAmount(), 'requires_action', null)
}

function put(
  call: StripeCall,
  currency: string,
  amount: number,
  status: Refund['status'],
  charge: Charge | null,
): Refund {
  const refund: Refund = {
    id: wordId('re'),
    object: 'refund',
    amount,
    charge: charge?.id ?? null,
    created: call.now,
    currency,
    metadata: call.params.metadata(),
    payment_intent: charge?.payment_intent ?? null,
    reason: call.params.text('reason'),
    status,
  }
  call.state.refunds.set(refund.id, refund)
  call.state.move(currency, -amount, { type: 'refund', source: refund.id, created: call.now })
  call.happened({ ...refund, customer: charge?.customer ?? call.params.text('customer'), added: amount })
  return refund
}

export function refund(call: StripeCall): Refund {
  const found = call.state.refunds.get(call.id)
  if (found === undefined) throw noSuch('refund', call.id)
  return found
}

export function cancelRefund(call: StripeCall): Refund {
  const found = refund(call)
  if (found.status !== 'requires_action')
    throw wrongState('Only a refund with the status requires_action can be canceled.', 'refund_not_cancelable')
  found.status = 'canceled'
  call.state.move(found.currency, found.amount, { type: 'refund_failure', source: found.id, created: call.now })
  call.happened({ ...found, added: -found.amount })
  return found
}
