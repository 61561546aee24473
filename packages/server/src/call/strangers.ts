/**
 * Answers calls that lead to no connection. Those that bear no vault key of ours: in the shape of the vendor they seem meant
 * for, counted in the metrics, and not in the audit log (input of strangers makes no durable row). Those of a key whose
 * connection is gone, or that stood in a wrong place: in the shape of its vendor, with a row like any other refusal of a key of ours.
 */
import type { VendorAdapter } from '@keybrake/vendors'
import type { LiveConnection } from '../upstream/live-connections.ts'
import type { TurnedAway } from './authenticate.ts'
import { saidBy, withoutKeys } from './credential.ts'
import { CallFacts, factsText } from './facts.ts'
import type { Incoming, Reply } from './incoming.ts'
import type { KeyHint } from './key-hints.ts'
import type { CallParts } from './parts.ts'
import { requestTags } from './request-tags.ts'
import { sendRefusal, sendUnrecorded, statusOf } from './respond.ts'
import { type Stop, stop } from './stop.ts'

const FALLBACK_VENDOR = 'stripe'

export async function refuseStranger(
  parts: CallParts,
  incoming: Incoming,
  reply: Reply,
  found: TurnedAway,
  routed: LiveConnection | null,
): Promise<void> {
  if (found.key !== null) return refuseOrphan(parts, incoming, reply, found, found.key)
  const { credential } = incoming
  const adapter = routed?.adapter ?? shapeOf(parts, incoming.path)
  parts.metrics.unknownBearer()
  if (routed === null && credential.kind === 'bearer' && (await parts.isAdminCredential(credential.text)))
    return sendUnrecorded(parts, reply, adapter, unknownRoute(incoming.path).refusal)
  sendUnrecorded(parts, reply, adapter, found.refusal)
}

async function refuseOrphan(
  parts: CallParts,
  incoming: Incoming,
  reply: Reply,
  { refusal }: Stop,
  key: KeyHint,
): Promise<void> {
  const tags = requestTags(saidBy(incoming.head, incoming.credential), key.document.tags)
  const path = withoutKeys(incoming.route.path)
  const facts = new CallFacts(tags, incoming.clientAddress, incoming.head.method, path)
  const row = await parts.ledger.refuse({
    at: parts.clock.now(),
    callId: parts.newCallId(),
    keyId: key.record.id,
    code: refusal.code,
    facts: factsText(key, facts, refusal),
  })
  const adapter = parts.adapters.get(key.document.vendor) ?? shapeOf(parts, incoming.path)
  sendRefusal(reply, adapter, refusal, row.callId, row.remaining)
  parts.metrics.call({
    vendor: adapter.vendor,
    decision: 'refused',
    code: refusal.code,
    status: statusOf(refusal),
    proxyMs: parts.clock.elapsedMs() - incoming.startedMs,
    vendorMs: null,
  })
}

/**
 * The vendor of the connection that the path begins with, or the one whose roots hold the path. Stripe's shape where there
 * is none: its SDKs take anything else for success.
 */
export function shapeOf(
  { adapters, connections }: Pick<CallParts, 'adapters' | 'connections'>,
  path: string,
): VendorAdapter {
  const named = connections.get(path.split('/', 2)[1] ?? '')
  if (named !== undefined) return named.adapter
  for (const adapter of adapters.values())
    if (adapter.roots.some((root) => path === root || path.startsWith(`${root}/`))) return adapter
  const fallback = adapters.get(FALLBACK_VENDOR)
  if (fallback === undefined) throw new Error(`the vendor ${FALLBACK_VENDOR} is missing`)
  return fallback
}

export const unknownRoute = (path: string): Stop =>
  stop(
    'unknown_route',
    `No connection answers at ${path}. Begin the path with the name of a connection. Do not retry.`,
    {
      attempted: path,
    },
  )
