/** What keys in observe mode would have been refused, and the cap that their week suggests. */
import { z } from 'zod'
import { textOrNull, timeField, usdField, usdOrNull } from './shapes.ts'

export const observeAnswer = z.object({
  from: timeField,
  to: timeField,
  data: z.array(
    z.object({
      label: textOrNull,
      keys: z.int().meta({ description: 'Live keys with this label that are in observe mode.' }),
      key_ids: z.array(z.string()).meta({ description: 'The first 100 of them.' }),
      observed: z
        .array(z.object({ code: z.string(), operation: textOrNull, count: z.int() }))
        .meta({ description: 'Calls that passed and would have been refused, the most frequent first.' }),
      days: z.int().meta({ description: 'Days of a key on which it made a call: what the two amounts are of.' }),
      p99_daily_usd: usdOrNull.meta({ description: 'What a key spends on a day, in 99 of 100 cases at most.' }),
      suggested_daily_usd_cap: usdOrNull.meta({ description: 'That, rounded up to two digits.' }),
      spent_usd: usdField,
    }),
  ),
  considered: z.int().meta({ description: 'Live keys that were looked at, the newest first.' }),
  complete: z.boolean(),
})

export type WireObserve = z.infer<typeof observeAnswer>
