/** A lookup costs what each of its fields costs, although it is a read. */
import type { Json } from '@keybrake/core'
import type { Price } from '../../adapter.ts'
import { at, isPresent } from '../../shared/read-json.ts'
import { LOOKUP_USD } from '../rates/extras.ts'
import { type Rate, rateOf, sum, times } from '../rates/rate.ts'
import { isAsked, priceOf, type Rule, type TwilioCall, unknown } from './rule.ts'

/** Entries of a batch at most: Twilio's own bound is lower. */
const BATCH_MAX = 10_000
/** A batch entry that brings the particulars of one of these asks for it. */
const WITH_PARTICULARS = ['identity_match', 'reassigned_number', 'sms_pumping_risk']

const fieldRate = (call: TwilioCall, field: string): Rate =>
  rateOf(call.settings, [`lookup_${field}`], LOOKUP_USD.get(field))

/** A lookup that comes to nothing is not held. */
function priced(rates: readonly Rate[]): Price {
  const total = priceOf(sum(rates))
  return total.kind === 'known' && total.amount === 0n ? { kind: 'free' } : total
}

function single(call: TwilioCall): Price {
  const fields = (call.fields.get('Fields') ?? [])
    .flatMap((value) => value.split(','))
    .map((field) => field.trim())
    .filter((field) => field !== '')
  return priced(fields.map((field) => fieldRate(call, field)))
}

/** Version 1 has two types; add-ons are other sellers' and have no price of Twilio's. */
function first(call: TwilioCall): Price {
  if (isAsked(call, 'AddOns')) return unknown('an add-on is priced by its seller')
  const types = (call.fields.get('Type') ?? []).filter((type) => type !== '')
  return priced(
    types.map((type) =>
      rateOf(call.settings, [`lookup_v1_${type}`], type === 'caller-name' ? LOOKUP_USD.get('caller_name') : undefined),
    ),
  )
}

function batch(call: TwilioCall): Price {
  if (call.body.kind !== 'json') return unknown('the body is not JSON')
  const numbers = at(call.body.value, 'phone_numbers')
  if (!Array.isArray(numbers) || numbers.length > BATCH_MAX) return unknown('phone_numbers is not a list')
  const asked = new Map<string, number>()
  for (const entry of numbers as readonly Json[]) {
    const fields = fieldsOf(entry)
    if (fields === null) return unknown('the fields of an entry are not a list of names')
    for (const field of fields) asked.set(field, (asked.get(field) ?? 0) + 1)
  }
  return priced([...asked].map(([field, count]) => times(fieldRate(call, field), count)))
}

function fieldsOf(entry: Json): readonly string[] | null {
  if (!(entry instanceof Map)) return null
  const fields: readonly unknown[] | null = listOf(at(entry, 'fields'))
  if (fields === null || !fields.every((field) => typeof field === 'string')) return null
  const besides = WITH_PARTICULARS.filter((name) => isPresent(at(entry, name)) && !fields.includes(name))
  return [...fields, ...besides]
}

const listOf = (json: Json | undefined): readonly Json[] | null =>
  !isPresent(json) ? [] : Array.isArray(json) ? json : null

export const lookupRules: Readonly<Record<string, Rule>> = {
  'lookups.phone_numbers.fetch': { sentence: 'The sum of the prices of its Fields; free without any.', price: single },
  'lookups.v1_phone_numbers.fetch': { sentence: 'The sum of the prices of its Types; free without any.', price: first },
  'lookups.batch.query.create': { sentence: 'The sum over its numbers, each by its fields.', price: batch },
}
