import { type Clock, instant } from '@keybrake/core'

/** The only reader of the machine's clocks. */
export const systemClock: Clock = {
  now: () => instant(Date.now()),
  elapsedMs: () => performance.now(),
}
