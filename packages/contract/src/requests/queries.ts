/** Query strings of the lists. All values come as text. */
import { type Instant, isTimezone, type MicroUsd, MONEY_CLASSES } from '@keybrake/core'
import { z } from 'zod'
import { leaf, wrong } from '../schema/leaf.ts'
import { queryWhole, usd } from '../schema/numbers.ts'
import { strict } from '../schema/object.ts'
import { oneOf, text } from '../schema/text.ts'
import { time } from '../schema/times.ts'

const PAGE_DEFAULT = 100
const page = {
  limit: queryWhole(1, 1000, 'Rows of one page, 100 unless told.').optional(),
  cursor: text(1024, '`next_cursor` of the page before.').optional(),
}

export interface PageQuery {
  readonly limit: number
  readonly cursor: string | null
}

const pageOf = (given: { readonly limit?: number | undefined; readonly cursor?: string | undefined }): PageQuery => ({
  limit: given.limit ?? PAGE_DEFAULT,
  cursor: given.cursor ?? null,
})

export const noQuery = strict({}).transform(() => ({}))
export const pageQuery = strict(page).transform(pageOf)

const sort = oneOf(
  ['nearest'],
  'Live ones, the nearest to a cap of theirs first, in one page without a cursor. Looks at the newest 5,000.',
).optional()

export const KEY_STATUSES = ['active', 'expired', 'revoked', 'exhausted'] as const

export const keysQuery = strict({
  ...page,
  vendor: text(64, 'Keys of this vendor.').optional(),
  connection: text(64, 'Keys of this connection.').optional(),
  label: text(256, 'Keys with exactly this label.').optional(),
  run: text(256, 'Keys of this run.').optional(),
  budget: text(256, 'Keys that draw on this budget, by its id or name.').optional(),
  status: oneOf(KEY_STATUSES, 'Keys in this state.').optional(),
  sort,
}).transform((given) => ({
  ...pageOf(given),
  sort: given.sort ?? null,
  vendor: given.vendor,
  connection: given.connection,
  label: given.label,
  run: given.run,
  budget: given.budget,
  status: given.status,
}))

export const budgetsQuery = strict({
  ...page,
  kind: oneOf(['named', 'run'], 'Only budgets of this kind.').optional(),
  sort,
}).transform((given) => ({ ...pageOf(given), kind: given.kind, sort: given.sort ?? null }))

const callFields = {
  label: text(256, 'Label of the key.').optional(),
  label_prefix: text(256, 'Beginning of the key’s label.').optional(),
  run: text(256, 'Run of the key.').optional(),
  key_id: text(128, 'The key.').optional(),
  vendor: text(64, 'The vendor.').optional(),
  operation: text(128, 'The operation.').optional(),
  money_class: oneOf(MONEY_CLASSES, 'What kind of money it moves.').optional(),
  decision: oneOf(['allowed', 'refused', 'observed'], 'What became of the call.').optional(),
  code: text(64, 'Refusal code.').optional(),
  state: oneOf(['held', 'settled', 'released', 'unknown', 'assumed', 'free'], 'State of its reservation.').optional(),
  status: queryWhole(100, 599, 'HTTP status answered.').optional(),
  min_usd: usd('up', 'Calls that count at least this much.').optional(),
  q: text(256, 'Call id, vendor request id or vendor object id, whole.').optional(),
}

const auditShape = {
  ...page,
  ...callFields,
  from: time('Not before.').optional(),
  to: time('Before.').optional(),
  kind: oneOf(['call', 'admin', 'all'], 'Calls (default), admin actions, or both.').optional(),
  format: oneOf(
    ['json', 'jsonl', 'csv'],
    'Streams the whole result in this format. `json` with `limit` or `cursor` gives one page.',
  ).optional(),
}

export interface AuditQuery extends PageQuery {
  readonly kind: 'call' | 'admin' | 'all'
  /** Null: one page. */
  readonly stream: 'json' | 'jsonl' | 'csv' | null
  readonly label: string | undefined
  readonly labelPrefix: string | undefined
  readonly run: string | undefined
  readonly keyId: string | undefined
  readonly vendor: string | undefined
  readonly operation: string | undefined
  readonly moneyClass: string | undefined
  readonly decision: string | undefined
  readonly code: string | undefined
  readonly state: string | undefined
  readonly status: number | undefined
  readonly from: Instant | undefined
  readonly to: Instant | undefined
  readonly minCost: MicroUsd | undefined
  readonly q: string | undefined
  readonly tags: Readonly<Record<string, string>>
}

const TAG_PREFIX = 'tag.'

/** `tag.<name>=<value>` stands beside the fixed fields: it is taken out before they are checked. */
export const auditQuery = z
  .record(z.string(), z.unknown())
  .transform((given) => {
    const tags: Record<string, string> = {}
    const rest: Record<string, unknown> = {}
    for (const [name, value] of Object.entries(given)) {
      if (name.startsWith(TAG_PREFIX) && typeof value === 'string') tags[name.slice(TAG_PREFIX.length)] = value
      else rest[name] = value
    }
    return { rest, tags }
  })
  .transform(({ rest, tags }, context): AuditQuery => {
    const read = strict(auditShape, ['tag.<name>']).safeParse(rest)
    if (!read.success) {
      for (const issue of read.error.issues) context.addIssue({ ...issue, input: rest } as never)
      return z.NEVER
    }
    const given = read.data
    const paged = given.limit !== undefined || given.cursor !== undefined
    const format = given.format
    if (paged && format !== undefined && format !== 'json')
      context.addIssue({
        code: 'custom',
        path: ['format'],
        message: 'streams the whole result; leave limit and cursor out',
      })
    return {
      ...pageOf(given),
      kind: given.kind ?? 'call',
      stream: format === undefined || (format === 'json' && paged) ? null : format,
      label: given.label,
      labelPrefix: given.label_prefix,
      run: given.run,
      keyId: given.key_id,
      vendor: given.vendor,
      operation: given.operation,
      moneyClass: given.money_class,
      decision: given.decision,
      code: given.code,
      state: given.state,
      status: given.status,
      from: given.from,
      to: given.to,
      minCost: given.min_usd,
      q: given.q,
      tags,
    }
  })

/** For the OpenAPI document, which can't see through the transform above. */
export const auditQueryShape = strict(auditShape)

const zone = leaf(
  { type: 'string', description: 'IANA zone whose days `per=day` means; `UTC` unless told.' },
  (value) =>
    typeof value === 'string' && isTimezone(value) ? value : wrong('must be an IANA zone, such as Europe/Berlin'),
)

const rollupShape = {
  per: oneOf(['hour', 'day'], 'A line per hour, or per day.').optional(),
  zone: zone.optional(),
  from: time('Not before.').optional(),
  to: time('Before.').optional(),
  label: text(256, 'Only keys with this label.').optional(),
  run: text(256, 'Only keys of this run.').optional(),
  key_id: text(128, 'Only this key.').optional(),
  vendor: text(64, 'Only this vendor.').optional(),
  operation: text(128, 'Only this operation.').optional(),
}

type RollupGiven = { readonly [Name in keyof typeof rollupShape]?: z.infer<(typeof rollupShape)[Name]> }

const rollupOf = (given: RollupGiven) => ({
  per: given.per,
  zone: given.zone,
  from: given.from,
  to: given.to,
  label: given.label,
  run: given.run,
  keyId: given.key_id,
  vendor: given.vendor,
  operation: given.operation,
})

const GROUPS_DEFAULT = 1_000

export const spendQuery = strict({
  by: oneOf(
    ['label', 'run', 'key', 'vendor', 'budget', 'operation', 'money_class', 'tag'],
    'What totals are for; `label` unless told.',
  ).optional(),
  tag: text(64, 'With `by=tag`: the name of the tag whose values are the groups.').optional(),
  top: queryWhole(
    1,
    1000,
    'So many groups, the largest; the others share a line of `rest`. 1000 unless told.',
  ).optional(),
  ...rollupShape,
})
  .superRefine((given, context) => {
    if ((given.by === 'tag') !== (given.tag !== undefined))
      context.addIssue({ code: 'custom', path: ['tag'], message: 'goes with by=tag, and by=tag with it' })
  })
  .transform((given) => ({
    ...rollupOf(given),
    by: given.by ?? ('label' as const),
    tag: given.tag ?? null,
    top: given.top ?? GROUPS_DEFAULT,
  }))

export const refusalsQuery = strict({
  decision: oneOf(['refused', 'observed'], 'Only what was refused, or only what observe mode let pass.').optional(),
  limit: queryWhole(1, 1000, 'Lines, the most frequent; 1000 unless told.').optional(),
  ...rollupShape,
}).transform((given) => ({ ...rollupOf(given), decision: given.decision, limit: given.limit ?? GROUPS_DEFAULT }))
