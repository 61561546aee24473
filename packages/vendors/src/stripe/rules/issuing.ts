/** Cards that the account issues to its own people. */
import type { Json } from '@keybrake/core'
import { at, integerAt, textAt } from '../../shared/read-json.ts'
import { inLongPath } from './asked.ts'
import { larger, type Minor, type Rule, stated, type StripeCall } from './rule.ts'
import { askedTotal, freeWith } from './shapes.ts'

/** The request states less where Stripe leaves it the choice; what is held in the end is in the answer. */
function heldAfterwards(authorization: Json, call: StripeCall): Minor | null {
  const pending = at(authorization, 'pending_request')
  const more = integerAt(pending, 'amount')
  const before = integerAt(authorization, 'amount')
  const currency = textAt(pending, 'currency')
  if (more === null || before === null || currency === null) return null
  return { amount: before + larger(more, stated(call, 'amount') ?? 0n), currency }
}

const authorization = {
  what: 'authorization',
  at: '/v1/issuing/authorizations',
  id: inLongPath,
  money: heldAfterwards,
}

export const issuingRules: Readonly<Record<string, Rule>> = {
  'issuing.authorizations.approve': askedTotal('issuing.authorization', authorization, { repeats: null }),
  'issuing.cards.update': freeWith('issuing.card', 'cancellation_reason expand metadata status=inactive|canceled'),
  'issuing.cardholders.update': freeWith('issuing.cardholder', 'expand metadata status=inactive'),
}
