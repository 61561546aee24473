/** Prices: what one piece costs, once or again and again. */
import { wordId } from '../../shared/ids.ts'
import type { StripeCall } from '../call.ts'
import { missing, noSuch } from '../errors.ts'
import type { Price } from '../objects.ts'

export function createPrice(call: StripeCall): Price {
  const { params } = call
  const unit = params.integer('unit_amount')
  if (unit === null) throw missing('unit_amount')
  const interval = params.text('recurring[interval]')
  const usage = params.text('recurring[usage_type]') ?? 'licensed'
  const made: Price = {
    id: wordId('price'),
    object: 'price',
    active: true,
    billing_scheme: 'per_unit',
    created: call.now,
    currency: params.needCurrency(),
    livemode: call.livemode,
    metadata: params.metadata(),
    nickname: params.text('nickname'),
    product: params.text('product') ?? wordId('prod', 14),
    recurring: interval === null ? null : { interval, usage_type: usage },
    transform_quantity: null,
    type: interval === null ? 'one_time' : 'recurring',
    unit_amount: unit,
  }
  call.state.prices.set(made.id, made)
  call.happened({ id: made.id })
  return made
}

export function price(call: StripeCall): Price {
  const found = call.state.prices.get(call.id)
  if (found === undefined) throw noSuch('price', call.id)
  if (!call.params.list('expand').includes('currency_options')) return found
  const { currency, unit_amount } = found
  return { ...found, currency_options: { [currency]: { unit_amount } } }
}
