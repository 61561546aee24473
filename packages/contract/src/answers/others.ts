/** Answers that are small. */
import { type Instant, MONEY_CLASSES, type MoneyClass, toRfc3339, usdNumber } from '@keybrake/core'
import { z } from 'zod'
import { ROLES } from '../requests/principals.ts'
import { pageOf, textOrNull, timeField, timeOrNull, usdField, usdOrNull, wireTime, wireUsd } from './shapes.ts'

export const revokedAnswer = z.object({ revoked: z.int(), key_ids: z.array(z.string()) })

/** Of a dry run. */
export const reachAnswer = z.object({
  dry_run: z.literal(true),
  keys: z.int().meta({ description: 'Keys that would be revoked.' }),
  key_ids: z.array(z.string()).meta({ description: 'The first 100 of them.' }),
  calls_under_way: z.int().meta({ description: 'They still come to their end.' }),
  open_holds: z.int(),
  held_usd: usdField.meta({ description: 'What these keys hold now, unknown holds included.' }),
  closes_runs: z.array(z.string()),
})

const REACHED_IDS_MAX = 100

export interface ReachFacts {
  readonly keyIds: readonly string[]
  readonly callsUnderWay: number
  readonly openHolds: number
  readonly held: bigint
  readonly runs: readonly string[]
}

export const wireReach = (reach: ReachFacts): z.infer<typeof reachAnswer> => ({
  dry_run: true,
  keys: reach.keyIds.length,
  key_ids: reach.keyIds.slice(0, REACHED_IDS_MAX),
  calls_under_way: reach.callsUnderWay,
  open_holds: reach.openHolds,
  held_usd: usdNumber(reach.held),
  closes_runs: [...reach.runs],
})

export const brakeAnswer = z.object({
  engaged: z.boolean(),
  vendor: textOrNull.meta({ description: 'Null: the stop of every vendor.' }),
  reason: textOrNull,
  vendors: z.array(
    z.object({
      vendor: z.string(),
      engaged: z.boolean(),
      reason: textOrNull,
      changed_at: timeField,
      changed_by: z.string(),
    }),
  ),
  changed_at: timeOrNull,
  changed_by: textOrNull,
})

const principal = z.object({
  id: z.string(),
  name: z.string(),
  role: z.enum(ROLES),
  ceilings: z.record(z.string(), z.unknown()).nullable(),
  created_at: timeField,
  live_keys: z.int().meta({ description: 'Of its keys. 100,000 stands for so many or more.' }),
  outstanding_usd: usdOrNull.meta({
    description:
      'What its live keys may still spend. Null where no cap bounds it, and of more than 1,000 live keys: it is not summed up.',
  }),
  last_used_at: timeOrNull.meta({
    description:
      'When it last called the admin API. After a restart, and of calls to other processes, it may be ten minutes too early. Null: never.',
  }),
})

export const principalsAnswer = pageOf(principal.meta({ id: 'Principal' }))
export const principalAnswer = principal
export const createdPrincipalAnswer = principal.extend({
  credential: z.string().meta({ description: 'Shown once. Sent as `Authorization: Bearer`.' }),
})
export const rotatedAnswer = z.object({ id: z.string(), credential: z.string() })
export const deletedPrincipalAnswer = z.object({
  id: z.string(),
  deleted: z.literal(true),
  revoked: z.int(),
  key_ids: z.array(z.string()),
})
export const deletedAnswer = z.object({ id: z.string(), deleted: z.literal(true) })

export const vendorsAnswer = z.object({
  data: z.array(
    z
      .object({
        vendor: z.string(),
        products: z.array(z.object({ product: z.string(), upstream: z.string() })),
        secret_fields: z.array(z.string()),
        body_limit_bytes: z.int(),
        added_fields: z
          .array(z.string())
          .meta({ description: 'Request fields the proxy may add; they are part of what is judged.' }),
        operations: z.array(
          z.object({
            operation: z.string(),
            endpoint: z.string(),
            effect: z.enum(['read', 'write']),
            closed: z.boolean(),
            idempotent: z.boolean(),
            money_class: z
              .enum(MONEY_CLASSES)
              .nullable()
              .meta({ description: 'What kind of money it moves, by which `caps` of a key hold it; null: none.' }),
            cost_rule: z.string(),
          }),
        ),
      })
      .meta({ id: 'Vendor' }),
  ),
  next_cursor: textOrNull,
})

export const healthAnswer = z.object({ status: z.string(), version: z.string() })
export const readyAnswer = healthAnswer.extend({
  warnings: z
    .array(z.string())
    .meta({ description: 'Set-ups in which the ledger can go back to an earlier state; it is ready all the same.' }),
})

export interface BrakeFacts {
  /** Null: every vendor. */
  readonly vendor: string | null
  readonly engaged: boolean
  readonly reason: string
  readonly at: Instant
  readonly principalId: string
}

/**
 * The stop asked about at the top, those of single vendors in `vendors`.
 *
 * @param about a vendor, or null for the stop of all
 */
export function wireBrake(brakes: readonly BrakeFacts[], about: string | null): z.infer<typeof brakeAnswer> {
  const asked = brakes.find(({ vendor }) => vendor === about)
  return {
    engaged: asked?.engaged ?? false,
    vendor: about,
    reason: asked?.reason ?? null,
    vendors: brakes.flatMap(({ vendor, engaged, reason, at, principalId }) =>
      vendor === null ? [] : [{ vendor, engaged, reason, changed_at: toRfc3339(at), changed_by: principalId }],
    ),
    changed_at: wireTime(asked?.at ?? null),
    changed_by: asked?.principalId ?? null,
  }
}

export interface PrincipalFacts {
  readonly id: string
  readonly name: string
  readonly role: (typeof ROLES)[number]
  readonly ceilings: Readonly<Record<string, unknown>> | null
  readonly createdAt: Instant
  readonly liveKeys: number
  readonly outstanding: bigint | null
  readonly lastUsedAt: Instant | null
}

export const wirePrincipal = (facts: PrincipalFacts): z.infer<typeof principalAnswer> => ({
  id: facts.id,
  name: facts.name,
  role: facts.role,
  ceilings: facts.ceilings === null ? null : { ...facts.ceilings },
  created_at: toRfc3339(facts.createdAt),
  live_keys: facts.liveKeys,
  outstanding_usd: wireUsd(facts.outstanding),
  last_used_at: wireTime(facts.lastUsedAt),
})

export interface VendorFacts {
  readonly vendor: string
  readonly origins: Readonly<Record<string, string>>
  readonly secretFields: readonly string[]
  readonly bodyLimitBytes: number
  readonly addedFields: readonly string[]
  readonly operations: readonly {
    readonly name: string
    readonly endpoint: string
    readonly effect: 'read' | 'write'
    readonly closed: boolean
    readonly idempotency: object | null
    readonly moneyClass: MoneyClass | null
    readonly costRule: string
  }[]
}

export const wireVendor = (facts: VendorFacts): z.infer<typeof vendorsAnswer>['data'][number] => ({
  vendor: facts.vendor,
  products: Object.entries(facts.origins).map(([product, upstream]) => ({ product, upstream })),
  secret_fields: [...facts.secretFields],
  body_limit_bytes: facts.bodyLimitBytes,
  added_fields: [...facts.addedFields],
  operations: facts.operations.map(({ name, endpoint, effect, closed, idempotency, moneyClass, costRule }) => ({
    operation: name,
    endpoint,
    effect,
    closed,
    idempotent: idempotency !== null,
    money_class: moneyClass,
    cost_rule: costRule,
  })),
})
