import type { Clock, Instant } from '@keybrake/core'
import type { Store } from '@keybrake/ledger'
import type { VendorAdapter } from '@keybrake/vendors'
import type { Logger } from 'pino'
import type { Brakes } from '../call/brakes.ts'
import type { KeyHints } from '../call/key-hints.ts'
import type { Attempts } from '../dashboard/attempts.ts'
import type { Sessions } from '../dashboard/sessions.ts'
import type { SignInLinks } from '../dashboard/sign-in-links.ts'
import type { AnswerFile } from '../dashboard/static-files.ts'
import type { Metrics } from '../metrics.ts'
import type { LiveConnections } from '../upstream/live-connections.ts'
import type { Keyring } from '../vault/keyring.ts'
import type { PrincipalUses } from './principal-uses.ts'

export interface DashboardParts {
  readonly sessions: Sessions
  readonly links: SignInLinks
  readonly attempts: Attempts
  /** Answers everything below /dashboard that is no call of the API. */
  readonly files: AnswerFile
}

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
  readonly dashboard: DashboardParts
  readonly uses: PrincipalUses
  readonly ledgerKind: 'sqlite' | 'postgres'
  readonly metrics: Metrics
  readonly log: Logger
  readonly version: string
  /** When the process began, by both clocks. */
  readonly started: { readonly at: Instant; readonly elapsedMs: number }
  /** True from the first SIGTERM on: `/readyz` then says no. */
  readonly stopping: () => boolean
  /** Calls whose end the ledger could not commit yet: while there are any, it is not writable, whatever a probe says. */
  readonly unrecordedOutcomes: () => number
  /** Set-ups in which the ledger can be rolled back, each in words that anyone may read. Never waits. */
  readonly rollbackWarnings: () => readonly string[]
}
