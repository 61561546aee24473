/** What a call needs from the process: wired once in main.ts. */
import type { Clock } from '@keybrake/core'
import type { Ledger } from '@keybrake/ledger'
import type { VendorAdapter } from '@keybrake/vendors'
import type { Logger } from 'pino'
import type { Drill } from '../drill.ts'
import type { Gate } from '../http/gate.ts'
import type { UnrecordedOutcomes } from '../jobs/unrecorded-outcomes.ts'
import type { Metrics } from '../metrics.ts'
import type { AuthenticateParts } from './authenticate.ts'
import type { Brakes } from './brakes.ts'
import type { ObjectLocks } from './object-locks.ts'

export interface CallParts extends AuthenticateParts {
  readonly ledger: Ledger
  /** Other processes change the store too: what this one remembers may be a moment old. */
  readonly isShared: boolean
  readonly brakes: Brakes
  readonly locks: ObjectLocks
  /** Calls in flight: entered when a call is read and judged, so that slow senders hold no place. */
  readonly gate: Gate
  readonly adapters: ReadonlyMap<string, VendorAdapter>
  readonly clock: Clock
  readonly newCallId: () => string
  readonly publicUrl: () => string
  /** Whether this bearer is a live admin credential: then a path that leads nowhere is answered 404, not 401. */
  readonly isAdminCredential: (bearer: string) => Promise<boolean>
  readonly unrecorded: UnrecordedOutcomes
  readonly metrics: Metrics
  readonly log: Logger
  readonly drill: Drill
}
