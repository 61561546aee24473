/**
 * Phone calls. In this world whoever is called stays on the line as long as the call may last, and every number that the
 * instructions dial is called too: the dearest a call can become, so that nothing unbounded goes unseen.
 */
import { hexId } from '../../shared/ids.ts'
import type { Result, TwilioCall } from '../call.ts'
import { invalid, notFound } from '../errors.ts'
import type { Call } from '../objects.ts'
import { paged } from '../paging.ts'
import { priceText } from './messages.ts'

/** How long Twilio lets a call last that states no limit. */
const SECONDS_DEFAULT = 14_400
const RECORDING_MINUTE_MICRO_USD = 2_500n
const ADDRESS = /^(?:\+[1-9]\d{6,14}|(?:sip|client):.+)$/

export function createCall(call: TwilioCall): Result {
  const { params, account, atMs } = call
  const to = params.text('To')
  const from = params.text('From')
  if (to === null) throw invalid(21201, "No 'To' number is specified")
  if (from === null) throw invalid(21213, "No 'From' number is specified")
  if (!ADDRESS.test(to)) throw invalid(21211, `Invalid 'To' Phone Number: ${to}`)
  const twiml = params.text('Twiml')
  if (twiml === null && params.text('Url') === null && params.text('ApplicationSid') === null)
    throw invalid(21205, 'Url parameter is required.')
  const made: Call = {
    sid: hexId('CA'),
    account_sid: account.sid,
    to,
    from,
    seconds: secondsOf(params.text('TimeLimit')),
    legs: 1 + (twiml?.match(/<Dial\b/g)?.length ?? 0),
    recorded: params.text('Record') === 'true',
    state: 'made',
    createdMs: atMs,
  }
  call.state.calls.set(made.sid, made)
  call.happened({ id: made.sid, status: 'queued', amountMicroUsd: costOf(call, made), customer: to })
  return { status: 201, body: shown(call, made), element: 'Call' }
}

function secondsOf(text: string | null): number {
  if (text === null) return SECONDS_DEFAULT
  if (!/^[1-9]\d{0,5}$/.test(text)) throw invalid(20001, 'TimeLimit is invalid')
  return Number.parseInt(text, 10)
}

/** Of the connection alone, as Twilio states it later. */
function connectionOf(call: TwilioCall, made: Call): bigint {
  return made.state === 'canceled' ? 0n : BigInt(Math.ceil(made.seconds / 60)) * call.prices.voiceMinuteMicroUsd
}

/** All that it costs: its legs and its recording. */
function costOf(call: TwilioCall, made: Call): bigint {
  const minutes = BigInt(Math.ceil(made.seconds / 60))
  const recording = made.recorded && made.state !== 'canceled' ? minutes * RECORDING_MINUTE_MICRO_USD : 0n
  return connectionOf(call, made) * BigInt(made.legs) + recording
}

const isOver = (call: TwilioCall, made: Call): boolean => call.atMs - made.createdMs >= call.prices.priceAfterMs

function statusOf(call: TwilioCall, made: Call): string {
  if (made.state === 'canceled') return 'canceled'
  return made.state === 'completed' || isOver(call, made) ? 'completed' : 'queued'
}

function shown(call: TwilioCall, made: Call): object {
  const priced = made.state !== 'canceled' && isOver(call, made)
  return {
    sid: made.sid,
    account_sid: made.account_sid,
    to: made.to,
    from: made.from,
    status: statusOf(call, made),
    direction: 'outbound-api',
    duration: priced ? String(made.seconds) : null,
    price: priced ? priceText(connectionOf(call, made)) : null,
    price_unit: 'USD',
    date_created: new Date(made.createdMs).toUTCString().replace('GMT', '+0000'),
    uri: `/2010-04-01/Accounts/${made.account_sid}/Calls/${made.sid}.json`,
  }
}

function found(call: TwilioCall): Call {
  const sid = call.segments[1] ?? ''
  const made = call.state.calls.get(sid)
  if (made === undefined || made.account_sid !== call.account.sid)
    throw notFound(`/2010-04-01/Accounts/${call.account.sid}/Calls/${sid}.json`)
  return made
}

export const fetchCall = (call: TwilioCall): Result => ({
  status: 200,
  body: shown(call, found(call)),
  element: 'Call',
})

export function listCalls(call: TwilioCall): Result {
  const own = call.state.calls.newestFirst().filter((one) => one.account_sid === call.account.sid)
  const uri = `/2010-04-01/Accounts/${call.account.sid}/Calls.json`
  const body = paged(call.params, uri, 'calls', own, (one) => shown(call, one))
  return { status: 200, body, element: 'Calls' }
}

/** `canceled` ends a call that rings, `completed` one that is held; new instructions or a longer limit make it dearer. */
export function updateCall(call: TwilioCall): Result {
  const made = found(call)
  const before = costOf(call, made)
  const status = call.params.text('Status')
  if (status !== null && status !== 'canceled' && status !== 'completed')
    throw invalid(21218, `Invalid status: ${status}`)
  const limit = call.params.text('TimeLimit')
  if (limit !== null) made.seconds = secondsOf(limit)
  made.legs += call.params.text('Twiml')?.match(/<Dial\b/g)?.length ?? 0
  // Whoever hangs up hears of it at once; a call that is over stays what it was.
  if (status !== null && !isOver(call, made)) made.state = status === 'canceled' ? 'canceled' : 'completed'
  const after = costOf(call, made)
  const { sid, to } = made
  call.happened({
    id: sid,
    status: statusOf(call, made),
    amountMicroUsd: after,
    addedMicroUsd: after - before,
    customer: to,
  })
  return { status: 200, body: shown(call, made), element: 'Call' }
}
