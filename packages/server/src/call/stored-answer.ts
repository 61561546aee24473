/**
 * Where the vendor honours no idempotency key, the proxy honours it: what a call was answered is kept, sealed, for as long as
 * the key is remembered, and a repeat gets it instead of being sent. It is kept in the commit of the call's outcome, so that a
 * repeat finds either the answer, or a call of unknown fate, which is not sent again either.
 */
import type { Field } from '@keybrake/core'
import type { AdmitResult, Claim } from '@keybrake/ledger'
import type { UpstreamHead } from '../upstream/exchange.ts'
import { openBytes, sealBytes } from '../vault/envelope.ts'
import { answerHeaders, rewriteLinks } from './answer.ts'
import type { Call, Judged } from './call.ts'
import { closeRepeat, recordEnd } from './close.ts'
import { outcomeFacts } from './facts.ts'
import { linkBase } from './link-base.ts'
import { sendRefusal, statusOf } from './respond.ts'
import { stop } from './stop.ts'

/** A longer body is not kept: then a repeat is refused. */
const BODY_BYTES_MAX = 64 * 1024
const LENGTH_BYTES = 4

/** What stands before the body: a length, and so much JSON. */
interface Kept {
  readonly status: number
  /** Those that may go down to the caller. */
  readonly headers: readonly Field[]
  readonly object: string | null
}

/** @param body one character a byte */
export function sealAnswer(
  { parts, caller }: Call,
  claim: Claim,
  head: UpstreamHead,
  body: string,
  object: string | null,
): Uint8Array | null {
  if (body.length > BODY_BYTES_MAX) return null
  const headers = caller.connection.adapter.responseHeaders.flatMap((name): Field[] => {
    const value = head.headers.get(name)
    return value === undefined ? [] : [[name, value]]
  })
  const kept: Kept = { status: head.status, headers, object }
  const text = Buffer.from(JSON.stringify(kept))
  const length = Buffer.alloc(LENGTH_BYTES)
  length.writeUInt32BE(text.length)
  return sealBytes(parts.keyring.answers, belongsTo(claim), Buffer.concat([length, text, Buffer.from(body, 'latin1')]))
}

/** The very call: its key with its scope, and all of its parameters. */
const belongsTo = ({ identity, fingerprint }: Claim): string => `keybrake/answer/${identity}/${fingerprint}`

function openAnswer({ parts }: Call, claim: Claim, sealed: Uint8Array): { readonly kept: Kept; readonly body: string } {
  const bytes = openBytes(parts.keyring.answers, belongsTo(claim), sealed)
  const end = LENGTH_BYTES + bytes.readUInt32BE()
  const kept = JSON.parse(bytes.toString('utf8', LENGTH_BYTES, end)) as Kept
  return { kept, body: bytes.toString('latin1', end) }
}

type Answered = Extract<AdmitResult, { readonly status: 'answered' }>

/** Answers a repeat as the first call was answered. Its row is its own, costs nothing and names the first one. */
export function answerAgain(call: Call, judged: Judged, answered: Answered): 'done' {
  const { claim, callerKey } = judged.idempotency
  if (claim === null) throw new Error('only a claim has an answer')
  let found: ReturnType<typeof openAnswer>
  try {
    found = openAnswer(call, claim, answered.answer)
  } catch (error) {
    call.parts.log.error({ err: error, call_id: call.callId }, 'a kept answer could not be opened')
    return answerUnopened(call, answered)
  }
  const { kept, body } = found
  end(call, kept.status, null, kept.object)
  const { connection } = call.caller
  const head = { status: kept.status, headers: new Map(kept.headers) }
  const headers = answerHeaders(connection, head, { callId: call.callId, remaining: answered.remaining }, callerKey)
  const bytes = connection.adapter.rewritesLinks ? rewriteLinks(connection, body, linkBase(call)) : body
  call.reply.send(kept.status, [...headers, ['keybrake-replay-of', answered.firstCallId]], bytes, 'bytes')
  return 'done'
}

function answerUnopened(call: Call, { remaining }: Answered): 'done' {
  const { refusal } = unopened
  end(call, statusOf(refusal), 'the kept answer could not be opened', null)
  sendRefusal(call.reply, call.caller.connection.adapter, refusal, call.callId, remaining)
  return 'done'
}

const unopened = stop(
  'internal',
  'This call was made before with the same idempotency key, but its answer cannot be read any more. Nothing was sent. Do not retry.',
)

function end({ parts, incoming, caller, callId }: Call, status: number, error: string | null, object: string | null) {
  const totalMs = parts.clock.elapsedMs() - incoming.startedMs
  const reading = { ...REPEAT, vendorObjectId: object }
  const facts = outcomeFacts(status, error === null ? reading : null, error, { totalMs, vendorMs: null })
  const outcome = { at: parts.clock.now(), callId, facts }
  recordEnd(parts, callId, () => closeRepeat(parts.ledger, outcome))
  const { vendor } = caller.connection.adapter
  parts.metrics.call({ vendor, decision: 'allowed', code: null, status, proxyMs: totalMs, vendorMs: null })
}

/** The vendor's request id is that of the first call, and stays with its row. */
const REPEAT = {
  verdict: { kind: 'not_performed', endsUnknown: false },
  replayed: true,
  vendorRequestId: null,
  error: null,
} as const
