import type { Instant } from '@keybrake/core'
import type { AwaitedPrice } from '../../../ledger.ts'
import type { Unit } from '../unit.ts'

/** By the caller's clock: a question asked a moment early costs a question. */
export const awaitedPrices = (unit: Unit, at: Instant, limitEach: number): readonly AwaitedPrice[] =>
  unit.awaitedPrices.due(at, limitEach)
