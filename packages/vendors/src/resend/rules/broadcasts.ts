/**
 * A broadcast goes to whoever is in its segment when Resend sends it, so a count taken before is no bound: contacts can be
 * added meanwhile. The number of contacts that the plan allows is one, and only its operator knows it.
 */
import type { Body, Json } from '@keybrake/core'
import type { Price, PriceContext } from '../../adapter.ts'
import { at, isPresent } from '../../shared/read-json.ts'
import { priceAt, unitPrice, unknown, unruled, usdSetting } from './unit.ts'

const COUNT = /^[1-9][0-9]{0,8}$/

/** Every contact that the plan allows, once. Refused where the connection does not say how many that are. */
export function broadcastPrice(context: PriceContext): Price {
  const { settings } = context.connection
  const most = settings.contacts_max
  if (most === undefined)
    return unruled(
      'A broadcast reaches whoever is in its segment when it is sent; an operator bounds it by contacts_max.',
    )
  if (!COUNT.test(most)) return unknown('the connection’s contacts_max is not a whole number')
  const unit =
    settings.broadcast_unit_usd === undefined ? unitPrice(context) : usdSetting(context, 'broadcast_unit_usd')
  return priceAt(unit, BigInt(most), settings.broadcast_unit_usd === undefined ? 'unit_usd' : 'broadcast_unit_usd')
}

/** A draft is free. Anything that could be read as an order to send counts as one. */
export function createPrice(body: Body, context: PriceContext): Price {
  if (body.kind !== 'json' || !(body.value instanceof Map)) return unknown('the body is not a JSON object')
  const { value } = body
  return isDraft(at(value, 'send')) && !isPresent(at(value, 'scheduled_at'))
    ? { kind: 'free' }
    : broadcastPrice(context)
}

const isDraft = (send: Json | undefined): boolean => !isPresent(send) || send === false
