/** The Stripe balance: what leaves it, what comes back to it, what is paid into it. */
import { type Asking, inPath, rest, whole } from './asked.ts'
import { feeToo } from './fee-too.ts'
import { ask, known, moneyOf, objectId, type Rule, statedPrice, unknown } from './rule.ts'
import { askedRest, askedTotal, askedWhole, givesBack, statedAmount } from './shapes.ts'

const payout: Asking = { what: 'payout', at: '/v1/payouts', id: inPath('po'), money: whole('amount') }
const transfer: Asking = {
  what: 'transfer',
  at: '/v1/transfers',
  id: inPath('tr'),
  money: rest('amount', 'amount_reversed'),
}
const applicationFee: Asking = {
  what: 'application fee',
  at: '/v1/application_fees',
  id: inPath('fee'),
  money: rest('amount', 'amount_refunded'),
}
const dispute: Asking = { what: 'dispute', at: '/v1/disputes', id: inPath('dp', 'du'), money: whole('amount') }

/** Without an amount Stripe transfers all of the charge it names as the source. */
const createTransfer: Rule = {
  sentence: 'amount in currency; without it the whole source_transaction, asked from Stripe.',
  answers: 'transfer',
  listed: { path: '/v1/transfers', by: ['destination'], byTime: true },
  price(call) {
    const source = objectId(call.fields.get('source_transaction'), 'ch', 'py')
    return call.fields.has('amount') || source === null ? statedPrice(call) : ask(`/v1/charges/${source}`)
  },
  priceFromAnswer(call, charge) {
    const money = moneyOf(charge, 'amount')
    if (money === null) return unknown('the vendor’s answer states no amount')
    // It moves in the currency it was settled in, which only the charge’s balance transaction states.
    return money.currency === call.fields.get('currency')?.toLowerCase()
      ? known(call, money.amount, money.currency, null)
      : unknown('the source_transaction is in another currency: state the amount')
  },
}

const reversal = askedRest('transfer_reversal', transfer, {
  makesAnother: true,
  listed: { path: '/v1/transfers/{id}/reversals', by: [], byTime: false },
})

export const balanceRules: Readonly<Record<string, Rule>> = {
  'payouts.create': statedAmount('payout', { path: '/v1/payouts', by: ['destination'], byTime: true }),
  'payouts.cancel': givesBack('payout', 'payout'),
  'payouts.reverse': askedWhole('payout', payout, {
    sentence: 'The amount of the payout, asked from Stripe: it comes back, and counts as moved all the same.',
    makesAnother: true,
    listed: { path: '/v1/payouts', by: [], byTime: true },
  }),
  'transfers.create': createTransfer,
  'transfers.create_reversal': { ...reversal, price: (call) => feeToo(call) ?? reversal.price(call) },
  'topups.create': statedAmount('topup', { path: '/v1/topups', by: [], byTime: true }),
  'topups.cancel': givesBack('topup', 'top-up'),
  'application_fees.create_refund': askedRest('fee_refund', applicationFee, {
    makesAnother: true,
    listed: { path: '/v1/application_fees/{id}/refunds', by: [], byTime: false },
  }),
  // Answers the fee, whose amounts are not this refund’s.
  'application_fees.refund': askedRest('application_fee', applicationFee, {
    counts: () => null,
    repeats: null,
    settlesAsPriced: true,
  }),
  'disputes.close': askedTotal('dispute', dispute, {
    sentence: 'The amount of the dispute, asked from Stripe: closing gives it up for good.',
  }),
}
