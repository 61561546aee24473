/** The numbers that prices are multiplied by. */
import { type Json, JsonNumber } from '@keybrake/core'
import { firstAt, lacks, type Path, valuesAt } from '../path.ts'
import type { Factor, Plain } from '../schema/cost-schema.ts'
import { type Decimal, decimalOf, decimalOfJson, dividedUp, isBelow, minus, plus, whole, ZERO } from './decimal.ts'
import type { Facts } from './facts.ts'
import { absent, type Found, found, unreadable } from './found.ts'
import { cellOf } from './table.ts'

export function plainOf(plain: Plain, facts: Facts): Found<Decimal> {
  if (plain.kind === 'number') return found(plain.value)
  const cell = cellOf(plain, facts)
  return cell.kind === 'found' ? found(cell.value.value) : cell
}

export function factorOf(factor: Factor, facts: Facts): Found<Decimal> {
  if (factor.kind === 'body_bytes') return found(whole(facts.bodyBytes()))
  if (factor.kind !== 'counted') return plainOf(factor, facts)
  const raw = rawOf(factor, facts)
  const value = raw.kind === 'absent' && factor.else !== null ? plainOf(factor.else, facts) : raw
  if (value.kind !== 'found') return value
  if (value.value.digits < 0n) return unreadable(`${nameOf(factor)} is negative`)
  const quotient = factor.per === 1 ? value.value : dividedUp(value.value, factor.per)
  const least = whole(factor.at_least)
  return found(isBelow(quotient, least) ? least : quotient)
}

type Counted = Factor & { readonly kind: 'counted' }

function rawOf(factor: Counted, facts: Facts): Found<Decimal> {
  const { source, settings } = facts
  if (factor.setting !== null) {
    const text = settings[factor.setting]
    if (text === undefined) return absent(`the connection has no setting ${factor.setting}`)
    const value = decimalOf(text)
    return value === null ? unreadable(`the connection’s setting ${factor.setting} is not a decimal`) : found(value)
  }
  if (factor.count !== null) return found(whole(all(source, factor.count).length))
  if (factor.addresses !== null) return texts(source, factor.addresses, (text) => text.split(',').length)
  if (factor.length !== null) return texts(source, factor.length, (text) => text.length)
  return fieldOf(factor, source)
}

const nameOf = (factor: Counted): string =>
  (factor.field ?? factor.count ?? factor.addresses ?? factor.length)?.[0]?.text ?? factor.setting ?? ''

const all = (source: Json | undefined, paths: readonly Path[]): Exclude<Json, null>[] =>
  paths.flatMap((path) => valuesAt(source, path))

function fieldOf({ field, less }: Counted, source: Json | undefined): Found<Decimal> {
  const path = field?.find((one) => valuesAt(source, one).length > 0)
  if (path === undefined) return absent(`${field?.[0]?.text ?? ''} is missing`)
  if (lacks(source, path)) return unreadable(`${path.text} is missing in one place`)
  let sum = ZERO
  for (const value of valuesAt(source, path)) {
    const number = decimalOfJson(value)
    if (number === null || number.digits < 0n) return unreadable(`${path.text} is not a number that can be counted`)
    sum = plus(sum, number)
  }
  const taken = less === null ? undefined : firstAt(source, less)
  if (taken === undefined) return found(sum)
  const number = decimalOfJson(taken)
  // More taken off than there is would make a part of the cost disappear.
  return number === null || number.digits < 0n || isBelow(sum, number)
    ? unreadable(`${less?.[0]?.text ?? ''} can not be taken off ${path.text}`)
    : found(minus(sum, number))
}

/** What is no text is no address and has no length, so nobody could say what it costs. */
function texts(source: Json | undefined, paths: readonly Path[], count: (text: string) => number): Found<Decimal> {
  let sum = 0
  for (const value of all(source, paths)) {
    const text = value instanceof JsonNumber ? value.text : value
    if (typeof text !== 'string') return unreadable(`${paths[0]?.text ?? ''} is not text`)
    sum += count(text)
  }
  return found(whole(sum))
}
