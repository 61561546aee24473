/**
 * Idempotency keys towards the vendor. What the caller sends gets a scope, so that one principal cannot read another's
 * replays; what the caller leaves out the proxy supplies, so that a write can be recognised later.
 */
import { hash } from 'node:crypto'
import { canonicalParameters, type Instant, type ReadRequest } from '@keybrake/core'
import type { Claim } from '@keybrake/ledger'
import type { Operation } from '@keybrake/vendors'
import type { LiveConnection } from '../upstream/live-connections.ts'
import type { KeyHint } from './key-hints.ts'
import { type Stop, stop } from './stop.ts'

/** Adoption ends this long before the vendor forgets the key, so that clocks need not agree to the minute. */
const WINDOW_MARGIN_MS = 3_600_000
/** Where the vendor honours no key, the proxy remembers the caller's this long. */
const OWN_WINDOW_MS = 86_400_000
const KEY_FORM = /^[\x21-\x7e](?:[\x20-\x7e]{0,253}[\x21-\x7e])?$/

export interface Idempotency {
  /** What goes upstream as `Idempotency-Key`, or null where the vendor takes none. */
  readonly sentKey: string | null
  /** What the caller sent: it is echoed instead of the scoped key. */
  readonly callerKey: string | null
  readonly claim: Claim | null
  /** Hash for the audit row. */
  readonly keyHash: string | null
}

const NONE: Idempotency = { sentKey: null, callerKey: null, claim: null, keyHash: null }

export function idempotencyOf(
  key: KeyHint,
  connection: LiveConnection,
  operation: Operation | null,
  request: ReadRequest,
  callerKey: string | null,
  callId: string,
  at: Instant,
): Idempotency | Stop {
  if (callerKey !== null && !KEY_FORM.test(callerKey))
    return stop(
      'bad_request',
      'The Idempotency-Key must be 1 to 255 printable ASCII characters. Nothing was sent. Do not retry it unchanged.',
    )
  if (request.method === 'GET' || request.method === 'HEAD') return NONE
  const honoured =
    operation === null ? connection.adapter.unlistedIdempotency(request.method, request.path) : operation.idempotency
  if (callerKey === null)
    return honoured === null ? NONE : { sentKey: `kb_${callId}`, callerKey: null, claim: null, keyHash: null }
  const scopedKey = key.idempotencyScope === null ? callerKey : `kb_${digest(`${key.idempotencyScope}\0${callerKey}`)}`
  const claim: Claim = {
    identity: digest(`${connection.record.vendor}\0${connection.record.secretRef}\0${scopedKey}`),
    fingerprint: fingerprintOf(connection, request),
    endsAt: (at + (honoured === null ? OWN_WINDOW_MS : honoured.windowMs - WINDOW_MARGIN_MS)) as Instant,
    onUnknown: honoured === null ? 'refuse' : 'adopt',
  }
  return { sentKey: honoured === null ? null : scopedKey, callerKey, claim, keyHash: digest(callerKey) }
}

/** Headers that decide what a call is are part of it: the same key with another of them is another call. */
function fingerprintOf(connection: LiveConnection, request: ReadRequest): string {
  const headers = connection.adapter.identityHeaders.map((name) => request.headers.get(name) ?? '')
  return digest(JSON.stringify([canonicalParameters(request), ...headers]))
}

const digest = (text: string): string => hash('sha256', text, 'base64url')
