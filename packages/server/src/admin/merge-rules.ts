/** An issuer's parameter rules are added to every key's own: what passes must satisfy both. */
import type { ParameterRule, ParameterRules } from '@keybrake/core'

export type MergedRules =
  | { readonly ok: true; readonly rules: ParameterRules }
  /** Nothing could satisfy both rules of this field. */
  | { readonly ok: false; readonly field: string }

export function mergeRules(own: ParameterRules, added: ParameterRules): MergedRules {
  const rules: Record<string, ParameterRule> = { ...own }
  for (const [field, rule] of Object.entries(added)) {
    const before = own[field]
    const merged = before === undefined ? rule : both(before, rule)
    if (merged === null) return { ok: false, field }
    rules[field] = merged
  }
  return { ok: true, rules }
}

function both(a: ParameterRule, b: ParameterRule): ParameterRule | null {
  if (a.absent === true || b.absent === true) return absentBoth(a, b)
  const max = bound(a.max, b.max, (x, y) => (x < y ? x : y))
  const min = bound(a.min, b.min, (x, y) => (x > y ? x : y))
  if (max !== undefined && min !== undefined && BigInt(min) > BigInt(max)) return null
  const values = common(a.in, b.in, same)
  const prefix = common(a.prefix, b.prefix, longer)
  const domain = common(a.domain, b.domain, (x, y) => (x.toLowerCase() === y.toLowerCase() ? x : null))
  if ([values, prefix, domain].some((list) => list?.length === 0)) return null
  if (a.eq !== undefined && b.eq !== undefined && a.eq !== b.eq) return null
  const eq = a.eq ?? b.eq
  return {
    ...(max === undefined ? {} : { max }),
    ...(min === undefined ? {} : { min }),
    ...(eq === undefined ? {} : { eq }),
    ...(values === undefined ? {} : { in: values }),
    ...(prefix === undefined ? {} : { prefix }),
    ...(domain === undefined ? {} : { domain }),
    // A field may be left out only where both rules let it.
    ...(a.optional === true && b.optional === true ? { optional: true as const } : {}),
  }
}

/** One side wants the field away: the other must be content without it. */
function absentBoth(a: ParameterRule, b: ParameterRule): ParameterRule | null {
  const content = (rule: ParameterRule): boolean => rule.absent === true || rule.optional === true
  return content(a) && content(b) ? { absent: true } : null
}

function bound(
  a: string | undefined,
  b: string | undefined,
  choose: (x: bigint, y: bigint) => bigint,
): string | undefined {
  return a === undefined || b === undefined ? (a ?? b) : choose(BigInt(a), BigInt(b)).toString()
}

type Meet = (x: string, y: string) => string | null

const same: Meet = (x, y) => (x === y ? x : null)
/** What begins with both begins with the longer, where one begins with the other. */
const longer: Meet = (x, y) => (x.startsWith(y) ? x : y.startsWith(x) ? y : null)

function common(
  a: readonly string[] | undefined,
  b: readonly string[] | undefined,
  meet: Meet,
): readonly string[] | undefined {
  if (a === undefined || b === undefined) return a ?? b
  const met = a.flatMap((x) => b.map((y) => meet(x, y)).filter((value) => value !== null))
  return [...new Set(met)]
}
