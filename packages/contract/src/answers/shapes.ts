/** Small pieces that answers are made of. Answers are described for the document and typed here; they are not validated at run time. */
import { type Instant, toRfc3339, usdNumber } from '@keybrake/core'
import { z } from 'zod'

export const usdField = z.number().meta({ description: 'USD, exact to six decimals.' })
export const usdOrNull = usdField.nullable()
export const timeField = z.string().meta({ format: 'date-time' })
export const timeOrNull = timeField.nullable()
export const textOrNull = z.string().nullable()
export const wholeOrNull = z.int().nullable()

export const wireTime = (at: Instant | null): string | null => (at === null ? null : toRfc3339(at))
export const wireUsd = (amount: bigint | null | undefined): number | null =>
  amount === null || amount === undefined ? null : usdNumber(amount)

/** A page of a list. */
export const pageOf = <T extends z.ZodType>(item: T) => z.object({ data: z.array(item), next_cursor: textOrNull })

/** The same where it can be sorted by nearness to a cap: then it says how many it looked at, and whether those were all. */
export const sortablePageOf = <T extends z.ZodType>(item: T) =>
  pageOf(item).extend({ considered: z.int().optional(), complete: z.boolean().optional() })
