/** `PATCH /vault/keys/{id}`. A member that is absent stays as it is; null takes a bound away. */
import type { Caps, ClassCaps, DayReset, Instant, MicroUsd, RateLimit } from '@keybrake/core'
import { bodySchema } from '../read.ts'
import { type Aliases, strict } from '../schema/object.ts'
import { rateLimit } from '../schema/times.ts'
import { CAP_ALIASES, capChangeFields, changedCaps, checkDay, dayFields, dayResetOf, namesACap } from './caps.ts'
import { classCapsChange } from './class-caps.ts'
import { allowedEndpoints, expiresAt, expiresIn, label, maxCalls, maxConcurrentCalls, maxPerCall } from './issue-key.ts'

const shape = {
  ...capChangeFields,
  ...dayFields,
  caps: classCapsChange.optional(),
  max_usd_per_call: maxPerCall.nullable().optional(),
  max_calls: maxCalls.nullable().optional(),
  max_concurrent_calls: maxConcurrentCalls.nullable().optional(),
  rate_limit: rateLimit.nullable().optional(),
  expires_in: expiresIn.meta({ description: 'New time to live, counted from now.' }).optional(),
  expires_at: expiresAt.optional(),
  allowed_endpoints: allowedEndpoints.optional(),
  label: label.nullable().optional(),
}

const ALIASES: Aliases = { ...CAP_ALIASES, ttl: 'expires_in', ttl_seconds: 'expires_in' }

export interface ChangeKeyRequest {
  /** The caps after the change, from those before it; null where it names none. */
  readonly caps: ((before: Caps) => Caps) | null
  /** The same of single classes of money. */
  readonly classCaps: ((before: ClassCaps) => ClassCaps) | null
  readonly dayReset: DayReset | null
  readonly maxPerCall: MicroUsd | null | undefined
  readonly maxCalls: number | null | undefined
  readonly maxConcurrentCalls: number | null | undefined
  readonly rateLimit: RateLimit | null | undefined
  readonly ttlMs: number | null
  readonly expiresAt: Instant | null
  readonly allowedEndpoints: readonly string[] | null
  readonly label: string | null | undefined
}

const schema = strict(shape, Object.keys(ALIASES))
  .superRefine((given, context) => {
    if (Object.values(given).every((value) => value === undefined))
      context.addIssue({ code: 'custom', path: [], message: 'the body names nothing to change' })
    if (given.expires_in !== undefined && given.expires_at !== undefined)
      context.addIssue({ code: 'custom', path: ['expires_at'], message: 'and expires_in are both given; send one' })
    checkDay(given, context)
  })
  .transform(
    (given): ChangeKeyRequest => ({
      caps: namesACap(given) ? (before) => changedCaps(before, given) : null,
      classCaps: given.caps ?? null,
      dayReset: given.daily_reset === undefined ? null : dayResetOf(given),
      maxPerCall: given.max_usd_per_call,
      maxCalls: given.max_calls,
      maxConcurrentCalls: given.max_concurrent_calls,
      rateLimit: given.rate_limit,
      ttlMs: given.expires_in ?? null,
      expiresAt: given.expires_at ?? null,
      allowedEndpoints: given.allowed_endpoints ?? null,
      label: given.label,
    }),
  )

export const changeKeyRequest = bodySchema(schema, shape, ALIASES)
