/** A lookup costs what each of its fields costs, although it is a read. */
import type { Price } from '../../adapter.ts'
import { LOOKUP_USD } from '../rates/extras.ts'
import { rateOf, sum } from '../rates/rate.ts'
import { priceOf, type Rule, type TwilioCall } from './rule.ts'

function price(call: TwilioCall): Price {
  const fields = (call.fields.get('Fields') ?? [])
    .flatMap((value) => value.split(','))
    .map((field) => field.trim())
    .filter((field) => field !== '')
  const total = priceOf(sum(fields.map((field) => rateOf(call.settings, [`lookup_${field}`], LOOKUP_USD.get(field)))))
  return total.kind === 'known' && total.amount === 0n ? { kind: 'free' } : total
}

export const lookupRules: Readonly<Record<string, Rule>> = {
  'lookups.phone_numbers.fetch': { sentence: 'The sum of the prices of its Fields; free without any.', price },
}
