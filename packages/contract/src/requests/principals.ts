/** `POST /vault/principals`, and the ceilings of an issuer as they come in and as they are stored. */
import type { MicroUsd, ParameterRules } from '@keybrake/core'
import { bodySchema, readBody } from '../read.ts'
import { usd, whole } from '../schema/numbers.ts'
import { strict } from '../schema/object.ts'
import { parameterRules } from '../schema/rules.ts'
import { oneOf, text, texts } from '../schema/text.ts'
import { duration } from '../schema/times.ts'

export const ROLES = ['operator', 'issuer', 'auditor'] as const
export type Role = (typeof ROLES)[number]

export const ALLOWANCES = ['uncapped', 'observe', 'unknown_cost'] as const

const list = (charsMax: number, description: string) => texts({ min: 0, max: 500, charsMax, description }).optional()

const ceilingsShape = {
  connections: list(64, 'Connections its keys may be for. Absent: all.'),
  vendors: list(64, 'Vendors its keys may be for. Absent: all.'),
  allowed_endpoints: list(512, 'Every entry of a key’s allowlist must lie inside these.'),
  parameters: parameterRules.optional(),
  max_usd_cap: usd('down', 'No cap of a key may be larger, and each key needs one.').optional(),
  max_ttl: duration('Longest life of a key.').optional(),
  max_outstanding_usd: usd('down', 'Sum of what all live keys may still spend.').optional(),
  daily_usd_cap: usd('down', 'A budget of its own that all its keys draw on, per 24 hours.').optional(),
  keys_per_minute: whole(1, 1_000_000, 'Keys it may issue in one minute.').optional(),
  budgets: list(128, 'Shared budgets its keys may name. Absent: all.'),
  required_budgets: list(128, 'Shared budgets that all its keys draw on.'),
  accounts: list(128, 'Vendor accounts its keys may name. Absent: none.'),
  opened_endpoints: list(512, 'Closed endpoints its keys may open. Absent: none.'),
  allow: texts({
    min: 0,
    max: 3,
    charsMax: 32,
    description: 'Of `uncapped`, `observe`, `unknown_cost`: what its keys may ask for. Absent: none.',
  }).optional(),
}

export interface Ceilings {
  readonly connections: readonly string[] | null
  readonly vendors: readonly string[] | null
  readonly allowedEndpoints: readonly string[] | null
  readonly parameters: ParameterRules
  readonly maxUsdCap: MicroUsd | null
  readonly maxTtlMs: number | null
  readonly maxOutstanding: MicroUsd | null
  readonly dailyUsdCap: MicroUsd | null
  readonly keysPerMinute: number | null
  readonly budgets: readonly string[] | null
  readonly requiredBudgets: readonly string[]
  readonly accounts: readonly string[]
  readonly openedEndpoints: readonly string[]
  readonly allow: readonly (typeof ALLOWANCES)[number][]
}

const ceilings = strict(ceilingsShape)
  .superRefine((given, context) => {
    const unknown = given.allow?.find((name) => !ALLOWANCES.some((allowed) => allowed === name))
    if (unknown !== undefined)
      context.addIssue({
        code: 'custom',
        path: ['allow'],
        message: `may list ${ALLOWANCES.join(', ')}; not ${unknown}`,
      })
  })
  .transform(
    (given): Ceilings => ({
      connections: given.connections ?? null,
      vendors: given.vendors ?? null,
      allowedEndpoints: given.allowed_endpoints ?? null,
      parameters: given.parameters ?? {},
      maxUsdCap: given.max_usd_cap ?? null,
      maxTtlMs: given.max_ttl ?? null,
      maxOutstanding: given.max_outstanding_usd ?? null,
      dailyUsdCap: given.daily_usd_cap ?? null,
      keysPerMinute: given.keys_per_minute ?? null,
      budgets: given.budgets ?? null,
      requiredBudgets: given.required_budgets ?? [],
      accounts: given.accounts ?? [],
      openedEndpoints: given.opened_endpoints ?? [],
      allow: (given.allow ?? []) as Ceilings['allow'],
    }),
  )

const ceilingsBody = bodySchema(ceilings, ceilingsShape)

/** Reads stored ceilings. Throws where they are not what {@link CreatePrincipalRequest} once accepted. */
export function decodeCeilings(stored: string): Ceilings {
  const read = readBody(ceilingsBody, stored)
  if (!read.ok) throw new Error(`stored ceilings can't be read: ${read.faults[0]?.pointer} ${read.faults[0]?.message}`)
  return read.value
}

const shape = {
  name: text(128, 'A name for people.'),
  role: oneOf(ROLES, '`operator`: everything. `issuer`: its own keys, within ceilings. `auditor`: reads everything.'),
  ceilings: ceilings.optional(),
}

export interface CreatePrincipalRequest {
  readonly name: string
  readonly role: Role
  /** Only of an issuer. */
  readonly ceilings: Ceilings | null
}

export const createPrincipalRequest = bodySchema(
  strict(shape)
    .superRefine((given, context) => {
      if (given.ceilings !== undefined && given.role !== 'issuer')
        context.addIssue({ code: 'custom', path: ['ceilings'], message: 'apply to issuers only' })
    })
    .transform(
      (given): CreatePrincipalRequest => ({ name: given.name, role: given.role, ceilings: given.ceilings ?? null }),
    ),
  shape,
)
