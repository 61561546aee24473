/** A cost in words, from the very parts that are worked out, for `GET /vault/vendors`. */
import type { Path } from './path.ts'
import type { Condition, CostPart, Currency, Factor, Plain, PriceRef } from './schema/cost-schema.ts'
import type { Endpoint } from './schema/endpoint-schema.ts'

export function costSentence({ request, cost, why, only, settle }: Endpoint, reads: 'free' | 'unknown'): string {
  const because = why === null ? '' : ` ${why}`
  if (cost.kind === 'free') return `Free: moves no money.${because}`
  if (cost.kind === 'refused') return `Refused: its cost has no bound.${because}`
  if (cost.kind === 'unknown')
    return request.method === 'GET' && reads === 'free'
      ? `Reads are free.${because}`
      : `Unknown: no cost rule.${because}`
  const settled = settle === null ? '' : ` Settled by the answer: ${sum(settle)}.`
  const needs = only.map((condition) => ` ${conditionWords(condition)}`).join('')
  return `At most ${sum(cost.parts)}.${settled}${needs}${because}`
}

const sum = (parts: readonly CostPart[]): string => parts.map(partWords).join(' + ')

function partWords(part: CostPart): string {
  const worth = part.usd === null ? amountWords(part) : priceWords(part.usd)
  const product = [worth, ...part.times.map(factorWords)].join(' × ')
  const each = part.each === null ? '' : ` for each of ${part.each.text}`
  const present = part.when_present === null ? '' : ` where ${paths(part.when_present, ' or ')} is there`
  const absent = part.when_absent === null ? '' : ` where ${paths(part.when_absent, ' or ')} is not there`
  return `${product}${each}${present}${absent}`
}

function amountWords({ amount, decimals, currency }: CostPart): string {
  const code = currency.kind === 'fixed' ? currency.code.toUpperCase() : `in ${currencyWords(currency)}`
  return `${paths(amount ?? [], ' or ')}${decimals === null ? '' : ` / 10^${decimals}`} ${code}`
}

function currencyWords({ field, setting }: Currency & { readonly kind: 'found' }): string {
  const named = setting === null ? [] : [`the setting ${setting}`]
  return [...(field ?? []).map(({ text }) => text), ...named].join(' or ')
}

function plainWords(plain: Plain): string {
  if (plain.kind === 'column') return `${plain.table}.${plain.column}`
  const digits = plain.value.digits.toString().padStart(plain.value.scale + 1, '0')
  const point = digits.length - plain.value.scale
  return plain.value.scale === 0 ? digits : `${digits.slice(0, point)}.${digits.slice(point)}`
}

function priceWords(price: PriceRef): string {
  if (price.kind === 'number') return `${plainWords(price)} USD`
  if (price.kind === 'column') return plainWords(price)
  const otherwise = price.otherwise === null ? 'else refused' : `${plainWords(price.otherwise)} USD unless set`
  return `the setting ${price.name} (${otherwise})`
}

function factorWords(factor: Factor): string {
  if (factor.kind === 'body_bytes') return 'bytes of the body'
  if (factor.kind !== 'counted') return plainWords(factor)
  const otherwise = factor.else === null ? '' : `, else ${plainWords(factor.else)}`
  const least = factor.at_least === 0 ? '' : `, at least ${factor.at_least}`
  const per = factor.per === 1 ? '' : ` / ${factor.per} rounded up`
  const less = factor.less === null ? '' : ` less ${paths(factor.less, ' or ')}`
  return `(${sourceWords(factor)}${less}${per}${otherwise}${least})`
}

function sourceWords(factor: Factor & { readonly kind: 'counted' }): string {
  if (factor.field !== null) return paths(factor.field, ' or ')
  if (factor.count !== null) return `number of ${paths(factor.count, ', ')}`
  if (factor.addresses !== null) return `addresses in ${paths(factor.addresses, ', ')}`
  if (factor.length !== null) return `characters of ${paths(factor.length, ', ')}`
  return `the setting ${factor.setting ?? ''}`
}

const conditionWords = ({ why }: Condition): string => why

const paths = (all: readonly Path[], between: string): string => all.map(({ text }) => text).join(between)
