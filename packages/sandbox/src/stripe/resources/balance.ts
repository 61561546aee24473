/** What leaves the Stripe balance and comes to it, and the balance itself. */
import { wordId } from '../../shared/ids.ts'
import type { StripeCall } from '../call.ts'
import { invalid, noSuch, wrongState } from '../errors.ts'
import type { Payout, Topup, Transfer, TransferReversal } from '../objects.ts'

const ARRIVES_AFTER_S = 2 * 86_400

export function balance(call: StripeCall): object {
  const available = call.state.balances().map(([currency, amount]) => ({
    amount,
    currency,
    source_types: { card: amount },
  }))
  return { object: 'balance', available, livemode: call.livemode, pending: [] }
}

export function createPayout(call: StripeCall): Payout {
  const { params } = call
  const payout: Payout = {
    id: wordId('po'),
    object: 'payout',
    amount: params.needAmount(),
    arrival_date: call.now + ARRIVES_AFTER_S,
    automatic: false,
    created: call.now,
    currency: params.needCurrency(),
    description: params.text('description'),
    destination: params.text('destination'),
    livemode: call.livemode,
    metadata: params.metadata(),
    method: params.text('method') ?? 'standard',
    status: 'pending',
    type: 'bank_account',
  }
  spend(call, payout, 'payout')
  call.state.payouts.set(payout.id, payout)
  call.happened({ ...payout, added: payout.amount })
  return payout
}

export function payout(call: StripeCall): Payout {
  const found = call.state.payouts.get(call.id)
  if (found === undefined) throw noSuch('payout', call.id)
  return found
}

export function cancelPayout(call: StripeCall): Payout {
  const found = payout(call)
  if (found.status !== 'pending')
    throw wrongState('Payouts can only be canceled if they are pending.', 'payout_not_cancelable')
  found.status = 'canceled'
  call.state.move(found.currency, found.amount, { type: 'payout_cancel', source: found.id, created: call.now })
  call.happened({ ...found, added: -found.amount })
  return found
}

export function createTransfer(call: StripeCall): Transfer {
  const { params } = call
  const source = params.text('source_transaction')
  const charge = source === null ? undefined : call.state.charges.get(source)
  if (source !== null && charge === undefined) throw noSuch('charge', source, 404, 'source_transaction')
  const transfer: Transfer = {
    id: wordId('tr'),
    object: 'transfer',
    amount: charge === undefined ? params.needAmount() : (params.amount() ?? charge.amount_captured),
    amount_reversed: 0,
    created: call.now,
    currency: params.needCurrency(),
    description: params.text('description'),
    destination: params.need('destination'),
    livemode: call.livemode,
    metadata: params.metadata(),
    reversed: false,
    source_transaction: source,
    transfer_group: params.text('transfer_group'),
  }
  spend(call, transfer, 'transfer')
  call.state.transfers.set(transfer.id, transfer)
  call.happened({ ...transfer, added: transfer.amount })
  return transfer
}

export function transfer(call: StripeCall): Transfer {
  const found = call.state.transfers.get(call.id)
  if (found === undefined) throw noSuch('transfer', call.id)
  return found
}

type Spent = Pick<Payout, 'id' | 'amount' | 'currency'>

function spend(call: StripeCall, { id, amount, currency }: Spent, type: string): void {
  if (call.state.balanceIn(currency) < amount)
    throw invalid('You have insufficient funds in your Stripe account.', 'balance_insufficient', null)
  call.state.move(currency, -amount, { type, source: id, created: call.now })
}

/** Takes back what was transferred; without an amount, all that is left. */
export function reverseTransfer(call: StripeCall): TransferReversal {
  const from = transfer(call)
  const left = from.amount - from.amount_reversed
  const amount = call.params.amount() ?? left
  if (left === 0 || amount > left)
    throw invalid(`Reversal amount (${amount}) is greater than the amount left (${left}).`, null, 'amount')
  from.amount_reversed += amount
  from.reversed = from.amount_reversed === from.amount
  const made: TransferReversal = {
    id: wordId('trr'),
    object: 'transfer_reversal',
    amount,
    created: call.now,
    currency: from.currency,
    metadata: call.params.metadata(),
    transfer: from.id,
  }
  call.state.reversals.set(made.id, made)
  call.state.move(made.currency, amount, { type: 'transfer_refund', source: made.id, created: call.now })
  call.happened({ ...made, added: amount })
  return made
}

export function createTopup(call: StripeCall): Topup {
  const { params } = call
  const made: Topup = {
    id: wordId('tu'),
    object: 'topup',
    amount: params.needAmount(),
    created: call.now,
    currency: params.needCurrency(),
    description: params.text('description'),
    livemode: call.livemode,
    metadata: params.metadata(),
    source: params.text('source'),
    status: 'pending',
  }
  call.state.topups.set(made.id, made)
  call.state.move(made.currency, made.amount, { type: 'topup', source: made.id, created: call.now })
  call.happened({ ...made, added: made.amount })
  return made
}

export function topup(call: StripeCall): Topup {
  const found = call.state.topups.get(call.id)
  if (found === undefined) throw noSuch('topup', call.id)
  return found
}

export function cancelTopup(call: StripeCall): Topup {
  const found = topup(call)
  if (found.status !== 'pending') throw wrongState('Only a pending top-up can be canceled.', 'topup_not_cancelable')
  found.status = 'canceled'
  call.state.move(found.currency, -found.amount, { type: 'topup_reversal', source: found.id, created: call.now })
  call.happened({ ...found, added: -found.amount })
  return found
}
