import type { Caps, DayReset } from '@keybrake/core'
import { z } from 'zod'
import { textOrNull, usdOrNull, wireUsd } from './shapes.ts'

/** Caps and the day rule as every answer shows them; null where there is no cap. */
export const capAnswer = {
  hourly_usd_cap: usdOrNull,
  daily_usd_cap: usdOrNull,
  monthly_usd_cap: usdOrNull,
  total_usd_cap: usdOrNull,
  daily_reset: z.enum(['anchor', 'midnight']),
  timezone: textOrNull,
}

export const wireCaps = (caps: Caps, dayReset: DayReset) => ({
  hourly_usd_cap: wireUsd(caps.hour),
  daily_usd_cap: wireUsd(caps.day),
  monthly_usd_cap: wireUsd(caps.month),
  total_usd_cap: wireUsd(caps.total),
  daily_reset: dayReset.kind === 'midnight' ? ('midnight' as const) : ('anchor' as const),
  timezone: dayReset.kind === 'midnight' ? dayReset.timezone : null,
})
