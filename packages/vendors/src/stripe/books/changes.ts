/** Calls that changed an object, and how the object shows that they did. */
import type { Json } from '@keybrake/core'
import type { LostCall } from '../../adapter.ts'
import { segmentAt } from '../../shared/matcher.ts'
import { at, integerAt, textAt } from '../../shared/read-json.ts'
import { objectId } from '../rules/rule.ts'

interface Change {
  /** Where the object is read; null where the path names none. */
  place(lost: LostCall): string | null
  /** The call is done. What it would have left looks otherwise. */
  shows(object: Json, lost: LostCall): boolean
  /** The id under which it counts. */
  object(object: Json): string | null
}

const read =
  (at: string, ...prefixes: readonly string[]) =>
  (lost: LostCall): string | null => {
    const id = objectId(segmentAt(lost.path, 2), ...prefixes)
    return id === null ? null : `${at}/${id}`
  }

const itself = (object: Json): string | null => textAt(object, 'id')

const hasStatus =
  (...statuses: readonly string[]) =>
  (object: Json): boolean =>
    statuses.includes(textAt(object, 'status') ?? '')

const intent = (shows: Change['shows']): Change => ({
  place: read('/v1/payment_intents', 'pi'),
  shows,
  object: itself,
})
const invoice = (shows: Change['shows']): Change => ({ place: read('/v1/invoices', 'in'), shows, object: itself })

const isConfirmed = hasStatus('processing', 'requires_action', 'requires_capture', 'succeeded')

/** It has the amount that was asked for. */
const hasAmount = (object: Json, lost: LostCall): boolean =>
  lost.request['amount'] !== undefined && String(integerAt(object, 'amount')) === lost.request['amount']

const CHANGES: Readonly<Record<string, Change>> = {
  'payment_intents.confirm': intent(isConfirmed),
  'payment_intents.apply_customer_balance': intent(isConfirmed),
  'payment_intents.verify_microdeposits': intent(hasStatus('processing', 'succeeded')),
  'payment_intents.capture': intent(hasStatus('succeeded')),
  'payment_intents.increment_authorization': intent(hasAmount),
  'payment_intents.update': intent(hasAmount),
  'charges.capture': {
    place: read('/v1/charges', 'ch', 'py'),
    shows: (charge) => at(charge, 'captured') === true,
    object: (charge) => textAt(charge, 'payment_intent') ?? itself(charge),
  },
  'invoices.pay': invoice(hasStatus('paid')),
  'invoices.finalize_invoice': invoice(hasStatus('open', 'paid')),
  'invoices.send_invoice': invoice(hasStatus('open', 'paid')),
}

export const changeOf = (lost: LostCall): Change | null =>
  Object.hasOwn(CHANGES, lost.operation) ? (CHANGES[lost.operation] ?? null) : null
