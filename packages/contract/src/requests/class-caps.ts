/** `caps`: bounds on one class of money apart from the others (refunds apart from charges), within the key's own. */
import { cappedClasses, type Caps, type ClassCaps, JsonNumber, MONEY_CLASSES, type MoneyClass } from '@keybrake/core'
import { z } from 'zod'
import { strict } from '../schema/object.ts'
import { CAP_ALIASES, capChangeFields, capFields, capsOf, changedCaps } from './caps.ts'

const WORDS =
  'Caps by class of money, within the key’s own: `{"refund": 50}` (in all), or `{"refund": {"daily_usd_cap": 10}}`. ' +
  'They count from the moment they are set.'

/** `50` for `{"total_usd_cap": 50}`, and the other names of a cap. Two that are given at once are left to be refused. */
function spelledOut(value: unknown): unknown {
  if (typeof value === 'string' || value instanceof JsonNumber) return { total_usd_cap: value }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  const names = Object.entries(value).map(([name, cap]) => [CAP_ALIASES[name] ?? name, cap] as const)
  return new Set(names.map(([name]) => name)).size < names.length ? value : Object.fromEntries(names)
}

const AMOUNT = [{ type: 'number', minimum: 0 }, { type: 'string' }]

/** One member a class. The reader takes both spellings; `names` tells the document what the longer one has. */
function byClass<S extends z.ZodType>(member: S, names: z.ZodRawShape) {
  const { $schema: _dialect, ...object } = z.toJSONSchema(z.object(names), { io: 'input', unrepresentable: 'any' })
  const entry = z
    .unknown()
    .transform(spelledOut)
    .pipe(member)
    .meta({ anyOf: [...AMOUNT, { ...object, additionalProperties: false }] })
  type Members = Record<MoneyClass, z.ZodOptional<typeof entry>>
  return strict(Object.fromEntries(MONEY_CLASSES.map((name) => [name, entry.optional()])) as Members)
}

const given = strict(capFields)
  .superRefine((caps, context) => {
    if (Object.keys(capsOf(caps)).length === 0) context.addIssue({ code: 'custom', message: 'must name a cap' })
  })
  .transform(capsOf)

export const classCaps = byClass(given, capFields)
  .transform((caps): ClassCaps => onlyGiven(caps))
  .meta({ description: WORDS })

/** In a change, null takes one cap away, or all of a class. A class that is not named stays. */
const change = strict(capChangeFields)
  .nullable()
  .transform(
    (fields) =>
      (before: Caps): Caps =>
        fields === null ? {} : changedCaps(before, fields),
  )

export const classCapsChange = byClass(change, capChangeFields)
  .transform((changes) => (before: ClassCaps): ClassCaps => {
    const after: Record<string, Caps> = Object.fromEntries(cappedClasses(before))
    for (const name of MONEY_CLASSES) {
      const caps = changes[name]?.(before[name] ?? {})
      if (caps === undefined) continue
      if (Object.keys(caps).length === 0) delete after[name]
      else after[name] = caps
    }
    return after
  })
  .meta({ description: `${WORDS} Null takes a cap away.` })

const onlyGiven = (caps: { readonly [C in MoneyClass]?: Caps | undefined }): ClassCaps =>
  Object.fromEntries(MONEY_CLASSES.flatMap((name) => (caps[name] === undefined ? [] : [[name, caps[name]]])))
