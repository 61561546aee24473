/** Lookups v2: a read that costs by the fields it asks for. Its links are absolute, to Twilio's own host. */
import type { Result, TwilioCall } from '../call.ts'
import { invalid, notFound } from '../errors.ts'

/** Micro-USD by field: list prices of line type and caller name; the others stand for the dearer packages. */
const FIELD_MICRO_USD: Readonly<Record<string, bigint>> = {
  validation: 0n,
  line_type_intelligence: 8_000n,
  caller_name: 10_000n,
  sim_swap: 40_000n,
  call_forwarding: 40_000n,
  identity_match: 100_000n,
  sms_pumping_risk: 25_000n,
}

export function lookUp(call: TwilioCall): Result {
  const raw = (call.segments[2] ?? '').replace(/^%2B/i, '+')
  if (!/^\+?\d{5,15}$/.test(raw)) throw notFound(`/v2/PhoneNumbers/${raw}`)
  const number = raw.startsWith('+') ? raw : `+${raw}`
  const fields = (call.params.text('Fields') ?? '').split(',').filter((field) => field !== '')
  let cost = 0n
  for (const field of fields) {
    const price = FIELD_MICRO_USD[field]
    if (price === undefined) throw invalid(60600, `Unknown field: ${field}`)
    cost += price
  }
  if (cost > 0n) call.happened({ id: number, amountMicroUsd: cost, customer: number })
  const wants = (field: string, value: object): object | null => (fields.includes(field) ? value : null)
  const body = {
    calling_country_code: '1',
    country_code: 'US',
    phone_number: number,
    national_format: number,
    valid: true,
    validation_errors: [],
    caller_name: wants('caller_name', { caller_name: 'SANDBOX', caller_type: 'BUSINESS', error_code: null }),
    line_type_intelligence: wants('line_type_intelligence', { type: 'mobile', error_code: null }),
    sim_swap: wants('sim_swap', { last_sim_swap: null, error_code: null }),
    call_forwarding: wants('call_forwarding', { call_forwarding_enabled: false, error_code: null }),
    identity_match: wants('identity_match', { summary_score: 100, error_code: null }),
    sms_pumping_risk: wants('sms_pumping_risk', { sms_pumping_risk_score: 0, error_code: null }),
    url: `https://lookups.twilio.com/v2/PhoneNumbers/${number}`,
  }
  return { status: 200, body, element: 'PhoneNumber' }
}
