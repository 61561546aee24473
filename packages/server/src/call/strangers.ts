/**
 * Answers calls that bear no vault key of ours: in the shape of the vendor they seem meant for, counted in the metrics, and
 * not in the audit log (input of strangers makes no durable row).
 */
import type { VendorAdapter } from '@keybrake/vendors'
import type { LiveConnection } from '../upstream/live-connections.ts'
import type { Incoming, Reply } from './incoming.ts'
import type { CallParts } from './parts.ts'
import { sendRefusal } from './respond.ts'
import { type Stop, stop } from './stop.ts'

const FALLBACK_VENDOR = 'stripe'

export async function refuseStranger(
  parts: CallParts,
  incoming: Incoming,
  reply: Reply,
  found: Stop,
  routed: LiveConnection | null,
): Promise<void> {
  const { credential } = incoming
  const adapter = routed?.adapter ?? shapeOf(parts.adapters, incoming.path)
  parts.metrics.unknownBearer()
  if (routed === null && credential.kind === 'bearer' && (await parts.isAdminCredential(credential.text)))
    return sendRefusal(reply, adapter, unknownRoute(incoming.path).refusal, null, null)
  sendRefusal(reply, adapter, found.refusal, null, null)
}

/** The vendor whose roots hold the path. Stripe's shape where nobody's do: its SDKs take anything else for success. */
export function shapeOf(adapters: ReadonlyMap<string, VendorAdapter>, path: string): VendorAdapter {
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
