/** Financial accounts: money to and from bank accounts outside. API v1, a form; v2, JSON with `{value, currency}`. */
import type { Json } from '@keybrake/core'
import { integerAt, textAt, at } from '../../shared/read-json.ts'
import { type Asking, inField, inLongPath, whole } from './asked.ts'
import { known, type Minor, type Rule, unknown } from './rule.ts'
import { askedTotal, askedWhole, givesBack, statedAmount } from './shapes.ts'

const listedBy = (name: string, byTime: boolean, ...by: readonly string[]) => ({
  path: `/v1/treasury/${name}`,
  by: ['financial_account', ...by],
  byTime,
})

const received = (what: string, kind: string): Asking => ({
  what,
  at: `/v1/treasury/${kind}s`,
  id: inField(kind),
  money: whole('amount'),
})

/** An amount of v2. */
export function amountOfV2(json: Json | undefined): Minor | null {
  const value = integerAt(at(json, 'amount'), 'value')
  const currency = textAt(json, 'amount', 'currency')
  return value === null || currency === null ? null : { amount: value, currency }
}

const statedV2 = (answers: string): Rule => ({
  sentence: 'amount.value in amount.currency.',
  answers,
  price(call) {
    const money = amountOfV2(call.json)
    return money === null
      ? unknown('amount is missing or is no plain integer with a currency')
      : known(call, money.amount, money.currency, null)
  },
})

const payoutIntent: Asking = {
  what: 'payout intent',
  at: '/v2/money_management/payout_intents',
  id: inLongPath,
  money: amountOfV2,
}

const V2 = 'v2.money_management'

export const treasuryRules: Readonly<Record<string, Rule>> = {
  'treasury.outbound_payments.create': statedAmount(
    'treasury.outbound_payment',
    listedBy('outbound_payments', true, 'customer'),
  ),
  'treasury.outbound_payments.cancel': givesBack('treasury.outbound_payment', 'payment'),
  'treasury.outbound_transfers.create': statedAmount(
    'treasury.outbound_transfer',
    listedBy('outbound_transfers', false),
  ),
  'treasury.outbound_transfers.cancel': givesBack('treasury.outbound_transfer', 'transfer'),
  'treasury.inbound_transfers.create': statedAmount('treasury.inbound_transfer', listedBy('inbound_transfers', false)),
  'treasury.inbound_transfers.cancel': givesBack('treasury.inbound_transfer', 'transfer'),
  'treasury.credit_reversals.create': askedWhole(
    'treasury.credit_reversal',
    received('received credit', 'received_credit'),
  ),
  'treasury.debit_reversals.create': askedWhole(
    'treasury.debit_reversal',
    received('received debit', 'received_debit'),
  ),
  [`${V2}.inbound_transfers.create`]: statedV2(`${V2}.inbound_transfer`),
  [`${V2}.outbound_payments.create`]: statedV2(`${V2}.outbound_payment`),
  [`${V2}.outbound_payments.cancel`]: givesBack(`${V2}.outbound_payment`, 'payment'),
  [`${V2}.payout_intents.create`]: statedV2(`${V2}.payout_intent`),
  [`${V2}.payout_intents.update`]: askedTotal(`${V2}.payout_intent`, payoutIntent),
  [`${V2}.payout_intents.confirm`]: askedTotal(`${V2}.payout_intent`, payoutIntent),
  [`${V2}.payout_intents.cancel`]: givesBack(`${V2}.payout_intent`, 'payout intent'),
}
