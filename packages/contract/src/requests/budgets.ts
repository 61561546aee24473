/** `POST /vault/budgets` and `PATCH /vault/budgets/{id}`. */
import type { Caps, DayReset } from '@keybrake/core'
import { bodySchema } from '../read.ts'
import { leaf, wrong } from '../schema/leaf.ts'
import { strict } from '../schema/object.ts'
import { isPlainText } from '../schema/text.ts'
import {
  CAP_ALIASES,
  capChangeFields,
  capFields,
  capsOf,
  changedCaps,
  checkDay,
  dayFields,
  dayResetOf,
  namesACap,
} from './caps.ts'

/** No colon: `key:…`, `run:…` and `issuer:…` are names of other kinds. No `bud_…`: ids look so. */
const budgetName = leaf(
  { type: 'string', minLength: 1, maxLength: 128, pattern: '^[^:]+$', description: 'The name keys draw on it by.' },
  (value) => {
    if (typeof value !== 'string') return wrong('must be a string')
    if (value === '' || value.length > 128 || !isPlainText(value) || value.trim() !== value)
      return wrong('must be 1 to 128 characters without control characters or outer spaces')
    return value.includes(':') || value.startsWith('bud_') ? wrong('must not contain ":" or begin with "bud_"') : value
  },
)

const createShape = { name: budgetName, ...capFields, ...dayFields }

export interface CreateBudgetRequest {
  readonly name: string
  readonly caps: Caps
  readonly dayReset: DayReset
}

export const createBudgetRequest = bodySchema(
  strict(createShape, Object.keys(CAP_ALIASES))
    .superRefine((given, context) => {
      if (!namesACap(given))
        context.addIssue({ code: 'custom', path: ['total_usd_cap'], message: 'is required, or another cap' })
      checkDay(given, context)
    })
    .transform(
      (given): CreateBudgetRequest => ({ name: given.name, caps: capsOf(given), dayReset: dayResetOf(given) }),
    ),
  createShape,
  CAP_ALIASES,
)

const changeShape = { ...capChangeFields, ...dayFields }

export interface ChangeBudgetRequest {
  readonly caps: ((before: Caps) => Caps) | null
  readonly dayReset: DayReset | null
}

export const changeBudgetRequest = bodySchema(
  strict(changeShape, Object.keys(CAP_ALIASES))
    .superRefine((given, context) => {
      if (!namesACap(given) && given.daily_reset === undefined && given.timezone === undefined)
        context.addIssue({ code: 'custom', path: [], message: 'the body names nothing to change' })
      checkDay(given, context)
    })
    .transform(
      (given): ChangeBudgetRequest => ({
        caps: namesACap(given) ? (before) => changedCaps(before, given) : null,
        dayReset: given.daily_reset === undefined ? null : dayResetOf(given),
      }),
    ),
  changeShape,
  CAP_ALIASES,
)
