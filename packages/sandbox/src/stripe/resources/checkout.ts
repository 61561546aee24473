/** Checkout pages. Until one expires, somebody may pay it: it counts from the moment it is made. */
import { wordId } from '../../shared/ids.ts'
import type { StripeCall } from '../call.ts'
import { noSuch, wrongState } from '../errors.ts'
import { linesOf, totalOf } from '../lines.ts'
import type { Session } from '../objects.ts'

export function createSession(call: StripeCall): Session {
  const { params } = call
  const { amount, currency } = totalOf(linesOf(call, 'line_items'))
  const id = wordId('cs_test', 58)
  const made: Session = {
    id,
    object: 'checkout.session',
    amount_subtotal: amount,
    amount_total: amount,
    created: call.now,
    currency,
    customer: params.text('customer'),
    livemode: call.livemode,
    metadata: params.metadata(),
    mode: params.need('mode'),
    payment_status: 'unpaid',
    status: 'open',
    url: `https://checkout.stripe.com/c/pay/${id}`,
  }
  call.state.sessions.set(made.id, made)
  call.happened({ id: made.id, status: made.status, amount, currency, added: amount, metadata: made.metadata })
  return made
}

export function session(call: StripeCall): Session {
  const id = call.segments[3] ?? ''
  const found = call.state.sessions.get(id)
  if (found === undefined) throw noSuch('checkout.session', id)
  return found
}

export function expireSession(call: StripeCall): Session {
  const found = session(call)
  if (found.status !== 'open') throw wrongState('Only an open Checkout Session can be expired.', 'resource_missing')
  found.status = 'expired'
  call.happened({ id: found.id, status: found.status, currency: found.currency, added: -found.amount_total })
  return found
}
