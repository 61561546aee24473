/** Answers that were kept for repeats hold what vendors said of people: once no repeat can come, they are erased. */
import type { Clock } from '@keybrake/core'
import type { Ledger } from '@keybrake/ledger'
import type { Logger } from 'pino'
import { startRounds } from './rounds.ts'

const EVERY_MS = 60_000

/** @returns what ends it */
export const startForgetting = (
  ledger: Pick<Ledger, 'forgetAnswers'>,
  clock: Clock,
  log: Logger,
): (() => Promise<void>) =>
  startRounds(
    EVERY_MS,
    async () => {
      await ledger.forgetAnswers(clock.now())
    },
    (error) => log.error({ err: error }, 'kept answers could not be erased'),
  )
