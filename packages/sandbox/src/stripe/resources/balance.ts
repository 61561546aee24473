/** What leaves the Stripe balance, and the balance itself. */
import { wordId } from '../../shared/ids.ts'
import type { StripeCall } from '../call.ts'
import { invalid, noSuch, wrongState } from '../errors.ts'
import type { Payout, Transfer } from '../objects.ts'

const ARRIVES_AFTER_S = 2 * 86_400

export function balance(call: StripeCall): object {
  const available = [...call.state.balances].map(([currency, amount]) => ({
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
  spend(call, payout.currency, payout.amount)
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
  call.state.move(found.currency, found.amount)
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
  spend(call, transfer.currency, transfer.amount)
  call.state.transfers.set(transfer.id, transfer)
  call.happened({ ...transfer, added: transfer.amount })
  return transfer
}

export function transfer(call: StripeCall): Transfer {
  const found = call.state.transfers.get(call.id)
  if (found === undefined) throw noSuch('transfer', call.id)
  return found
}

function spend(call: StripeCall, currency: string, amount: number): void {
  call.state.move(currency, 0)
  if ((call.state.balances.get(currency) ?? 0) < amount)
    throw invalid('You have insufficient funds in your Stripe account.', 'balance_insufficient', null)
  call.state.move(currency, -amount)
}
