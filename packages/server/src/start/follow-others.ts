/**
 * Where several processes share a store, what another one changed is learned from the store's events. Each admission asks the
 * ledger all the same, so a hint that is a moment old costs a second look and never a wrong admission.
 */
import type { Store, StoreEvent } from '@keybrake/ledger'
import type { Brakes } from '../call/brakes.ts'
import type { KeyHints } from '../call/key-hints.ts'
import type { Logger } from 'pino'
import type { LiveConnections } from '../upstream/live-connections.ts'

export interface Following {
  readonly connections: Pick<LiveConnections, 'refresh'>
  readonly keys: Pick<KeyHints, 'forgetAll'>
  readonly brakes: Pick<Brakes, 'refresh'>
  readonly log: Pick<Logger, 'error'>
}

/** Returns how to stop. */
export function followOthers(store: Pick<Store, 'onEvent'>, parts: Following): () => void {
  return store.onEvent((event) => {
    follow(event, parts)?.catch((error: unknown) => {
      parts.log.error({ err: error }, 'a change that another process made could not be read')
    })
  })
}

function follow({ kind, entry }: StoreEvent, { connections, keys, brakes }: Following): Promise<unknown> | null {
  if (kind !== 'admin') return null
  const { action, subject } = JSON.parse(entry) as { readonly action: string; readonly subject: string }
  if (action.startsWith('brake.')) return brakes.refresh()
  if (action.startsWith('connection.')) return connections.refresh(subject)
  if (action === 'key.changed' || action === 'key.revoked') keys.forgetAll()
  return null
}
