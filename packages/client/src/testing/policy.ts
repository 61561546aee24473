/** The rules of a key that the fake judges: allowlist and parameter rules. */
import type { ParameterRule, ParameterRules } from '../types/key.ts'
import type { Refusal } from './answers.ts'
import { type FakeCall, matches } from './vendors.ts'

export function endpointRefusal(allowed: readonly string[], { operation, method, path }: FakeCall): Refusal | null {
  const fits = allowed.some((entry) => entry === '*' || fitsOperation(entry, operation) || matches(entry, method, path))
  if (fits) return null
  return {
    code: 'endpoint_not_allowed',
    message: `The policy of this vault key does not allow ${method} ${path}. Nothing was sent. Do not retry.`,
    details: { attempted: `${method} ${path}`, allowed_endpoints: allowed },
  }
}

const fitsOperation = (entry: string, operation: string | null): boolean =>
  operation !== null && (entry === operation || (entry.endsWith('.*') && operation.startsWith(entry.slice(0, -1))))

export function parameterRefusal(rules: ParameterRules, { method, fields }: FakeCall): Refusal | null {
  for (const [name, rule] of Object.entries(rules)) {
    const why = broken(rule, fields[name], method !== 'GET')
    if (why !== null)
      return {
        code: 'parameter_not_allowed',
        message: `The parameter ${name} ${why}. Nothing was sent. Do not retry it unchanged.`,
        details: { parameter: name, rule },
      }
  }
  return null
}

/** How a value breaks a rule; null where it does not. */
function broken(rule: ParameterRule, value: unknown, isWrite: boolean): string | null {
  if (rule.absent === true) return value === undefined ? null : 'must be absent'
  if (value === undefined) return isWrite && rule.optional !== true ? 'is missing' : null
  const values = (Array.isArray(value) ? value : [value]).map(String)
  const all = (fits: (one: string) => boolean): boolean => values.every(fits)
  const whole = (one: string): number => (/^-?\d+$/.test(one) ? Number.parseInt(one, 10) : NaN)
  if (rule.max !== undefined && !all((one) => whole(one) <= whole(String(rule.max)))) return `is above ${rule.max}`
  if (rule.min !== undefined && !all((one) => whole(one) >= whole(String(rule.min)))) return `is below ${rule.min}`
  if (rule.eq !== undefined && !all((one) => one === String(rule.eq))) return `is not ${String(rule.eq)}`
  if (rule.in !== undefined && !all((one) => (rule.in ?? []).map(String).includes(one))) return 'is not in the list'
  if (rule.prefix !== undefined && !all((one) => (rule.prefix ?? []).some((start) => one.startsWith(start))))
    return 'begins otherwise'
  if (rule.domain !== undefined && !all((one) => (rule.domain ?? []).includes(domainOf(one))))
    return 'has another domain'
  return null
}

const domainOf = (address: string): string => (/@([^@>\s]+)>?$/.exec(address)?.[1] ?? '').toLowerCase()
