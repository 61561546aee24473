import type { Clock } from '@keybrake/core'
import type { Store } from '@keybrake/ledger'
import type { VendorAdapter } from '@keybrake/vendors'
import type { Logger } from 'pino'
import type { Brakes } from '../call/brakes.ts'
import type { KeyHints } from '../call/key-hints.ts'
import type { Metrics } from '../metrics.ts'
import type { LiveConnections } from '../upstream/live-connections.ts'
import type { Keyring } from '../vault/keyring.ts'

/** What the admin API is made of. It reads no clock, environment or file by itself but the pages of `/docs`. */
export interface AdminParts {
  readonly store: Store
  readonly keyring: Keyring
  readonly adapters: ReadonlyMap<string, VendorAdapter>
  readonly clock: Clock
  /** Refreshed by every change of a connection, before the change is answered. */
  readonly connections: LiveConnections
  readonly keyHints: KeyHints
  readonly brakes: Brakes
  /** Origin by which agents reach the proxy; known once it listens. */
  readonly publicUrl: () => string
  readonly allowHttpUpstream: boolean
  readonly metrics: Metrics
  readonly log: Logger
  readonly version: string
  /** True from the first SIGTERM on: `/readyz` then says no. */
  readonly stopping: () => boolean
  /** Calls whose end the ledger could not commit yet: while there are any, it is not writable, whatever a probe says. */
  readonly unrecordedOutcomes: () => number
}
