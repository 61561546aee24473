/** Starts the jobs that ask vendors: what calls cost that are priced later, and what became of calls of unknown outcome. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Clock } from '@keybrake/core'
import type { Store } from '@keybrake/ledger'
import type { Logger } from 'pino'
import type { Metrics } from '../metrics.ts'
import type { LiveConnections } from '../upstream/live-connections.ts'
import { LatePrices } from './late-prices.ts'
import { LostCalls } from './lost-calls.ts'
import { questions } from './questions.ts'
import { startRounds, whileLeading } from './rounds.ts'

const LATE_PRICES_PAUSE_MS = 10_000
const LOST_CALLS_PAUSE_MS = 15_000
/** A stop does not wait for a vendor that takes its time: what its answer would have told is asked again after the next start. */
const STOP_MS_MAX = 2_000

export interface JobParts {
  readonly store: Pick<Store, 'ledger' | 'audit' | 'leads'>
  readonly connections: LiveConnections
  readonly clock: Clock
  readonly metrics: Metrics
  readonly log: Logger
}

/** Runs until the returned function is called. */
export function startVendorJobs({ store, connections, clock, metrics, log }: JobParts): () => Promise<void> {
  const { ledger, audit } = store
  const parts = { ledger, audit, connections, clock, metrics, log, questions: questions(metrics) }
  let isStopping = false
  const onFault = (error: unknown): void => {
    if (!isStopping) log.error({ err: error }, 'a job that asks vendors failed; it goes on')
  }
  const leads = (): boolean => store.leads()
  const latePrices = new LatePrices(parts)
  const lostCalls = new LostCalls(parts)
  const stops = [
    startRounds(
      LATE_PRICES_PAUSE_MS,
      whileLeading(leads, (stopping) => latePrices.round(stopping)),
      onFault,
    ),
    startRounds(
      LOST_CALLS_PAUSE_MS,
      whileLeading(
        leads,
        (stopping) => lostCalls.round(stopping),
        // Whoever leads says how many there are.
        () => metrics.unknownHolds(0),
      ),
      onFault,
    ),
  ]
  return async () => {
    isStopping = true
    const stopped = Promise.all(stops.map((stop) => stop()))
    await Promise.race([stopped, sleep(STOP_MS_MAX, undefined, { ref: false })])
  }
}
