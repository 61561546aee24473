/** `POST /vault/connections` and `PATCH /vault/connections/{name}`. Secrets go in and never come out. */
import { type Caps, type MicroUsd, type RateLimit, Secret } from '@keybrake/core'
import { bodySchema } from '../read.ts'
import { leaf, type Wrong, wrong } from '../schema/leaf.ts'
import { whole } from '../schema/numbers.ts'
import { strict } from '../schema/object.ts'
import { flag, oneOf, text, texts } from '../schema/text.ts'
import { rateLimit } from '../schema/times.ts'
import { CAP_ALIASES, capChangeFields, capFields, capsOf, changedCaps, namesACap } from './caps.ts'
import { maxCalls, maxConcurrentCalls, maxPerCall } from './issue-key.ts'

/** One text where the vendor's secret has one field, else the fields by name. */
export type GivenSecret = Secret | Readonly<Record<string, Secret>>

const SECRET_TEXT = /^[\x21-\x7e]{1,1024}$/

const secret = leaf(
  {
    anyOf: [{ type: 'string' }, { type: 'object', additionalProperties: { type: 'string' } }],
    writeOnly: true,
    description:
      'The vendor’s real secret: a string, or its fields by name (Twilio: `account_sid`, `auth_token`). Never shown again.',
  },
  (value): GivenSecret | Wrong => {
    const bad = wrong('must be a secret of 1 to 1024 printable characters without spaces, or an object of such fields')
    if (typeof value === 'string') return SECRET_TEXT.test(value) ? new Secret(value) : bad
    if (!isObject(value)) return bad
    const fields = Object.entries(value)
    if (fields.length === 0 || !fields.every(([, field]) => typeof field === 'string' && SECRET_TEXT.test(field)))
      return bad
    return Object.fromEntries(fields.map(([name, field]) => [name, new Secret(field as string)]))
  },
)

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const stringMap = (description: string) =>
  leaf(
    { type: 'object', additionalProperties: { type: 'string' }, description },
    (value): Readonly<Record<string, string>> | Wrong => {
      if (
        !isObject(value) ||
        !Object.values(value).every((member) => typeof member === 'string' && member.length <= 65_536)
      )
        return wrong('must be an object of strings')
      return { ...(value as Readonly<Record<string, string>>) }
    },
  )

const settings = {
  upstream: text(2048, 'Base URL in place of the vendor’s own, for all of its products.').optional(),
  upstreams: stringMap('Base URL by product.').optional(),
  account: text(128, 'The vendor’s id of this account, where the secret does not say it.').nullable().optional(),
  correlate: flag('Let the proxy add its call id to what the vendor stores (default true).').optional(),
  settings: stringMap('Own prices and rates, by the names the vendor documents.').optional(),
  idempotency_scope: oneOf(
    ['principal', 'connection'],
    '`connection` passes idempotency keys to the vendor unchanged.',
  ).optional(),
  opened_endpoints: texts({
    min: 0,
    max: 100,
    charsMax: 512,
    description: 'Closed endpoints that keys may open by name.',
  }).optional(),
  body_limit_bytes: whole(1024, 100 * 1024 * 1024, 'Largest request body.')
    .nullable()
    .optional(),
  max_usd_per_call: maxPerCall.nullable().optional(),
  max_calls: maxCalls.nullable().optional(),
  max_concurrent_calls: maxConcurrentCalls.nullable().optional(),
  rate_limit: rateLimit.nullable().optional(),
}

const createShape = {
  name: text(32, 'Its name in paths and hosts: `[a-z][a-z0-9-]*`.'),
  vendor: text(64, 'The vendor.'),
  secret,
  ...settings,
  ...capFields,
}
const changeShape = {
  vendor: text(64, 'The vendor.').optional(),
  secret: secret.optional(),
  ...settings,
  ...capChangeFields,
}

/** `undefined`: not named. Null: taken away. */
export interface ConnectionSettings {
  readonly upstreams: Readonly<Record<string, string>> | undefined
  readonly account: string | null | undefined
  readonly correlate: boolean | undefined
  readonly settings: Readonly<Record<string, string>> | undefined
  readonly idempotencyScope: 'principal' | 'connection' | undefined
  readonly openedEndpoints: readonly string[] | undefined
  readonly bodyLimitBytes: number | null | undefined
  readonly maxPerCall: MicroUsd | null | undefined
  readonly maxCalls: number | null | undefined
  readonly maxConcurrentCalls: number | null | undefined
  readonly rateLimit: RateLimit | null | undefined
}

export interface CreateConnectionRequest extends ConnectionSettings {
  readonly name: string
  readonly vendor: string
  readonly secret: GivenSecret
  readonly caps: Caps
}

export interface ChangeConnectionRequest extends ConnectionSettings {
  readonly vendor: string | null
  readonly secret: GivenSecret | null
  readonly caps: ((before: Caps) => Caps) | null
}

interface GivenSettings {
  readonly upstream?: string | undefined
  readonly upstreams?: Readonly<Record<string, string>> | undefined
  readonly account?: string | null | undefined
  readonly correlate?: boolean | undefined
  readonly settings?: Readonly<Record<string, string>> | undefined
  readonly idempotency_scope?: 'principal' | 'connection' | undefined
  readonly opened_endpoints?: readonly string[] | undefined
  readonly body_limit_bytes?: number | null | undefined
  readonly max_usd_per_call?: MicroUsd | null | undefined
  readonly max_calls?: number | null | undefined
  readonly max_concurrent_calls?: number | null | undefined
  readonly rate_limit?: RateLimit | null | undefined
}

function settingsOf(given: GivenSettings): ConnectionSettings {
  const upstreams = given.upstream === undefined ? given.upstreams : { api: given.upstream, ...given.upstreams }
  return {
    upstreams,
    account: given.account,
    correlate: given.correlate,
    settings: given.settings,
    idempotencyScope: given.idempotency_scope,
    openedEndpoints: given.opened_endpoints,
    bodyLimitBytes: given.body_limit_bytes,
    maxPerCall: given.max_usd_per_call,
    maxCalls: given.max_calls,
    maxConcurrentCalls: given.max_concurrent_calls,
    rateLimit: given.rate_limit,
  }
}

export const createConnectionRequest = bodySchema(
  strict(createShape, Object.keys(CAP_ALIASES)).transform(
    (given): CreateConnectionRequest => ({
      ...settingsOf(given),
      name: given.name,
      vendor: given.vendor,
      secret: given.secret,
      caps: capsOf(given),
    }),
  ),
  createShape,
  CAP_ALIASES,
)

export const changeConnectionRequest = bodySchema(
  strict(changeShape, Object.keys(CAP_ALIASES))
    .superRefine((given, context) => {
      if (Object.values(given).every((value) => value === undefined))
        context.addIssue({ code: 'custom', path: [], message: 'the body names nothing to change' })
    })
    .transform(
      (given): ChangeConnectionRequest => ({
        ...settingsOf(given),
        vendor: given.vendor ?? null,
        secret: given.secret ?? null,
        caps: namesACap(given) ? (before) => changedCaps(before, given) : null,
      }),
    ),
  changeShape,
  CAP_ALIASES,
)
