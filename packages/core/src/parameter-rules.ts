/**
 * Rules on parameters (SPEC section 5). A rule is judged on every value that the vendor reads under its name: all fields
 * `x`, `x[]`, `x[0]`, `x[a]` belong to `x`, in query and body, in each element of a batch.
 */
import { mailDomain } from './domain-rule.ts'
import { splitName } from './field-name.ts'
import { find, isMembers, type Tree, treeOfFields, treeOfJson } from './parameter-tree.ts'
import type { ParameterRule, ParameterRules } from './policy.ts'
import type { ReadRequest } from './request.ts'

export interface BrokenRule {
  readonly parameter: string
  readonly rule: ParameterRule
  /** Completes a sentence about the parameter; holds no value of the request. */
  readonly why: string
}

/** The first rule the request breaks, or null. On a write, a ruled field must be there unless its rule says otherwise. */
export function judgeParameters(rules: ParameterRules, request: ReadRequest, isWrite: boolean): BrokenRule | null {
  const entries = Object.entries(rules)
  if (entries.length === 0) return null
  const bags = bagsOf(request)
  for (const [parameter, rule] of entries) {
    const why = bags === null ? 'can be read in two ways' : judge(splitName(parameter), rule, bags, isWrite)
    if (why !== null) return { parameter, rule, why }
  }
  return null
}

interface Bag {
  readonly tree: Tree
  /** The vendor takes this call's parameters from here, so a ruled field must stand here. */
  readonly main: boolean
}

/** Query and body apart. Null where one of them can be read in two ways. */
function bagsOf({ query, body }: ReadRequest): readonly Bag[] | null {
  const inQuery = treeOfFields(query)
  const inBody =
    body.kind === 'form' ? treeOfFields(body.fields) : body.kind === 'json' ? treeOfJson(body.value) : undefined
  if (inQuery === null || inBody === null) return null
  const beside = { tree: inQuery, main: inBody === undefined }
  return inBody === undefined ? [beside] : [beside, { tree: inBody, main: true }]
}

function judge(parts: readonly string[], rule: ParameterRule, bags: readonly Bag[], isWrite: boolean): string | null {
  const required = isWrite && rule.optional !== true && rule.absent !== true
  for (const { tree, main } of bags) {
    if (hasTwin(tree, parts[0] as string)) return 'stands under a name that differs only in upper and lower case'
    const found = find(tree, parts)
    if (rule.absent === true && found.present) return 'must not be sent'
    if (required && main && found.lacking) return 'must be sent, wherever it can stand'
    for (const value of found.values) {
      const why = brokenBy(rule, value)
      if (why !== null) return why
    }
  }
  return null
}

/** A name that some decoder may take for the ruled one: `to` beside a rule on `To`. */
function hasTwin(tree: Tree, base: string): boolean {
  if (typeof tree === 'string') return false
  if (!isMembers(tree)) return tree.some((element) => hasTwin(element, base))
  const folded = base.toLowerCase()
  for (const name of tree.keys())
    if (name.length === base.length && name !== base && name.toLowerCase() === folded) return true
  return false
}

/** Not longer: no amount of any vendor is, and reading huge numbers costs time. */
const INTEGER = /^(?:0|-?[1-9][0-9]{0,17})$/

export const isRuleInteger = (text: string): boolean => INTEGER.test(text)

function brokenBy(rule: ParameterRule, value: string): string | null {
  if (rule.max !== undefined || rule.min !== undefined) {
    if (!INTEGER.test(value)) return 'must be a plain integer'
    if (rule.max !== undefined && BigInt(value) > BigInt(rule.max)) return `must be at most ${rule.max}`
    if (rule.min !== undefined && BigInt(value) < BigInt(rule.min)) return `must be at least ${rule.min}`
  }
  if (rule.eq !== undefined && value !== rule.eq) return `must be ${JSON.stringify(rule.eq)}`
  if (rule.in !== undefined && !rule.in.includes(value)) return `must be one of ${rule.in.join(', ')}`
  if (rule.prefix !== undefined && !rule.prefix.some((prefix) => value.startsWith(prefix)))
    return `must begin with ${rule.prefix.join(' or ')}`
  return rule.domain === undefined ? null : domainFault(rule.domain, value)
}

function domainFault(domains: readonly string[], value: string): string | null {
  const domain = mailDomain(value)
  if (domain === null) return 'must be one plain mail address a value'
  return domains.some((allowed) => allowed.toLowerCase() === domain)
    ? null
    : `must be an address at ${domains.join(' or ')}`
}
