/** What a Stripe answer says an object comes to, and when it says that nothing can come of it any more. */
import type { Json } from '@keybrake/core'
import { at, integerAt, textAt } from '../../shared/read-json.ts'

/**
 * The object's total in minor units; null where the answer leaves it open and the estimate stands.
 *
 * @param type the `object` type the answer has, or should have
 */
export function countedAmount(operation: string, type: string, json: Json): bigint | null {
  switch (type) {
    case 'payment_intent':
      return operation === 'payment_intents.capture' ? capturedAmount(json) : intentAmount(json)
    case 'charge':
      if (operation !== 'charges.capture') return integerAt(json, 'amount')
      return at(json, 'captured') === true ? integerAt(json, 'amount_captured') : null
    case 'refund':
      return hasFailed(json) ? 0n : integerAt(json, 'amount')
    case 'invoice':
      // A bank debit leaves the invoice open until the bank has paid.
      return textAt(json, 'status') === 'paid' ? integerAt(json, 'amount_paid') : null
    case 'customer':
      return null
    default:
      return integerAt(json, 'amount')
  }
}

/** What an intent may move: its amount, or what it received where that is more (over-capture). */
export function intentAmount(json: Json): bigint | null {
  const amount = integerAt(json, 'amount')
  const received = integerAt(json, 'amount_received')
  return amount !== null && received !== null && received > amount ? received : amount
}

/**
 * After a partial capture that was not the final one, what is left can still be captured and stays counted. While a capture
 * is processing, `amount_received` says less than what will be taken.
 */
function capturedAmount(json: Json): bigint | null {
  const received = integerAt(json, 'amount_received')
  if (textAt(json, 'status') === 'succeeded') return received
  const capturable = integerAt(json, 'amount_capturable')
  if (textAt(json, 'status') !== 'requires_capture' || received === null || capturable === null) return null
  return received + capturable
}

const hasFailed = (json: Json): boolean => ['failed', 'canceled'].includes(textAt(json, 'status') ?? '')

/** Nothing moved, and by this object nothing can any more. */
export function isDead(json: Json): boolean {
  const status = textAt(json, 'status')
  switch (textAt(json, 'object')) {
    case 'payment_intent':
      return status === 'canceled' && integerAt(json, 'amount_received') === 0n
    case 'invoice':
      return status === 'void' && integerAt(json, 'amount_paid') === 0n
    case 'refund':
    case 'payout':
      return status === 'canceled'
    default:
      return false
  }
}

/**
 * A PaymentIntent that money can still move by, also without another call of ours: its client secret is enough. Older API
 * versions name other states (`requires_source`), so any but the two last ones counts as payable.
 */
export function canStillBePaid(intent: Json | undefined): boolean {
  const status = textAt(intent, 'status')
  return textAt(intent, 'id') !== null && status !== 'succeeded' && status !== 'canceled'
}
