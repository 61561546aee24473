/** The brake, and what a person says about a hold of unknown fate. */
import type { MicroUsd } from '@keybrake/core'
import { bodySchema } from '../read.ts'
import { usd } from '../schema/numbers.ts'
import { strict } from '../schema/object.ts'
import { flag, text } from '../schema/text.ts'

const brakeShape = {
  engaged: flag('true stops every call before it leaves.'),
  vendor: text(64, 'Only this vendor’s calls; absent or null: all.').nullable().optional(),
  reason: text(1024, 'Why; shown to every refused caller. Required to engage.').optional(),
}

export interface BrakeRequest {
  readonly engaged: boolean
  readonly vendor: string | null
  readonly reason: string
}

export const brakeRequest = bodySchema(
  strict(brakeShape)
    .superRefine((given, context) => {
      if (given.engaged && given.reason === undefined)
        context.addIssue({ code: 'custom', path: ['reason'], message: 'is required to engage the brake' })
    })
    .transform(
      (given): BrakeRequest => ({ engaged: given.engaged, vendor: given.vendor ?? null, reason: given.reason ?? '' }),
    ),
  brakeShape,
)

const resolveShape = {
  executed: flag('true: the vendor performed the call. false: it certainly did not, and the hold is given back.'),
  cost_usd: usd('up', 'What it cost; absent: the whole hold.').optional(),
  reason: text(1024, 'How this is known; stands in the audit log.'),
}

export interface ResolveRequest {
  readonly executed: boolean
  readonly cost: MicroUsd | null
  readonly reason: string
}

export const resolveRequest = bodySchema(
  strict(resolveShape)
    .superRefine((given, context) => {
      if (!given.executed && given.cost_usd !== undefined)
        context.addIssue({
          code: 'custom',
          path: ['cost_usd'],
          message: 'needs executed: true; what was not executed cost nothing',
        })
    })
    .transform(
      (given): ResolveRequest => ({ executed: given.executed, cost: given.cost_usd ?? null, reason: given.reason }),
    ),
  resolveShape,
)
