/** Line items of a checkout page or payment link: what they come to at most. Prices that only have an id are asked. */
import type { Field, Json } from '@keybrake/core'
import type { Price } from '../../adapter.ts'
import { at, integerAt, isPresent, textAt } from '../../shared/read-json.ts'
import {
  ask,
  askPreview,
  type Minor,
  larger,
  moneyOf,
  objectId,
  recurring,
  size,
  type StripeCall,
  type StripeParameters,
  unknown,
} from './rule.ts'

interface Line {
  readonly fields: ReadonlyMap<string, string>
  /** The most that can be bought. */
  readonly quantity: bigint
}

/** A sum that is stated, and what is left to ask about. */
interface Lines {
  readonly stated: bigint
  /** Null where every price has only an id. */
  readonly currency: string | null
  readonly asked: readonly { readonly price: string; readonly quantity: bigint }[]
}

const NAME = /^line_items\[([0-9]{1,3})\](.+)$/
const QUANTITY = /^[1-9][0-9]{0,5}$/
const DECIMAL = /^([0-9]{1,12})(?:\.([0-9]{1,12}))?$/
const DECIMALS_MAX = 12
/** Stripe's own most, where a page lets people choose how many. Source: docs.stripe.com/api/checkout/sessions/create. */
const ADJUSTABLE_DEFAULT = '99'

const ADJUSTABLE = '[adjustable_quantity][enabled]'
/** Stripe may take other words for true than ours. */
const isOn = (text: string | undefined): boolean => text !== undefined && text !== 'false'

/** Whoever opens the page may choose how many of something they buy. */
export const isAdjustable = ({ fields }: StripeParameters): boolean =>
  fields.findName((name, value) => name.endsWith(ADJUSTABLE) && isOn(value)) !== undefined

/** They leave the sum as it is. */
const DESCRIBING =
  /^\[(?:metadata|price_data\]\[(?:product|product_data|tax_behavior)|adjustable_quantity\]\[minimum)\]/
const READ = new Set([
  '[price]',
  '[quantity]',
  '[price_data][currency]',
  '[price_data][unit_amount]',
  '[price_data][unit_amount_decimal]',
  ADJUSTABLE,
  '[adjustable_quantity][maximum]',
])

/** @param times how often all of it can be bought */
export function priceOfLines(call: StripeCall, priced: (call: StripeCall, sum: Minor) => Price): Price {
  const lines = readLines(call.fields.all())
  if (typeof lines === 'string') return lines === RECURS ? recurring(RECURS) : unknown(lines)
  if (lines.asked.length > 1 && currencyOf(call, lines) === undefined) return unknown(WHICH_CURRENCY)
  if (lines.asked.length > 0) return askPrices(lines)
  return lines.currency === null
    ? unknown('no price is stated')
    : priced(call, { amount: lines.stated, currency: lines.currency })
}

/**
 * The currency that the page is held to. A price can have an amount of its own in each of many currencies, and without it the page
 * shows the one of whoever opens it. Source: docs.stripe.com/payments/checkout/localize-prices/manual-currency-prices.
 */
const currencyOf = ({ fields }: StripeParameters, { currency }: Lines): string | undefined =>
  currency ?? fields.get('currency')?.toLowerCase()

const WHICH_CURRENCY = 'a price can be in several currencies: state the currency'

/** One price is read as it is; several are put on an invoice that Stripe only previews. */
function askPrices({ asked, currency }: Lines): Price {
  const [first] = asked
  if (asked.length === 1 && first !== undefined)
    return ask(`/v1/prices/${first.price}`, [['expand[]', 'currency_options']])
  const form = asked.flatMap(({ price, quantity }, index): Field[] => [
    [`invoice_items[${index}][price]`, price],
    [`invoice_items[${index}][quantity]`, String(quantity)],
  ])
  return askPreview(currency === null ? form : [['currency', currency], ...form])
}

/** Second half: the same sum with what Stripe answered. */
export function priceOfLinesAsked(
  call: StripeCall,
  asked: Json,
  priced: (call: StripeCall, sum: Minor) => Price,
): Price {
  const lines = readLines(call.fields.all())
  if (typeof lines === 'string') return unknown(lines)
  const rest = textAt(asked, 'object') === 'price' ? ofPrice(asked, lines) : ofPreview(asked, lines)
  if (typeof rest === 'string') return rest === RECURS ? recurring(RECURS) : unknown(rest)
  const wanted = currencyOf(call, lines)
  if (wanted === undefined && !isOfOneCurrency(asked, rest.currency)) return unknown(WHICH_CURRENCY)
  if (wanted !== undefined && wanted !== rest.currency) return unknown('the prices are in several currencies')
  return priced(call, { amount: lines.stated + rest.amount, currency: rest.currency })
}

/** Whether the price says that it has no other currency than this one. */
function isOfOneCurrency(price: Json, currency: string): boolean {
  const options = at(price, 'currency_options')
  return options instanceof Map && [...options.keys()].every((name) => name === currency)
}

const RECURS = 'it recurs without another call'

function ofPrice(price: Json, { asked }: Lines): Minor | string {
  if (isPresent(at(price, 'recurring')) || textAt(price, 'type') !== 'one_time') return RECURS
  const unit = moneyOf(price, 'unit_amount')
  if (unit === null || textAt(price, 'billing_scheme') !== 'per_unit' || isPresent(at(price, 'transform_quantity')))
    return 'the price is not one amount a piece'
  return { ...unit, amount: unit.amount * (asked[0]?.quantity ?? 1n) }
}

function ofPreview(invoice: Json, { asked }: Lines): Minor | string {
  const lines = at(invoice, 'lines')
  const shown = at(lines, 'data')
  if (at(lines, 'has_more') !== false || !Array.isArray(shown) || shown.length !== asked.length)
    return 'the preview shows other lines'
  const total = moneyOf(invoice, 'total')
  return total === null
    ? 'the vendor’s answer states no amount'
    : { ...total, amount: larger(size(total.amount), integerAt(invoice, 'amount_due') ?? 0n) }
}

/** Why they have no sum, or the sum. */
function readLines(fields: readonly Field[]): Lines | string {
  const byIndex = new Map<string, Map<string, string>>()
  for (const [name, value] of fields) {
    if (!name.startsWith('line_items')) continue
    const [, index, rest = ''] = NAME.exec(name) ?? []
    if (rest.startsWith('[price_data][recurring]')) return RECURS
    if (index === undefined || (!READ.has(rest) && !DESCRIBING.test(rest))) return `${name} can change what it comes to`
    const line = byIndex.get(index) ?? new Map<string, string>()
    byIndex.set(index, line.set(rest, value))
  }
  return byIndex.size === 0 ? 'no line_items are stated' : sumOf([...byIndex.values()].map(readLine))
}

function readLine(fields: ReadonlyMap<string, string>): Line | string {
  const adjustable = isOn(fields.get(ADJUSTABLE))
  const chosen = adjustable ? (fields.get('[adjustable_quantity][maximum]') ?? ADJUSTABLE_DEFAULT) : '1'
  const stated = fields.get('[quantity]') ?? '1'
  return QUANTITY.test(chosen) && QUANTITY.test(stated)
    ? { fields, quantity: larger(BigInt(chosen), BigInt(stated)) }
    : 'a quantity is no whole number'
}

function sumOf(lines: readonly (Line | string)[]): Lines | string {
  let stated = 0n
  let currency: string | null = null
  const asked: { price: string; quantity: bigint }[] = []
  for (const line of lines) {
    if (typeof line === 'string') return line
    const price = line.fields.get('[price]')
    const data = line.fields.get('[price_data][currency]')?.toLowerCase()
    const id = objectId(price, 'price', 'plan')
    if ((price === undefined) === (data === undefined)) return 'a line states no price, or two'
    if (price !== undefined && id === null) return 'a price is no id'
    if (id !== null) asked.push({ price: id, quantity: line.quantity })
    if (data === undefined) continue
    const amount = unitAmount(line)
    if (amount === null || (currency !== null && currency !== data)) return 'the lines have no sum in one currency'
    currency = data
    stated += amount
  }
  return { stated, currency, asked }
}

/** Rounded up to the minor unit: the decimal form goes down to a millionth of a millionth. */
function unitAmount({ fields, quantity }: Line): bigint | null {
  const whole = fields.get('[price_data][unit_amount]')
  const decimal = fields.get('[price_data][unit_amount_decimal]')
  if (whole !== undefined && decimal !== undefined) return null
  const [, units, fraction = ''] = DECIMAL.exec(whole ?? decimal ?? '') ?? []
  if (units === undefined || (whole !== undefined && fraction !== '')) return null
  const scale = 10n ** BigInt(DECIMALS_MAX)
  const scaled = BigInt(units + fraction.padEnd(DECIMALS_MAX, '0')) * quantity
  return (scaled + scale - 1n) / scale
}
