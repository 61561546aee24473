/** What Twilio says it billed: a charge is a negative decimal, in the account's currency. */
import type { Json } from '@keybrake/core'
import type { PriceContext } from '../../adapter.ts'
import { type Converted, toMicroUsd } from '../../shared/fx.ts'

const PRICE = /^-?(0|[1-9][0-9]{0,8})(?:\.([0-9]{1,10}))?$/
const UNIT = /^[A-Za-z]{3}$/

/** @param unit ISO code in any case */
export function billed(price: Json | undefined, unit: string, context: PriceContext): Converted {
  const [whole, units = '', decimals = ''] = PRICE.exec(typeof price === 'string' ? price : '') ?? []
  if (whole === undefined || !UNIT.test(unit))
    return { ok: false, why: 'the answer states a price that could not be read' }
  const { settings } = context.connection
  return toMicroUsd(BigInt(units + decimals), decimals.length, unit.toLowerCase(), context.at, settings)
}
