/** The second half of a call: forward what was admitted, end the attempt in the ledger by what came back, answer the caller. */
import { type Instant, instant } from '@keybrake/core'
import type { CloseResult, Settle } from '@keybrake/ledger'
import type { Price, Reading, StreamReader, VendorAnswer } from '@keybrake/vendors'
import { pricePauseMs } from '../jobs/pauses.ts'
import type { BrokenWhy, ExchangeEnd, UpstreamHead } from '../upstream/exchange.ts'
import type { LiveConnection } from '../upstream/live-connections.ts'
import type { Admission } from './admit.ts'
import { answerHeaders, isEncoded, rewriteLinks, vendorAnswer } from './answer.ts'
import type { Call, Judged } from './call.ts'
import { closeAnswered, closeBroken, closeNotSent, type Outcome, recordEnd } from './close.ts'
import { outcomeFacts } from './facts.ts'
import { objectBusy } from './fixed-refusals.ts'
import { forward, type ForwardOptions } from './forward.ts'
import { linkBase } from './link-base.ts'
import { sendRefusal, statusOf } from './respond.ts'
import { sealAnswer } from './stored-answer.ts'
import { type Stop, stop } from './stop.ts'
import { StreamedAnswer } from './stream.ts'

/** An admitted call between its hold and its end. */
interface Sending {
  readonly call: Call
  readonly judged: Judged
  readonly estimate: Price
  readonly admission: Admission
  /** Costs nothing whatever the answer: a read without a price. */
  readonly isFreeRead: boolean
  sentMs: number | null
  vendorMs: number | null
  /** From the head of the request to its outcome, once there is one. */
  totalMs: number
}

/** Resolves when the caller has the answer. One promise behind the exchange: an async function would cost several more. */
export function sendAdmitted(call: Call, judged: Judged, estimate: Price, admission: Admission): Promise<void> {
  const isRead = judged.request.method === 'GET' || judged.request.method === 'HEAD'
  const isFreeRead = isRead && estimate.kind === 'free'
  const sending: Sending = { call, judged, estimate, admission, isFreeRead, sentMs: null, vendorMs: null, totalMs: 0 }
  // The caller left while the hold was made: nothing has been sent, and nobody waits for it.
  if (call.reply.gone) {
    notSent(sending, outcome(sending, null, null, 'client gone'))
    return DONE
  }
  // Another process may have the objects by now, and change what this call was priced by.
  if (call.lock?.isHeld() === false) {
    notSent(sending, outcome(sending, null, null, 'object lock lost'))
    answerFault(sending, objectBusy)
    return DONE
  }
  try {
    const streamed = isStreamed(sending) ? streamedAnswer(sending) : null
    return forwarded(sending, streamed).then(
      (end) => endExchange(sending, end, streamed),
      (error: unknown) => endBroken(sending, error),
    )
  } catch (error) {
    endBroken(sending, error)
    return DONE
  }
}

const DONE = Promise.resolve()

function endExchange(sending: Sending, end: ExchangeEnd, streamed: StreamedAnswer | null): void {
  const { parts } = sending.call
  try {
    if (sending.sentMs !== null) sending.vendorMs = parts.clock.elapsedMs() - sending.sentMs
    parts.drill('after-answer')
    if (end.kind !== 'answered') endWithoutAnswer(sending, end, streamed)
    else if (streamed === null) endWithAnswer(sending, end.head, end.body)
    else endStreamed(sending, end.head, streamed)
  } catch (error) {
    endBroken(sending, error)
  }
}

/** A fault of ours. */
function endBroken(sending: Sending, error: unknown): void {
  const { call, admission, isFreeRead } = sending
  const { log, ledger } = call.parts
  log.error({ err: error, call_id: admission.callId }, 'a call broke inside the proxy')
  const facts = outcome(sending, null, null, 'internal')
  if (sending.sentMs === null) notSent(sending, facts)
  else closed(sending, () => closeBroken(ledger, facts, isFreeRead))
  answerFault(sending, sending.sentMs === null ? internalUnsent : internalSent)
}

function forwarded(sending: Sending, streamed: StreamedAnswer | null): Promise<ExchangeEnd> {
  const { call, judged, admission } = sending
  const { connection } = call.caller
  const { request, idempotency } = judged
  const added = connection.adapter.additions(judged.meaning.operation, request, admission.firstCallId, connection.facts)
  const onSend = (): void => {
    sending.sentMs = call.parts.clock.elapsedMs()
    call.incoming.progress.mayHaveLeft = true
    call.parts.drill('after-send')
  }
  return forward(admission, connection, request, added, idempotency.sentKey, optionsOf(sending, streamed, onSend))
}

function optionsOf({ call, isFreeRead }: Sending, streamed: StreamedAnswer | null, onSend: () => void): ForwardOptions {
  if (streamed === null && !isFreeRead) return { onSend }
  return {
    onSend,
    ...(streamed === null ? {} : { stream: streamed.options }),
    ...(isFreeRead ? { abandon: (breakOff: () => void) => call.reply.onClose(breakOff) } : {}),
  }
}

/** Reads without a price stream; what the vendor's definition marks `stream` too. Link rewriting needs the whole body. */
function isStreamed({ call, judged, isFreeRead }: Sending): boolean {
  if (judged.meaning.operation?.stream === true) return true
  return isFreeRead && !call.caller.connection.adapter.rewritesLinks && judged.request.method !== 'HEAD'
}

function streamedAnswer(sending: Sending): StreamedAnswer {
  const { call, admission } = sending
  const { connection } = call.caller
  const { callerKey } = sending.judged.idempotency
  const begin = (head: UpstreamHead): void =>
    call.reply.begin(head.status, answerHeaders(connection, head, admission, callerKey))
  const { operation } = sending.judged.meaning
  const readerFor = (head: UpstreamHead): StreamReader | null =>
    operation === null ? null : (connection.adapter.streamReader?.(operation, head.headers.get('content-type')) ?? null)
  return new StreamedAnswer(call.reply, connection.scan, begin, sending.isFreeRead, readerFor)
}

/** @param body one character a byte */
function endWithAnswer(sending: Sending, head: UpstreamHead, body: string): void {
  const { call, judged, admission, isFreeRead } = sending
  const { parts, caller, reply } = call
  const { connection } = caller
  const answer = vendorAnswer(head, body)
  // Before anything of the answer is written down: the audit log must not hold the secret either.
  const held = whyWithheld(connection, head, body)
  const reading = held === null ? read(sending, answer) : withheldReading(held)
  parts.drill('before-settle')
  const facts = outcome(sending, held === null ? head.status : statusOf(withheld.refusal), reading, null)
  const further = furtherOf(sending, reading, keptFor(sending, reading, head, body))
  closed(sending, () => closeAnswered(parts.ledger, facts, reading, isFreeRead, creates(sending), further))
  parts.drill('after-settle')
  if (held !== null) return answerFault(sending, withheld)
  const headers = answerHeaders(connection, head, admission, judged.idempotency.callerKey)
  const bytes = connection.adapter.rewritesLinks ? rewriteLinks(connection, body, linkBase(call)) : body
  reply.send(head.status, headers, bytes, 'bytes')
  count(sending, head.status, null)
}

/** Where the vendor would do a repeat again, its answer is kept for one. */
function keptFor({ call, judged }: Sending, reading: Reading, head: UpstreamHead, body: string): Uint8Array | null {
  const { claim } = judged.idempotency
  if (claim?.onUnknown !== 'refuse' || reading.verdict.kind !== 'performed') return null
  return sealAnswer(call, claim, head, body, reading.vendorObjectId)
}

type Further = Pick<Settle, 'answer' | 'priceDueAt'>

/** What goes into the commit of a settlement with it; for nearly every call nothing. */
function furtherOf(sending: Sending, reading: Reading, kept: Uint8Array | null): Further | null {
  const priceDueAt = priceDue(sending, reading)
  if (kept === null && priceDueAt === null) return null
  return { ...(kept === null ? {} : { answer: kept }), ...(priceDueAt === null ? {} : { priceDueAt }) }
}

/** When the vendor is to be asked for the price that it states later; null where no answer of it ever will. */
function priceDue({ call, judged }: Sending, { verdict, vendorObjectId: object }: Reading): Instant | null {
  if (verdict.kind !== 'performed' || !verdict.later || object === null) return null
  const { operation, path } = judged.meaning
  if (operation === null) return null
  const question = call.caller.connection.adapter.latePrice?.({ operation: operation.name, path, object }) ?? null
  return question === null ? null : instant(call.parts.clock.now() + pricePauseMs(0))
}

/** A priced call that names no object is to make one. */
const creates = ({ estimate }: Sending): boolean => estimate.kind === 'known' && estimate.object === null

function whyWithheld(connection: LiveConnection, head: UpstreamHead, body: string): string | null {
  if (isEncoded(head)) return 'the answer was compressed'
  return connection.scan.foundInText(body) || headerLeaks(connection, head) ? 'the answer held the real secret' : null
}

/** What it says is not looked at: the hold stays, and a person resolves it. */
const withheldReading = (why: string): Reading => ({
  verdict: { kind: 'unknown', why },
  replayed: false,
  vendorRequestId: null,
  vendorObjectId: null,
  error: why,
})

/** What the answer proves; an answer that echoes another idempotency key is the answer of another call. */
function read(sending: Sending, answer: VendorAnswer): Reading {
  const { call, judged, estimate } = sending
  const { adapter, facts } = call.caller.connection
  const context = { connection: facts, at: call.at }
  const reading = adapter.classify(judged.meaning.operation, judged.request, estimate, answer, context)
  if (isTooLong(reading)) return { ...reading, verdict: { kind: 'unknown', why: 'the answer’s object id is too long' } }
  const echoed = answer.headers.get('idempotency-key')
  if (echoed === undefined || judged.idempotency.sentKey === null || echoed === judged.idempotency.sentKey)
    return reading
  return { ...reading, verdict: { kind: 'unknown', why: 'the answer belongs to another idempotency key' } }
}

/** Vendors' ids have a few dozen characters. A longer one would fill the ledger at a caller's pleasure. */
const OBJECT_CHARS_MAX = 256
const isTooLong = ({ verdict }: Reading): boolean =>
  verdict.kind === 'performed' && (verdict.object?.length ?? 0) > OBJECT_CHARS_MAX

function endStreamed(sending: Sending, head: UpstreamHead, streamed: StreamedAnswer): void {
  const { call, isFreeRead } = sending
  const json = streamed.finish()
  const reading = read(sending, { ...vendorAnswer(head, ''), json })
  const facts = outcome(sending, head.status, streamedReading(reading), null)
  const further = furtherOf(sending, reading, null)
  closed(sending, () => closeAnswered(call.parts.ledger, facts, reading, isFreeRead, creates(sending), further))
  count(sending, head.status, null)
}

/** A streamed answer was not kept, so that its body could not be read is no error of the call. */
const streamedReading = (reading: Reading): Reading =>
  reading.verdict.kind === 'unknown' ? { ...reading, verdict: { kind: 'not_performed', endsUnknown: false } } : reading

function endWithoutAnswer(
  sending: Sending,
  end: Exclude<ExchangeEnd, { kind: 'answered' }>,
  streamed: StreamedAnswer | null,
): void {
  const { call, isFreeRead } = sending
  const { ledger } = call.parts
  if (end.kind === 'not_sent') {
    notSent(sending, outcome(sending, 502, null, end.why))
    return answerFault(sending, unreachable(end.why))
  }
  const fault = faultOf(sending, end.why)
  const begun = streamed?.begun === true ? end.head : null
  const status = begun?.status ?? statusOf(fault.refusal)
  const facts = outcome(sending, status, null, end.why)
  closed(sending, () => closeBroken(ledger, facts, isFreeRead))
  if (begun === null) return answerFault(sending, fault)
  call.reply.abort()
  count(sending, status, fault.refusal.code)
}

function faultOf(sending: Sending, why: BrokenWhy): Stop {
  if (why === 'timeout') return timedOut(sending)
  return why === 'refused_by_reader' ? withheld : broken(sending, why)
}

function outcome(sending: Sending, status: number | null, reading: Reading | null, error: string | null): Outcome {
  const { call, admission, vendorMs } = sending
  const totalMs = call.parts.clock.elapsedMs() - call.incoming.startedMs
  sending.totalMs = totalMs
  return {
    at: call.parts.clock.now(),
    callId: admission.callId,
    facts: outcomeFacts(status, reading, error, { totalMs, vendorMs }),
  }
}

const notSent = (sending: Sending, facts: Outcome): void =>
  closed(sending, () => closeNotSent(sending.call.parts.ledger, facts))

const closed = ({ call, admission }: Sending, close: () => Promise<CloseResult>): void =>
  recordEnd(call.parts, admission.callId, close)

function answerFault(sending: Sending, fault: Stop): void {
  const { call, admission } = sending
  sendRefusal(call.reply, call.caller.connection.adapter, fault.refusal, admission.callId, admission.remaining)
  count(sending, statusOf(fault.refusal), fault.refusal.code)
}

function count(sending: Sending, status: number, code: string | null): void {
  const { parts, caller, at } = sending.call
  if (status >= 200 && status < 300) parts.connections.succeeded(caller.connection.record.name, at)
  parts.metrics.call({
    vendor: caller.connection.adapter.vendor,
    decision: 'allowed',
    code,
    status,
    proxyMs: sending.totalMs - (sending.vendorMs ?? 0),
    vendorMs: sending.vendorMs,
  })
}

const headerLeaks = (connection: LiveConnection, head: UpstreamHead): boolean =>
  connection.adapter.responseHeaders.some((name) => {
    const value = head.headers.get(name)
    return value !== undefined && connection.scan.foundInText(value)
  })

const unreachable = (why: string): Stop =>
  stop(
    'upstream_unreachable',
    `The vendor could not be reached (${why}). Nothing was sent and no money moved. Repeat later.`,
    {},
    { mayRetry: true },
  )

const maybe = (sending: Sending): string =>
  sending.isFreeRead ? 'It was a read: no money moved.' : 'Money may have moved; its hold stays counted.'

/**
 * What the headers tell an SDK to repeat by itself: only what the vendor itself recognises by the caller's key (SPEC section
 * 5). That a read may be repeated is said in words.
 */
const mayRepeat = ({ judged }: Sending): boolean =>
  judged.idempotency.callerKey !== null && judged.idempotency.sentKey !== null

function advice(sending: Sending): string {
  if (sending.isFreeRead) return 'Repeat it if needed.'
  return mayRepeat(sending) ? 'Repeat only with the same idempotency key.' : 'Do not retry.'
}

const timedOut = (sending: Sending): Stop =>
  stop(
    'upstream_timeout',
    `The vendor did not answer in time. ${maybe(sending)} ${advice(sending)}`,
    {},
    { mayRetry: mayRepeat(sending) },
  )

const broken = (sending: Sending, why: string): Stop =>
  stop(
    'upstream_broken',
    `The vendor’s answer broke off or could not be read (${why}). ${maybe(sending)} ${advice(sending)}`,
    {},
    { mayRetry: mayRepeat(sending) },
  )

const withheld = stop(
  'upstream_broken',
  'The vendor’s answer was withheld: it was compressed, or it held the real secret. What the call did is recorded under call_id. Do not retry.',
)
const internalUnsent = stop(
  'internal',
  'A fault inside the proxy. Nothing was sent. Repeat later.',
  {},
  { mayRetry: true },
)
const internalSent = stop(
  'internal',
  'A fault inside the proxy after the call was sent. Money may have moved; its hold stays counted. Do not retry.',
)
