/** Verifications: each attempt costs its channel, each success a fee. A pending one is continued, not begun again. */
import { hexId } from '../../shared/ids.ts'
import type { Result, TwilioCall } from '../call.ts'
import { invalid, notFound } from '../errors.ts'
import type { Verification, VerificationAttempt, VerifyService } from '../objects.ts'

const CHANNELS = new Set(['sms', 'call', 'email', 'whatsapp'])
const CHANNEL_MICRO_USD = 7_500n
const SUCCESS_MICRO_USD = 50_000n
const ATTEMPTS_MAX = 5

/** In this world the code is known: the last six digits of whom it was sent to, `000000` where there are fewer. */
const codeFor = (to: string): string => /\d{6}$/.exec(to)?.[0] ?? '000000'

function service(call: TwilioCall): VerifyService {
  const sid = call.segments[2] ?? ''
  const found = call.state.services.get(sid)
  if (found === undefined || found.account_sid !== call.account.sid) throw notFound(`/Services/${sid}`)
  return found
}

export function createVerification(call: TwilioCall): Result {
  const of = service(call)
  const to = call.params.text('To')
  const channel = call.params.text('Channel')
  if (to === null) throw invalid(60200, 'Invalid parameter: To')
  if (channel === null || !CHANNELS.has(channel)) throw invalid(60200, 'Invalid parameter: Channel')
  if (channel === 'email' ? !to.includes('@') : !/^\+[1-9]\d{6,14}$/.test(to))
    throw invalid(60200, `Invalid parameter \`To\`: ${to}`)
  const verification = pending(call, of, to) ?? begun(call, of, to, channel)
  if (verification.attempts.length >= ATTEMPTS_MAX) throw invalid(60203, 'Max send attempts reached')
  const attempt: VerificationAttempt = {
    sid: hexId('VL'),
    account_sid: call.account.sid,
    service_sid: of.sid,
    verification_sid: verification.sid,
    channel,
    createdMs: call.atMs,
  }
  verification.attempts.push(attempt.sid)
  call.state.attempts.set(attempt.sid, attempt)
  call.happened({ id: verification.sid, status: 'pending', amountMicroUsd: CHANNEL_MICRO_USD, customer: to })
  return { status: 201, body: shown(verification, channel), element: 'Verification' }
}

function begun(call: TwilioCall, of: VerifyService, to: string, channel: string): Verification {
  const verification: Verification = {
    sid: hexId('VE'),
    service_sid: of.sid,
    account_sid: call.account.sid,
    to,
    channel,
    status: 'pending',
    attempts: [],
    createdMs: call.atMs,
  }
  call.state.verifications.set(`${of.sid} ${to}`, verification)
  return verification
}

function pending(call: TwilioCall, of: VerifyService, to: string): Verification | null {
  const known = call.state.verifications.get(`${of.sid} ${to}`)
  return known?.status === 'pending' ? known : null
}

function shown(verification: Verification, channel: string): object {
  const { sid, service_sid, account_sid, to, status, attempts, createdMs } = verification
  const date = new Date(createdMs).toISOString()
  return {
    sid,
    service_sid,
    account_sid,
    to,
    channel,
    status,
    valid: status === 'approved',
    lookup: {},
    amount: null,
    payee: null,
    send_code_attempts: attempts.map((attempt_sid) => ({ time: date, channel, attempt_sid })),
    date_created: date,
    date_updated: date,
    sna: null,
    url: `https://verify.twilio.com/v2/Services/${service_sid}/Verifications/${sid}`,
  }
}

export function checkVerification(call: TwilioCall): Result {
  const of = service(call)
  const to = call.params.text('To')
  const verification = to === null ? null : pending(call, of, to)
  if (verification === null) throw notFound(`/Services/${of.sid}/VerificationCheck`)
  const right = call.params.text('Code') === codeFor(verification.to)
  if (right) {
    verification.status = 'approved'
    call.happened({
      id: verification.sid,
      status: 'approved',
      amountMicroUsd: SUCCESS_MICRO_USD,
      customer: verification.to,
    })
  }
  return { status: 200, body: shown(verification, verification.channel), element: 'VerificationCheck' }
}

/** The channel's price, some time after the attempt. */
export function fetchAttempt(call: TwilioCall): Result {
  const sid = call.segments[2] ?? ''
  const attempt = call.state.attempts.get(sid)
  if (attempt === undefined || attempt.account_sid !== call.account.sid) throw notFound(`/v2/Attempts/${sid}`)
  const { createdMs, ...rest } = attempt
  const priced = call.atMs - createdMs >= call.prices.priceAfterMs
  const body = {
    ...rest,
    conversion_status: 'unconverted',
    price: priced ? { value: '0.0075', currency: 'usd' } : null,
    date_created: new Date(createdMs).toISOString(),
    url: `https://verify.twilio.com/v2/Attempts/${sid}`,
  }
  return { status: 200, body, element: 'Attempt' }
}
