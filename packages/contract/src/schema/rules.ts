/** Parameter rules and unknown costs as they come from the wire. */
import {
  checkParameterRules,
  JsonNumber,
  type ParameterRule,
  type ParameterRules,
  type UnknownCost,
} from '@keybrake/core'
import { leaf, type Wrong, wrong } from './leaf.ts'
import { usdOf } from './numbers.ts'

const SCALAR = { anyOf: [{ type: 'string' }, { type: 'integer' }, { type: 'boolean' }] }
const STRINGS = { type: 'array', items: { type: 'string' }, minItems: 1 }
const INTEGER = { anyOf: [{ type: 'integer' }, { type: 'string', pattern: '^-?[0-9]+$' }] }
const RULE_SHAPE = {
  type: 'object',
  additionalProperties: false,
  properties: {
    max: INTEGER,
    min: INTEGER,
    eq: SCALAR,
    in: { type: 'array', items: SCALAR, minItems: 1 },
    prefix: STRINGS,
    domain: STRINGS,
    absent: { const: true },
    optional: { type: 'boolean' },
  },
}

type Plain = Readonly<Record<string, unknown>>

const isPlain = (value: unknown): value is Plain =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof JsonNumber)

export const parameterRules = leaf(
  {
    type: 'object',
    additionalProperties: RULE_SHAPE,
    description: 'Rules on fields of the decoded body or query, by name in the vendor’s own spelling.',
  },
  (value): ParameterRules | Wrong => {
    if (!isPlain(value)) return wrong('must be an object of rules by field name')
    const rules: Record<string, ParameterRule> = {}
    for (const [field, plain] of Object.entries(value)) {
      const rule = readRule(plain)
      if (typeof rule === 'string') return wrong(`${field}: ${rule}`)
      rules[field] = rule
    }
    const fault = checkParameterRules(rules)
    return fault === null ? rules : wrong(`${fault.field}: ${fault.why}`)
  },
)

const MEMBERS: Readonly<Record<string, (value: unknown) => unknown>> = {
  max: integerText,
  min: integerText,
  eq: scalarText,
  in: (value) => listOf(value, scalarText),
  prefix: (value) => listOf(value, stringText),
  domain: (value) => listOf(value, stringText),
  absent: (value) => (value === true ? true : null),
  optional: (value) => (typeof value === 'boolean' ? value : null),
}

/** The rule, or why it is none. */
function readRule(plain: unknown): ParameterRule | string {
  if (!isPlain(plain)) return 'must be a rule such as {"max": 5000}'
  const rule: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(plain)) {
    const read = Object.hasOwn(MEMBERS, name) ? MEMBERS[name] : undefined
    if (read === undefined) return `has the unknown rule "${name}" (known: ${Object.keys(MEMBERS).join(', ')})`
    const given = read(value)
    if (given === null) return `"${name}" has a value of the wrong kind`
    if (given !== false) rule[name] = given
  }
  return rule as ParameterRule
}

function integerText(value: unknown): string | null {
  const source = value instanceof JsonNumber ? value.text : value
  return typeof source === 'string' && /^(0|-?[1-9][0-9]{0,30})$/.test(source) ? source : null
}

const stringText = (value: unknown): string | null => (typeof value === 'string' ? value : null)

function scalarText(value: unknown): string | null {
  if (value instanceof JsonNumber) return value.text
  if (typeof value === 'boolean') return value ? 'true' : 'false'
  return stringText(value)
}

function listOf(value: unknown, read: (item: unknown) => string | null): readonly string[] | null {
  if (!Array.isArray(value)) return null
  const items = value.map(read)
  return items.every((item) => item !== null) ? items : null
}

export const unknownCost = leaf(
  {
    anyOf: [
      { enum: ['deny', 'allow'] },
      {
        type: 'object',
        required: ['assume_usd'],
        additionalProperties: false,
        properties: { assume_usd: { anyOf: [{ type: 'number', minimum: 0 }, { type: 'string' }] } },
      },
    ],
    description:
      'What to do with an operation that has no cost rule: `deny` (default), `allow`, or `{"assume_usd": 0.05}`.',
  },
  (value): UnknownCost | Wrong => {
    if (value === 'deny' || value === 'allow') return { kind: value }
    if (!isPlain(value) || Object.keys(value).join() !== 'assume_usd')
      return wrong('must be "deny", "allow" or {"assume_usd": <amount>}')
    const given = value.assume_usd
    const amount = typeof given === 'string' || given instanceof JsonNumber ? usdOf(given, 'up') : null
    return amount === null ? wrong('assume_usd must be an amount of USD') : { kind: 'assume', amount }
  },
)
