/** The parts of a cost, each worked out and all added up, in micro-USD rounded up once at the end. */
import { divideUp, type Json, MICRO_USD_MAX, type MicroUsd, microUsd } from '@keybrake/core'
import type { Money } from '../../adapter.ts'
import { toMicroUsd } from '../../shared/fx.ts'
import { firstAt, lacks, valuesAt } from '../path.ts'
import type { CostPart, Currency, PriceRef } from '../schema/cost-schema.ts'
import { type Decimal, decimalOf, decimalOfJson, ONE, scaledUp, times } from './decimal.ts'
import { factorOf, plainOf } from './factor.ts'
import type { Facts } from './facts.ts'
import { absent, type Found, found, unreadable } from './found.ts'
import { type Cell, cellOf } from './table.ts'

export interface Sum {
  readonly amount: MicroUsd
  /** Where one amount of money is the whole cost. */
  readonly money: Money | null
}

/** Far below a micro-USD, so that rounding each part up costs nothing that is seen. */
const PICO_DIGITS = 12
const PICO_PER_MICRO = 1_000_000n

export function sumOf(parts: readonly CostPart[], facts: Facts): Found<Sum> {
  let pico = 0n
  const moneys: Money[] = []
  for (const part of parts) {
    const sources = part.each === null ? [facts.source] : valuesAt(facts.source, part.each)
    for (const source of sources) {
      if (!counts(part, source)) continue
      const worth = partOf(part, { ...facts, source })
      if (worth.kind !== 'found') return worth
      pico += worth.value.pico
      moneys.push(...worth.value.moneys)
    }
  }
  const micro = divideUp(pico, PICO_PER_MICRO)
  if (micro > MICRO_USD_MAX) return unreadable('the amount is beyond every cap')
  const [money, second] = moneys
  const whole = parts.length === 1 && second === undefined && parts[0]?.times.length === 0
  return found({ amount: microUsd(micro), money: whole ? (money ?? null) : null })
}

function counts({ when_present, when_absent }: CostPart, source: Json | undefined): boolean {
  if (when_present !== null && firstAt(source, when_present) === undefined) return false
  return when_absent === null || firstAt(source, when_absent) === undefined
}

interface Worth {
  readonly pico: bigint
  readonly moneys: readonly Money[]
}

function partOf(part: CostPart, facts: Facts): Found<Worth> {
  let product: Decimal = ONE
  for (const factor of part.times) {
    const value = factorOf(factor, facts)
    if (value.kind !== 'found') return value
    product = times(product, value.value)
    // What is multiplied by nothing needs neither more factors nor a price: no image, no price of an image.
    if (product.digits === 0n) return found({ pico: 0n, moneys: [] })
  }
  if (part.usd !== null) {
    const price = priceOf(part.usd, facts)
    if (price.kind !== 'found') return price
    const total = times(price.value.value, product)
    const scaled = scaledUp(total, Math.max(total.scale, PICO_DIGITS))
    const over = 10n ** BigInt(Math.max(total.scale, PICO_DIGITS) - PICO_DIGITS)
    return found({ pico: divideUp(scaled, over * BigInt(price.value.per)), moneys: [] })
  }
  return amountsOf(part, product, facts)
}

function priceOf(price: PriceRef, facts: Facts): Found<Cell> {
  if (price.kind === 'column') return cellOf(price, facts)
  if (price.kind === 'number') return found({ value: price.value, per: 1 })
  const own = facts.settings[price.name]
  if (own === undefined) {
    if (price.otherwise?.kind === 'column') return cellOf(price.otherwise, facts)
    if (price.otherwise === null) return absent(`the connection has no setting ${price.name}, which is its price`)
    const value = plainOf(price.otherwise, facts)
    return value.kind === 'found' ? found({ value: value.value, per: 1 }) : value
  }
  const value = decimalOf(own)
  return value === null || value.digits < 0n
    ? unreadable(`the connection’s setting ${price.name} is not an amount of USD`)
    : found({ value, per: 1 })
}

function amountsOf(part: CostPart, product: Decimal, facts: Facts): Found<Worth> {
  const path = part.amount?.find((one) => valuesAt(facts.source, one).length > 0)
  if (path === undefined) return absent(`${part.amount?.[0]?.text ?? ''} is missing`)
  if (lacks(facts.source, path)) return unreadable(`${path.text} is missing in one place`)
  const code = currencyOf(part.currency, facts)
  if (code.kind !== 'found') return code
  let pico = 0n
  const moneys: Money[] = []
  for (const value of valuesAt(facts.source, path)) {
    const stated = decimalOfJson(value)
    if (stated === null || (part.decimals !== null && stated.scale > 0))
      return unreadable(`${path.text} is not an amount that can be read`)
    const digits = stated.digits < 0n ? -stated.digits : stated.digits
    const converted = toMicroUsd(digits, part.decimals ?? stated.scale, code.value, facts.at, facts.settings)
    if (!converted.ok) return unreadable(converted.why)
    pico += scaledUp(times({ digits: converted.amount, scale: 0 }, product), 0) * PICO_PER_MICRO
    moneys.push({ amount: digits.toString(), currency: code.value, rate: converted.rate })
  }
  return found({ pico, moneys })
}

const CODE = /^[A-Za-z]{3}$/

function currencyOf(currency: Currency, { source, settings }: Facts): Found<string> {
  if (currency.kind === 'fixed') return found(currency.code)
  const inField = currency.field === null ? undefined : firstAt(source, currency.field)
  const stated = inField ?? (currency.setting === null ? undefined : settings[currency.setting])
  const name = currency.field?.[0]?.text ?? `the connection’s setting ${currency.setting ?? ''}`
  if (stated === undefined) return absent(`${name} is missing, and with it the currency`)
  return typeof stated === 'string' && CODE.test(stated)
    ? found(stated.toLowerCase())
    : unreadable(`${name} is no currency code`)
}
