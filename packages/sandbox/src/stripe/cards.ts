/** Stripe's test payment methods: what a bank says to each. Any other is accepted. */
import { cardError } from './errors.ts'
import type { StripeError } from './objects.ts'

const DECLINED = 'Your card was declined.'
const DECLINES: Readonly<Record<string, StripeError>> = {
  chargeDeclined: cardError('card_declined', 'generic_decline', DECLINED),
  chargeDeclinedInsufficientFunds: cardError(
    'card_declined',
    'insufficient_funds',
    'Your card has insufficient funds.',
  ),
  chargeDeclinedLostCard: cardError('card_declined', 'lost_card', DECLINED),
  chargeDeclinedFraudulent: cardError('card_declined', 'fraudulent', DECLINED),
  chargeDeclinedExpiredCard: cardError('expired_card', null, 'Your card has expired.'),
  chargeDeclinedIncorrectCvc: cardError('incorrect_cvc', null, "Your card's security code is incorrect."),
  chargeDeclinedProcessingError: cardError(
    'processing_error',
    null,
    'An error occurred while processing your card. Try again in a little bit.',
  ),
}

export type CardAnswer =
  | { readonly kind: 'paid' | 'needs_customer' }
  | { readonly kind: 'declined'; readonly error: StripeError }

/** `pm_card_chargeDeclined`, `pm_card_visa_chargeDeclined` and `tok_chargeDeclined` mean the same. */
export function askBank(paymentMethod: string): CardAnswer {
  const name = paymentMethod.slice(paymentMethod.lastIndexOf('_') + 1)
  const error = DECLINES[name]
  if (error !== undefined) return { kind: 'declined', error }
  return { kind: name === 'authenticationRequired' ? 'needs_customer' : 'paid' }
}
