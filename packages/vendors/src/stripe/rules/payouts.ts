/** Money that leaves the Stripe balance. */
import type { Rule } from './rule.ts'
import { statedPrice } from './rule.ts'

export const payoutRules: Readonly<Record<string, Rule>> = {
  'payouts.create': { sentence: 'amount in currency.', answers: 'payout', price: statedPrice },
  'payouts.cancel': {
    sentence: 'Free; gives the counted payout back where it is canceled.',
    answers: 'payout',
    price: () => ({ kind: 'free' }),
  },
  'transfers.create': { sentence: 'amount in currency.', answers: 'transfer', price: statedPrice },
}
