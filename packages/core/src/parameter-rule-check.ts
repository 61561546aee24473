/** What a parameter rule must look like when a key is issued. A rule that could never or always hold is a mistake. */
import { isDomain } from './domain-rule.ts'
import { nameFault } from './field-name.ts'
import { isRuleInteger } from './parameter-rules.ts'
import type { ParameterRule, ParameterRules } from './policy.ts'

export interface RuleFault {
  readonly field: string
  readonly why: string
}

/** The first rule that is none, or null. */
export function checkParameterRules(rules: ParameterRules): RuleFault | null {
  for (const [field, rule] of Object.entries(rules)) {
    const why = ruleNameFault(field) ?? ruleFault(rule)
    if (why !== null) return { field, why }
  }
  return null
}

function ruleNameFault(field: string): string | null {
  if (field.endsWith('[]')) return `write ${field.slice(0, -2)}: a rule covers every element of a list`
  return nameFault(field)
}

const LISTS = ['in', 'prefix', 'domain'] as const

function ruleFault(rule: ParameterRule): string | null {
  const said = Object.entries(rule).filter(([, value]) => value !== undefined)
  if (rule.absent === true) return said.length === 1 ? null : 'absent stands alone'
  if (said.every(([name]) => name === 'optional')) return 'the rule says nothing'
  for (const name of LISTS) if (rule[name]?.length === 0) return `${name} lists nothing, so no value could pass`
  if (rule.prefix?.includes('') === true) return 'an empty prefix lets every value pass'
  const odd = rule.domain?.find((domain) => !isDomain(domain))
  if (odd !== undefined) return `${JSON.stringify(odd)} is not a domain such as acme.com`
  return boundsFault(rule)
}

function boundsFault({ max, min }: ParameterRule): string | null {
  if (max !== undefined && !isRuleInteger(max)) return 'max must be a plain integer of at most 18 digits'
  if (min !== undefined && !isRuleInteger(min)) return 'min must be a plain integer of at most 18 digits'
  return max !== undefined && min !== undefined && BigInt(min) > BigInt(max) ? 'min is above max' : null
}
