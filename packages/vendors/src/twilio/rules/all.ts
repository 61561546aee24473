import { callRules } from './calls.ts'
import { controlRules } from './controls.ts'
import { lookupRules } from './lookups.ts'
import { messageRules } from './messages.ts'
import { numberRules } from './numbers.ts'
import type { Rule } from './rule.ts'
import { verifyRules } from './verify.ts'

/** By operation name. */
export const RULES: Readonly<Record<string, Rule>> = {
  ...messageRules,
  ...callRules,
  ...lookupRules,
  ...verifyRules,
  ...numberRules,
  ...controlRules,
}
