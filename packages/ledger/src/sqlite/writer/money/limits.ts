/** Rate and concurrency of one key: counted once per call, in the writer's memory. */
import type { Instant } from '@keybrake/core'
import type { Key } from '../records/key.ts'
import type { Unit } from '../unit.ts'
import type { Reason } from './refusal.ts'

/** The limit that one more call would break, or null. Counts nothing. */
export function brokenLimit({ memory }: Unit, key: Key, at: Instant): Reason | null {
  if (key.rateCalls !== null && key.ratePerMs !== null) {
    const waitMs = memory.rateWaitMs(key.id, at, key.rateCalls, key.ratePerMs)
    if (waitMs > 0) return { code: 'rate_limited', retryAfterS: Math.ceil(waitMs / 1000) }
  }
  const { maxConcurrentCalls } = key
  if (maxConcurrentCalls !== null && memory.underWay(key.id) >= maxConcurrentCalls) {
    return { code: 'too_many_concurrent_calls' }
  }
  return null
}

export function countRate({ memory }: Unit, key: Key, at: Instant): void {
  if (key.rateCalls !== null) memory.countRate(key.id, at)
}
