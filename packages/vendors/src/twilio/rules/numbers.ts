/** A number is rented by the month until it is given back, so it is counted with as many months as the operator says. */
import type { Json } from '@keybrake/core'
import type { Price } from '../../adapter.ts'
import { at, isPresent, textAt } from '../../shared/read-json.ts'
import { isNumber } from '../rates/address.ts'
import { countriesOf, isTollFree } from '../rates/dial-codes.ts'
import { countOf, highest, type Rate, rateOf, times } from '../rates/rate.ts'
import { NUMBER_MONTH_USD } from '../rates/services.ts'
import { first, isAsked, priceOf, type Rule, type TwilioCall, unknown, unruled } from './rule.ts'

type Kind = 'local' | 'mobile' | 'toll_free'

/** Each has its own fee, of which no bound is known. */
const EXTRAS = ['EmergencyAddressSid', 'EmergencyStatus', 'VoiceCallerIdLookup']
const AREA_CODE = /^[2-9][0-9]{2}$/

function createPrice(call: TwilioCall, kind: Kind | null): Price {
  const months = countOf(call.settings, 'number_months')
  if (months === null)
    return unruled(
      'A number is rented by the month until it is given back; an operator allows it by setting number_months.',
    )
  if (typeof months === 'string') return unknown(months)
  const extra = EXTRAS.find((name) => isAsked(call, name))
  if (extra !== undefined) return unknown(`${extra} is billed beside the number`)
  const rate = monthRate(call, kind)
  return priceOf(times(rate, months))
}

function monthRate(call: TwilioCall, kind: Kind | null): Rate {
  const number = first(call, 'PhoneNumber')
  const area = first(call, 'AreaCode')
  if (number !== undefined && area !== undefined) return { ok: false, why: 'PhoneNumber and AreaCode are both there' }
  const wanted = number ?? (area !== undefined && AREA_CODE.test(area) ? `+1${area}` : undefined)
  if (wanted === undefined || (number !== undefined && !isNumber(number)))
    return { ok: false, why: 'neither PhoneNumber in E.164 form nor an AreaCode of three digits is there' }
  const told = kindOf(wanted)
  const kinds = told === 'toll_free' ? told : (kind ?? told)
  return highest(countriesOf(wanted), (country) => {
    const names = kinds === null ? [] : [`number_${country}_${kinds}`]
    return rateOf(
      call.settings,
      [...names, `number_${country}`],
      kinds === null ? undefined : NUMBER_MONTH_USD.get(`${country}_${kinds}`),
    )
  })
}

/** North American numbers tell their kind; no others do. */
function kindOf(number: string): Kind | null {
  if (isTollFree(number)) return 'toll_free'
  return number.startsWith('+1') ? 'local' : null
}

function contradiction(call: TwilioCall, json: Json): string | null {
  if (!/^PN/.test(textAt(json, 'sid') ?? '')) return 'the answer names no number'
  const wanted = first(call, 'PhoneNumber')
  return wanted !== undefined && isPresent(at(json, 'phone_number')) && textAt(json, 'phone_number') !== wanted
    ? 'the answer is about another number'
    : null
}

const taking = (kind: Kind | null): Rule => ({
  sentence:
    'A month’s rent × number_months of the connection, and recurring: refused without that setting. In the United States at the list price, elsewhere at the operator’s.',
  price: (call) => createPrice(call, kind),
  contradiction,
  recurs: true,
})

export const numberRules: Readonly<Record<string, Rule>> = {
  'incoming_phone_numbers.create': taking(null),
  'incoming_phone_numbers.local.create': taking('local'),
  'incoming_phone_numbers.mobile.create': taking('mobile'),
  'incoming_phone_numbers.toll_free.create': taking('toll_free'),
}
