/** Numbers: taken for a month's rent, given back for nothing. Each further month would be billed without another call. */
import { hexId } from '../../shared/ids.ts'
import type { Result, TwilioCall } from '../call.ts'
import { invalid, notFound } from '../errors.ts'
import type { PhoneNumber } from '../objects.ts'
import { paged } from '../paging.ts'

const MONTH_MICRO_USD = 1_150_000n
const TOLL_FREE_MONTH_MICRO_USD = 2_150_000n
const TOLL_FREE = /^\+18(?:00|33|44|55|66|77|88)/

export function takeNumber(call: TwilioCall): Result {
  const wanted = call.params.text('PhoneNumber')
  const area = call.params.text('AreaCode')
  if (wanted === null && area === null) throw invalid(21450, 'PhoneNumber or AreaCode is required.')
  if (wanted !== null && !/^\+[1-9]\d{6,14}$/.test(wanted)) throw invalid(21421, `PhoneNumber is invalid: ${wanted}`)
  const number = wanted ?? `+1${area}5550${String(call.state.numbers.newestFirst().length).padStart(3, '0')}`
  if (call.state.numbers.newestFirst().some((one) => one.phone_number === number))
    throw invalid(21422, `PhoneNumber Requested is not available: ${number}`)
  const taken: PhoneNumber = {
    sid: hexId('PN'),
    account_sid: call.account.sid,
    phone_number: number,
    friendly_name: call.params.text('FriendlyName') ?? number,
    createdMs: call.atMs,
  }
  call.state.numbers.set(taken.sid, taken)
  const amountMicroUsd = TOLL_FREE.test(number) ? TOLL_FREE_MONTH_MICRO_USD : MONTH_MICRO_USD
  call.happened({ id: taken.sid, status: 'in-use', amountMicroUsd, customer: number })
  return { status: 201, body: shown(taken), element: 'IncomingPhoneNumber' }
}

function shown({ createdMs, ...rest }: PhoneNumber): object {
  return {
    ...rest,
    status: 'in-use',
    date_created: new Date(createdMs).toUTCString().replace('GMT', '+0000'),
    uri: `/2010-04-01/Accounts/${rest.account_sid}/IncomingPhoneNumbers/${rest.sid}.json`,
  }
}

export function listNumbers(call: TwilioCall): Result {
  const own = call.state.numbers.newestFirst().filter((one) => one.account_sid === call.account.sid)
  const uri = `/2010-04-01/Accounts/${call.account.sid}/IncomingPhoneNumbers.json`
  const body = paged(call.params, uri, 'incoming_phone_numbers', own, shown)
  return { status: 200, body, element: 'IncomingPhoneNumbers' }
}

export function giveBackNumber(call: TwilioCall): Result {
  const sid = call.segments[1] ?? ''
  const taken = call.state.numbers.get(sid)
  if (taken === undefined || taken.account_sid !== call.account.sid)
    throw notFound(`/2010-04-01/Accounts/${call.account.sid}/IncomingPhoneNumbers/${sid}.json`)
  call.state.numbers.delete(sid)
  call.happened({ id: sid, status: 'released', customer: taken.phone_number })
  return { status: 204, body: null, element: 'IncomingPhoneNumber' }
}
