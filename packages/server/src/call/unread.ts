/**
 * Refuses a request whose head or target could not be read without doubt, or that found no room: no step of a call has
 * looked at it. Where it bears one key of ours, the refusal is a row of its audit log like any other.
 */
import type { Code } from '@keybrake/core'
import type { Head } from '../http/head.ts'
import { authenticate } from './authenticate.ts'
import { type Credential, saidBy, withoutKeys } from './credential.ts'
import { CallFacts, factsText } from './facts.ts'
import type { Reply } from './incoming.ts'
import type { CallParts } from './parts.ts'
import { requestTags } from './request-tags.ts'
import { sendRefusal, sendUnrecorded, statusOf } from './respond.ts'
import { seemingPath } from './route.ts'
import { isStop, stop } from './stop.ts'
import { shapeOf } from './strangers.ts'

export interface Unread {
  readonly head: Head
  readonly credential: Credential
  readonly clientAddress: string
  readonly fault: { readonly code: Code; readonly why: string }
  readonly startedMs: number
}

const RETRYABLE: ReadonlySet<Code> = new Set<Code>(['overloaded', 'ledger_unavailable'])

export async function refuseUnread(parts: CallParts, unread: Unread, reply: Reply): Promise<void> {
  const { head, credential, fault } = unread
  const { refusal } = stop(fault.code, wordsOf(fault), {}, RETRYABLE.has(fault.code) ? { mayRetry: true } : {})
  const caller = await callerOf(parts, unread)
  if (caller === null) return sendUnrecorded(parts, reply, shapeOf(parts, seemingPath(head.target)), refusal)
  const { key, connection } = caller
  const facts = new CallFacts(
    requestTags(saidBy(head, credential), key.document.tags),
    unread.clientAddress,
    head.method,
    // As it came, but for what an audit log must not hold.
    withoutKeys(head.target.split('?', 1)[0] ?? '').slice(0, 256),
  )
  const row = await parts.ledger.refuse({
    at: parts.clock.now(),
    callId: parts.newCallId(),
    keyId: key.record.id,
    code: fault.code,
    facts: factsText(key, facts, refusal),
  })
  sendRefusal(reply, connection.adapter, refusal, row.callId, row.remaining)
  parts.metrics.call({
    vendor: connection.adapter.vendor,
    decision: 'refused',
    code: fault.code,
    status: statusOf(refusal),
    proxyMs: parts.clock.elapsedMs() - unread.startedMs,
    vendorMs: null,
  })
}

function wordsOf({ code, why }: Unread['fault']): string {
  if (code === 'internal') return `${why}. Do not retry.`
  return RETRYABLE.has(code)
    ? `The proxy cannot take this call now: ${why}. Nothing was sent. Repeat later.`
    : `The request was refused unread: ${why}. Nothing was sent. Correct it; do not retry it unchanged.`
}

async function callerOf(parts: CallParts, { credential, fault }: Unread) {
  const seen: Credential =
    credential.kind === 'unreadable' && credential.key !== null ? { kind: 'bearer', text: credential.key } : credential
  if (seen.kind === 'none' || seen.kind === 'unreadable') return null
  // A ledger that can't commit can't record the refusal either; a call that was sent has its row already.
  if (fault.code === 'ledger_unavailable' || fault.code === 'internal') return null
  const caller = await authenticate(parts, seen, null)
  return isStop(caller) ? null : caller
}
