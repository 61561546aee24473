/**
 * Families of endpoints that mint or show credentials. A family is written without its version and in lower case;
 * `*` is one segment, a last `**` any rest. Matching ignores version, case and format suffixes, so that no spelling of
 * the same endpoint stays open.
 */
import { segmentsOf } from './matcher.ts'

export interface ClosedFamily {
  /** Null: whatever the product. */
  readonly product: string | null
  readonly pattern: readonly string[]
}

/** @param lines e.g. `/accounts/*\/keys/**`, or `iam:/**` for one product */
export const closedFamilies = (lines: readonly string[]): ClosedFamily[] =>
  lines.map((line) => {
    const colon = line.indexOf(':')
    return { product: colon < 0 ? null : line.slice(0, colon), pattern: segmentsOf(line.slice(colon + 1)) }
  })

export function isClosed(families: readonly ClosedFamily[], product: string, path: string): boolean {
  const segments = segmentsOf(path.toLowerCase()).map(withoutSuffix)
  const rest = isVersion(segments[0]) ? segments.slice(1) : segments
  return families.some((family) => (family.product === null || family.product === product) && matches(family, rest))
}

function matches({ pattern }: ClosedFamily, segments: readonly string[]): boolean {
  const open = pattern.at(-1) === '**'
  const fixed = open ? pattern.slice(0, -1) : pattern
  if (open ? segments.length < fixed.length : segments.length !== fixed.length) return false
  return fixed.every((part, at) => part === '*' || part === segments[at])
}

function withoutSuffix(segment: string): string {
  const dot = segment.indexOf('.')
  return dot > 0 ? segment.slice(0, dot) : segment
}

/** `v1`, `v2beta1`, `2010-04-01`. */
function isVersion(segment: string | undefined): boolean {
  if (segment === undefined) return false
  const first = segment.charCodeAt(0)
  const second = segment.charCodeAt(1)
  const digit = (code: number) => code >= 48 && code <= 57
  return (segment.startsWith('v') && digit(second)) || (digit(first) && segment.includes('-'))
}
