/** How long the proxy waits before it asks a vendor again: each pause a few times the one before, up to a most. */
import { DAY_MS, HOUR_MS, MINUTE_MS } from '@keybrake/core'

interface Pauses {
  readonly firstMs: number
  readonly factor: number
  readonly mostMs: number
}

/** Prices come within minutes of delivery, some a day later. */
const PRICE: Pauses = { firstMs: MINUTE_MS, factor: 4, mostMs: DAY_MS }
/** A call that broke off may be executed a while after; what is not found in hours is seldom found in days. */
const OUTCOME: Pauses = { firstMs: 30_000, factor: 3, mostMs: 6 * HOUR_MS }

const pauseMs = ({ firstMs, factor, mostMs }: Pauses, asked: number): number =>
  Math.min(mostMs, firstMs * factor ** Math.min(asked, 30))

/** @param asked how often it was asked for already; 0: from the settlement on */
export const pricePauseMs = (asked: number): number => pauseMs(PRICE, asked)
export const outcomePauseMs = (asked: number): number => pauseMs(OUTCOME, asked)
