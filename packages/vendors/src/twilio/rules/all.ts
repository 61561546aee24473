import { lookupRules } from './lookups.ts'
import { messageRules } from './messages.ts'
import type { Rule } from './rule.ts'

/** By operation name. */
export const RULES: Readonly<Record<string, Rule>> = { ...messageRules, ...lookupRules }

/** Why an operation that could have a rule has none. */
export const NO_RULE: Readonly<Record<string, string>> = {
  'calls.create':
    'A call has no upper bound: neither its length nor what its instructions dial is fixed in the request.',
  'calls.update': 'New instructions or a longer time limit for a call have no upper bound.',
  'conferences.participants.create': 'A participant is a call, and a call has no upper bound.',
}

export const COST_RULES: Readonly<Record<string, string>> = Object.fromEntries([
  ...Object.entries(RULES).map(([name, rule]) => [name, rule.sentence]),
  ...Object.entries(NO_RULE).map(([name, why]) => [name, `Unknown: ${why}`]),
])
