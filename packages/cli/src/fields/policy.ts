/** What a vault key may do, as flags. */
import { usage } from '../fault.ts'
import type { Given } from '../given.ts'
import { option } from '../verb.ts'
import { CAPS, CLASS_CAPS, DAY_RULE, LIMITS } from './caps.ts'
import { type Body, changeable, type Field, field, objectIn, optionsOf, textIn } from './fields.ts'

const ENDPOINTS = field(
  '--allow, --allowed-endpoints <entry>',
  'allowed_endpoints',
  'list',
  "what it may call: 'POST /v1/payment_intents', 'charges.*', or '*' for all; once for each",
)
const LIFE: readonly Field[] = [
  field('--ttl, --expires-in <time>', 'expires_in', 'text', 'how long it lives: 30m, 4h, 7d; an hour unless told'),
  field('--expires-at <time>', 'expires_at', 'text', 'when it ends, instead'),
]
const LABEL = field('--label <text>', 'label', 'text', 'a name for people; stands on every audit row', {
  canBeNone: true,
})

/** Every field of an issue that is one flag. */
export const ISSUE_FIELDS: readonly Field[] = [
  field('--vendor <name>', 'vendor', 'text', 'the vendor; its default connection is used'),
  field('--connection <name>', 'connection', 'text', 'the connection, where a vendor has several'),
  ENDPOINTS,
  ...CAPS,
  ...DAY_RULE,
  ...LIMITS,
  ...LIFE,
  LABEL,
  field('--run <label>', 'run', 'text', 'joins the budget of this run'),
  field('--run-budget <which>', 'run_budget', 'text', 'none: carries the run’s label without its budget', {
    choices: ['shared', 'none'],
  }),
  field('--budget, --budgets <name>', 'budgets', 'list', 'a shared budget to draw on as well; once for each'),
  field('--tag, --tags <name=value>', 'tags', 'pairs', 'a tag, by which rows are found; once for each'),
  field('--idempotency-scope <whose>', 'idempotency_scope', 'text', 'whose retries are one', {
    choices: ['principal', 'run'],
  }),
  field('--account, --accounts <id>', 'accounts', 'list', 'a vendor account it may act on; once for each'),
  field(
    '--open, --opened-endpoints <entry>',
    'opened_endpoints',
    'list',
    'a closed endpoint that the connection opens too; once for each',
  ),
  field('--exhausted-status <status>', 'exhausted_status', 'whole', '402 for clients that retry a 429', {
    choices: ['429', '402'],
  }),
  field('--uncapped', 'uncapped', 'yes', 'no cap at all (operators)'),
  field('--mode <mode>', 'mode', 'text', 'observe: refusals are recorded, not enforced (operators)', {
    choices: ['enforce', 'observe'],
  }),
]

/** Fields of an issue whose flags need reading of their own. */
export const OTHER_ISSUE_FIELDS = ['caps', 'parameters', 'unknown_cost'] as const

export const PARAMETERS = option('--parameters <json>', 'rules on fields, as JSON or @file: {"amount": {"max": 5000}}')
const UNKNOWN_COST = option(
  '--unknown-cost <what>',
  'where an operation has no cost rule: deny, allow, or an amount to assume',
)

export const ISSUE_OPTIONS = [...optionsOf(ISSUE_FIELDS), CLASS_CAPS, PARAMETERS, UNKNOWN_COST]

export const CHANGE_FIELDS: readonly Field[] = changeable([...CAPS, ...DAY_RULE, ...LIMITS, ...LIFE, ENDPOINTS, LABEL])
export const CHANGE_OPTIONS = [...optionsOf(CHANGE_FIELDS), CLASS_CAPS]

export function otherPolicy(given: Given): Body {
  const unknown = given.text('unknownCost')
  return {
    ...parametersOf(given),
    ...(unknown === null ? {} : { unknown_cost: /^[0-9]/.test(unknown) ? { assume_usd: unknown } : unknown }),
  }
}

export function parametersOf(given: Given): Body {
  const text = given.text('parameters')
  if (text === null) return {}
  const path = text.startsWith('@') ? text.slice(1) : null
  return { parameters: path === null ? objectIn(text, '--parameters') : objectIn(textIn(path, '--parameters'), path) }
}

export function needVendor(body: Body): void {
  if (body['vendor'] === undefined && body['connection'] === undefined)
    throw usage('a key is for one vendor or connection: give --vendor or --connection', 'keybrake connections list')
}
