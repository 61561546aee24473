/** Lists of things that are sold: `line_items[0][price]`, `invoice_items[0][price_data][unit_amount]`. */
import type { StripeCall } from './call.ts'
import { invalid, missing, noSuch } from './errors.ts'
import type { Price, Recurring } from './objects.ts'

export interface Line {
  readonly amount: number
  readonly currency: string
  readonly quantity: number
  readonly price: Price | null
  readonly recurring: Recurring | null
}

const INDEXED = /^(\d+)\]\[(.+)$/

export function linesOf(call: StripeCall, name: string): readonly Line[] {
  const byIndex = new Map<string, Map<string, string>>()
  for (const [key, value] of Object.entries(call.params.group(name))) {
    const [, index = '', field = ''] = INDEXED.exec(key) ?? []
    const fields = byIndex.get(index) ?? new Map<string, string>()
    byIndex.set(index, fields.set(field, value))
  }
  return [...byIndex.values()].map((fields) => lineOf(call, fields))
}

function lineOf(call: StripeCall, fields: ReadonlyMap<string, string>): Line {
  const quantity = Number.parseInt(fields.get('quantity') ?? '1', 10)
  const id = fields.get('price')
  if (id !== undefined) {
    const price = call.state.prices.get(id)
    if (price === undefined) throw noSuch('price', id, 400, 'price')
    const { currency, recurring, unit_amount } = price
    return { amount: unit_amount * quantity, currency, quantity, price, recurring }
  }
  const unit = Number(fields.get('price_data][unit_amount') ?? fields.get('price_data][unit_amount_decimal'))
  const currency = fields.get('price_data][currency')
  if (currency === undefined || Number.isNaN(unit)) throw missing('price_data')
  return { amount: Math.round(unit * quantity), currency, quantity, price: null, recurring: null }
}

/** All in one currency. */
export function totalOf(lines: readonly Line[]): { readonly amount: number; readonly currency: string } {
  const [first] = lines
  if (first === undefined) throw missing('line_items')
  if (lines.some(({ currency }) => currency !== first.currency))
    throw invalid(`All lines must be in ${first.currency}.`, null, 'currency')
  return { amount: lines.reduce((sum, { amount }) => sum + amount, 0), currency: first.currency }
}
