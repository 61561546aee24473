import { cappedClasses, type Caps, type ClassCaps, type DayReset, MONEY_CLASSES } from '@keybrake/core'
import { z } from 'zod'
import { textOrNull, usdOrNull, wireUsd } from './shapes.ts'

const windowAnswer = {
  hourly_usd_cap: usdOrNull,
  daily_usd_cap: usdOrNull,
  monthly_usd_cap: usdOrNull,
  total_usd_cap: usdOrNull,
}

const wireWindows = (caps: Caps) => ({
  hourly_usd_cap: wireUsd(caps.hour),
  daily_usd_cap: wireUsd(caps.day),
  monthly_usd_cap: wireUsd(caps.month),
  total_usd_cap: wireUsd(caps.total),
})

/** Caps and the day rule as every answer shows them; null where there is no cap. */
export const capAnswer = {
  ...windowAnswer,
  daily_reset: z.enum(['anchor', 'midnight']),
  timezone: textOrNull,
}

export const wireCaps = (caps: Caps, dayReset: DayReset) => ({
  ...wireWindows(caps),
  daily_reset: dayReset.kind === 'midnight' ? ('midnight' as const) : ('anchor' as const),
  timezone: dayReset.kind === 'midnight' ? dayReset.timezone : null,
})

export const classCapsAnswer = z
  .partialRecord(z.enum(MONEY_CLASSES), z.object(windowAnswer))
  .meta({ description: 'Caps by class of money. Each has its lines in `budgets`, as `key:<id>:<class>`.' })

export const wireClassCaps = (caps: ClassCaps): z.infer<typeof classCapsAnswer> =>
  Object.fromEntries(cappedClasses(caps).map(([name, of]) => [name, wireWindows(of)]))
