/** Whether the cost of a call can be known at all. */
import { type Json, JsonNumber } from '@keybrake/core'
import { firstAt, lacks, valuesAt } from '../path.ts'
import type { Condition } from '../schema/cost-schema.ts'
import { decimalOfJson, isBelow, whole } from './decimal.ts'
import { plainOf } from './factor.ts'
import type { Facts } from './facts.ts'

/** The sentence of the first condition that does not hold, or null. */
export const broken = (conditions: readonly Condition[], facts: Facts): string | null =>
  conditions.find((condition) => !holds(condition, facts))?.why ?? null

function holds(condition: Condition, facts: Facts): boolean {
  const { source } = facts
  if (condition.absent !== null) return firstAt(source, condition.absent) === undefined
  if (condition.body_bytes_max !== null) {
    const max = plainOf(condition.body_bytes_max, facts)
    // A table without a number in this column sets no limit; a row that is missing stops the call by its price.
    return max.kind !== 'found' || !isBelow(max.value, whole(facts.bodyBytes()))
  }
  const values = condition.field === null ? [] : valuesAt(source, condition.field)
  if (condition.required === 'true' && condition.field !== null && lacks(source, condition.field)) return false
  if (values.length === 0) return condition.required === 'false'
  return values.every((value) => passes(condition, value))
}

function passes({ in: allowed, prefix, max, has }: Condition, value: Json): boolean {
  if (allowed !== null && !allowed.includes(textOf(value) ?? '')) return false
  if (prefix !== null && !prefix.some((start) => textOf(value)?.startsWith(start) === true)) return false
  if (has !== null && value instanceof Map && !has.some((name) => (value.get(name) ?? null) !== null)) return false
  if (max === null) return true
  const number = decimalOfJson(value)
  return number !== null && !isBelow(max, number)
}

function textOf(value: Json): string | null {
  if (value instanceof JsonNumber) return value.text
  return typeof value === 'string' || typeof value === 'boolean' ? String(value) : null
}
