/** What of a definition says how a call costs: parts that are added up, the factors of each, and conditions. */
import type { Decimal } from '../cost/decimal.ts'
import { byKind, listOf, object, oneOrMore, optional, required, several } from './containers.ts'
import { decimal, matching, oneOf, path, sentence, whole, words } from './leaves.ts'
import { checked, leaf, mapped, type Schema, Wrong } from './schema.ts'
import { decimalOf } from '../cost/decimal.ts'

/** A column of a table, as `models.input`. */
export interface ColumnRef {
  readonly kind: 'column'
  readonly table: string
  readonly column: string
}

const COLUMN = /^([a-z][a-z0-9_]*)\.([a-z][a-z0-9_]*)$/
export const SETTING_FORM = /^[a-z][a-z0-9_.]{0,63}$/

function columnOf(text: string): ColumnRef | null {
  const [, table, column] = COLUMN.exec(text) ?? []
  return table === undefined || column === undefined ? null : { kind: 'column', table, column }
}

export type Plain = { readonly kind: 'number'; readonly value: Decimal } | ColumnRef

/** A number as it stands, or the column of a table. */
const plain: Schema<Plain> = leaf('decimal or `table.column`', (text) => {
  const value = decimalOf(text)
  if (value !== null && value.digits >= 0n) return { kind: 'number', value }
  return columnOf(text) ?? new Wrong('must be a decimal such as 0.0013 or a column such as models.input')
})

export interface SettingRef {
  readonly kind: 'setting'
  readonly name: string
  readonly otherwise: Plain | null
}

const settingName = matching(SETTING_FORM, 'the name of a setting, such as unit_usd')

const setting: Schema<SettingRef> = mapped(
  object('Setting', 'A number that the operator may give each connection (`settings` of `POST /vault/connections`).', {
    setting: required(settingName, 'Its name.'),
    else: optional(plain, null, 'What stands where the connection has no such setting. Left out: the call is refused.'),
  }),
  ({ setting: name, else: otherwise }) => ({ kind: 'setting', name, otherwise }),
)

export type PriceRef = Plain | SettingRef

export const price: Schema<PriceRef> = byKind<PriceRef>({ text: plain, map: setting })

const factorFields = object(
  'Factor',
  'One number that a price is multiplied by. Exactly one of its first five fields says which.',
  {
    field: optional(
      oneOrMore(path),
      null,
      'A number at this path; of several paths, the first that has a value. Several values are added.',
    ),
    count: optional(oneOrMore(path), null, 'How many values stand at these paths.'),
    addresses: optional(
      oneOrMore(path),
      null,
      'How many addresses the texts at these paths can hold: their commas, and one each.',
    ),
    length: optional(oneOrMore(path), null, 'UTF-16 units of the texts at these paths.'),
    setting: optional(settingName, null, 'A number the connection sets.'),
    less: optional(oneOrMore(path), null, 'With `field`: a number at this path is taken off.'),
    else: optional(
      plain,
      null,
      'What stands where there is no such value. Left out: the call is refused (in `settle`: the hold stands).',
    ),
    per: optional(whole(1, 1_000_000_000), 1, 'Divided by this, rounded up.'),
    at_least: optional(whole(0, 1_000_000_000), 0, 'Never less than this.'),
  },
)

type GivenFactor = typeof factorFields extends Schema<infer T> ? T : never

export type Factor = Plain | { readonly kind: 'body_bytes' } | ({ readonly kind: 'counted' } & GivenFactor)

const SOURCES = ['field', 'count', 'addresses', 'length', 'setting'] as const

const counted: Schema<Factor> = mapped(
  checked(factorFields, (given, node, reading) => {
    const named = SOURCES.filter((source) => given[source] !== null)
    if (named.length !== 1) reading.fault(node.place, `must have exactly one of ${SOURCES.join(', ')}`)
    else if (given.less !== null && given.field === null) reading.fault(node.place, '`less` goes with `field` only')
    else return true
    return false
  }),
  (given) => ({ kind: 'counted', ...given }),
)

const factorText: Schema<Factor> = leaf(
  'decimal, `table.column`, or `body_bytes` (bytes of the body as sent)',
  (text) => {
    if (text === 'body_bytes') return { kind: 'body_bytes' }
    const value = decimalOf(text)
    if (value !== null && value.digits >= 0n) return { kind: 'number', value }
    return columnOf(text) ?? new Wrong('must be a decimal, a column such as models.output_max, or body_bytes')
  },
)

export const factor: Schema<Factor> = byKind({ text: factorText, map: counted })

const currencyFields = object(
  'Currency',
  'Where the currency of an amount stands: the field first, then the setting.',
  {
    field: optional(oneOrMore(path), null, 'ISO code at this path, in any case.'),
    setting: optional(settingName, null, 'A setting of the connection that holds the ISO code.'),
  },
)

export type Currency =
  | { readonly kind: 'fixed'; readonly code: string }
  | ({ readonly kind: 'found' } & (typeof currencyFields extends Schema<infer T> ? T : never))

const currency: Schema<Currency> = byKind<Currency>({
  text: mapped(matching(/^[a-z]{3}$/, 'an ISO currency code in lower case'), (code) => ({ kind: 'fixed', code })),
  map: mapped(
    checked(currencyFields, ({ field, setting: name }, node, reading) => {
      if (field !== null || name !== null) return true
      reading.fault(node.place, 'must have field, setting or both')
      return false
    }),
    (found) => ({ kind: 'found', ...found }),
  ),
})

const partFields = object('Cost part', 'A price or an amount, times its factors. The parts of a cost are added up.', {
  usd: optional(price, null, 'The price in USD. Exactly one of `usd` and `amount`.'),
  amount: optional(
    oneOrMore(path),
    null,
    'The path of an amount of money; its sign does not count. Several are added.',
  ),
  decimals: optional(
    whole(0, 6),
    null,
    'With `amount`: it is an integer in a minor unit with so many decimals. Left out: a decimal number.',
  ),
  currency: optional(
    currency,
    { kind: 'fixed', code: 'usd' } as Currency,
    'With `amount`: its currency, `usd` when left out.',
  ),
  times: several(factor, 'What the price is multiplied by.'),
  each: optional(path, null, 'The part is worked out once for each value at this path, and its own paths begin there.'),
  when_present: optional(oneOrMore(path), null, 'The part counts only where one of these paths has a value.'),
  when_absent: optional(oneOrMore(path), null, 'The part counts only where none of these paths has a value.'),
})

export type CostPart = typeof partFields extends Schema<infer T> ? T : never

export const part: Schema<CostPart> = checked(partFields, (given, node, reading) => {
  if ((given.usd === null) === (given.amount === null))
    reading.fault(node.place, 'must have exactly one of usd, amount')
  else if (given.decimals !== null && given.amount === null)
    reading.fault(node.place, '`decimals` goes with `amount` only')
  else return true
  return false
})

const conditionFields = object(
  'Condition',
  'What must hold for the cost to be known; else the call is refused, whatever the key says.',
  {
    absent: optional(oneOrMore(path), null, 'No value stands at these paths.'),
    field: optional(
      path,
      null,
      'The path that `in`, `prefix`, `max` or `has` is about. Every value there is looked at.',
    ),
    in: optional(listOf(words, 1), null, 'Each value is one of these.'),
    prefix: optional(listOf(words, 1), null, 'Each value begins with one of these.'),
    max: optional(decimal, null, 'Each value is a number and at most this.'),
    has: optional(listOf(words, 1), null, 'Each value that is an object has a member of one of these names.'),
    required: optional(
      oneOf(['true', 'false'] as const),
      'false' as const,
      'There must be a value. `false` when left out.',
    ),
    body_bytes_max: optional(plain, null, 'The body as sent has at most so many bytes.'),
    why: required(sentence, 'What the caller reads when it does not hold.'),
  },
)

export type Condition = typeof conditionFields extends Schema<infer T> ? T : never

export const condition: Schema<Condition> = checked(conditionFields, (given, node, reading) => {
  const subjects = [given.absent, given.field, given.body_bytes_max].filter((subject) => subject !== null)
  const tests = [given.in, given.prefix, given.max, given.has].filter((test) => test !== null)
  if (subjects.length !== 1) reading.fault(node.place, 'must have exactly one of absent, field, body_bytes_max')
  else if (given.field === null && tests.length > 0)
    reading.fault(node.place, 'in, prefix, max and has go with `field` only')
  else if (given.field !== null && tests.length === 0 && given.required === 'false')
    reading.fault(node.place, 'a `field` needs in, prefix, max, has or required')
  else return true
  return false
})
