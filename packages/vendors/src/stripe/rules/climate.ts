/** Carbon removal, bought from the Stripe balance. */
import type { Json } from '@keybrake/core'
import { divideUp } from '@keybrake/core'
import type { Price } from '../../adapter.ts'
import { at, integerAt } from '../../shared/read-json.ts'
import { ask, known, objectId, type Rule, stated, type StripeCall, unknown } from './rule.ts'
import { givesBack } from './shapes.ts'

const TONS = /^([0-9]{1,6})(?:\.([0-9]{1,12}))?$/

/** Tons as a fraction: digits over a power of ten. */
function tonsOf(call: StripeCall): { readonly digits: bigint; readonly scale: bigint } | null {
  const [, whole, decimals = ''] = TONS.exec(call.fields.get('metric_tons') ?? '') ?? []
  return whole === undefined ? null : { digits: BigInt(whole + decimals), scale: 10n ** BigInt(decimals.length) }
}

/** Fees come on top of the removal that `amount` buys, so both forms need the product's prices. */
function priceOfOrder(call: StripeCall, product: Json): Price {
  const currency = call.fields.get('currency')?.toLowerCase() ?? ''
  const perTon = at(product, 'current_prices_per_metric_ton', currency)
  const total = integerAt(perTon, 'amount_total')
  const removal = integerAt(perTon, 'amount_subtotal')
  const amount = stated(call, 'amount')
  const tons = tonsOf(call)
  if (total === null || removal === null || removal <= 0n) return unknown('the product has no price in this currency')
  if (typeof amount === 'bigint') return known(call, divideUp(amount * total, removal), currency, null)
  return tons === null
    ? unknown('neither amount nor metric_tons is stated')
    : known(call, divideUp(tons.digits * total, tons.scale), currency, null)
}

const order: Rule = {
  sentence: 'amount with its fees, or metric_tons at the product’s price, asked from Stripe, in currency.',
  answers: 'climate.order',
  listed: { path: '/v1/climate/orders', by: [], byTime: false },
  price(call) {
    const product = objectId(call.fields.get('product'), 'climsku')
    if (product === null || !call.fields.has('currency')) return unknown('product or currency is missing')
    return ask(`/v1/climate/products/${product}`)
  },
  priceFromAnswer: priceOfOrder,
}

export const climateRules: Readonly<Record<string, Rule>> = {
  'climate.orders.create': order,
  'climate.orders.cancel': givesBack('climate.order', 'order'),
}
