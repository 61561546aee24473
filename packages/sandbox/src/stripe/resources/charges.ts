/** Charges: of an intent, and made directly. */
import { wordId } from '../../shared/ids.ts'
import type { StripeCall } from '../call.ts'
import { askBank } from '../cards.ts'
import { declined, invalid, noSuch, wrongState } from '../errors.ts'
import type { Charge, PaymentIntent, StripeError } from '../objects.ts'

type Payment = Pick<Charge, 'amount' | 'currency' | 'customer' | 'description' | 'metadata' | 'transfer_data'> & {
  readonly payment_intent: string | null
  readonly payment_method: string | null
}

/** `error`: the bank's decline; the charge then stays as a record of the failure. */
export function putCharge(call: StripeCall, payment: Payment, captured: boolean, error: StripeError | null): Charge {
  const paid = error === null
  const charge: Charge = {
    id: wordId('ch'),
    object: 'charge',
    amount: payment.amount,
    amount_captured: paid && captured ? payment.amount : 0,
    amount_refunded: 0,
    balance_transaction: paid && captured ? wordId('txn') : null,
    captured: paid && captured,
    created: call.now,
    currency: payment.currency,
    customer: payment.customer,
    description: payment.description,
    failure_code: error?.code ?? null,
    failure_message: error?.message ?? null,
    livemode: call.livemode,
    metadata: payment.metadata,
    paid,
    payment_intent: payment.payment_intent,
    payment_method: payment.payment_method,
    refunded: false,
    status: paid ? 'succeeded' : 'failed',
    transfer_data: payment.transfer_data,
  }
  call.state.charges.set(charge.id, charge)
  if (charge.captured) settle(call, charge, charge.amount)
  return charge
}

const settle = (call: StripeCall, { id, currency }: Charge, amount: number): void =>
  call.state.move(currency, amount, { type: 'charge', source: id, created: call.now })

export const chargeOfIntent = (
  call: StripeCall,
  intent: PaymentIntent,
  method: string,
  error: StripeError | null,
): Charge =>
  putCharge(
    call,
    { ...intent, payment_intent: intent.id, payment_method: method },
    intent.capture_method !== 'manual',
    error,
  )

export function createCharge(call: StripeCall): Charge {
  const { params } = call
  const amount = params.needAmount()
  const currency = params.needCurrency()
  const source = params.text('source')
  const customer = params.text('customer')
  if (source === null && customer === null)
    throw invalid('Must provide source or customer.', 'parameter_missing', 'source')
  const captured = params.text('capture') === null || params.flag('capture')
  const bank = askBank(source ?? 'card')
  const error = bank.kind === 'declined' ? bank.error : null
  const payment: Payment = {
    amount,
    currency,
    customer,
    description: params.text('description'),
    metadata: params.metadata(),
    payment_intent: null,
    payment_method: source,
    transfer_data: params.has('transfer_data[destination]') ? params.group('transfer_data') : null,
  }
  const charge = putCharge(call, payment, captured, error)
  call.happened({ ...charge, added: error === null ? amount : 0 })
  if (error !== null) throw declined({ ...error, charge: charge.id })
  return charge
}

export function charge(call: StripeCall): Charge {
  const found = call.state.charges.get(call.id)
  if (found === undefined) throw noSuch('charge', call.id)
  return found
}

export function updateCharge(call: StripeCall): Charge {
  const found = charge(call)
  found.metadata = call.params.metadata(found.metadata)
  if (call.params.has('description')) found.description = call.params.text('description')
  call.happened({ ...found, added: 0 })
  return found
}

export function captureCharge(call: StripeCall): Charge {
  const found = charge(call)
  const amount = call.params.amount() ?? found.amount
  if (found.payment_intent !== null)
    throw invalid('This charge belongs to a PaymentIntent: capture that instead.', 'charge_invalid_parameter', null)
  if (found.captured || found.status === 'failed')
    throw wrongState(`Charge ${found.id} has already been captured.`, 'charge_already_captured')
  if (amount > found.amount)
    throw invalid('You cannot capture a charge for more than its amount.', 'amount_too_large', 'amount')
  found.captured = true
  found.amount_captured = amount
  settle(call, found, amount)
  call.happened({ ...found, amount, added: amount - found.amount })
  return found
}
