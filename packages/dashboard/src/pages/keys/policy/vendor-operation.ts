/** What the dashboard knows of a vendor's operations, from `GET /vault/vendors`. */
import { compileAllowlist } from '@keybrake/core'

export interface VendorOperation {
  readonly operation: string
  /** `POST /v1/charges/{id}` */
  readonly endpoint: string
  readonly effect: 'read' | 'write'
  readonly closed: boolean
  readonly idempotent: boolean
  readonly money_class: string | null
  readonly cost_rule: string
}

/** Such a call is refused for its unknown cost, whatever the allowlist says, unless the key says otherwise. */
export const isUnpriced = (operation: VendorOperation): boolean =>
  operation.effect === 'write' && operation.cost_rule.startsWith('Unknown')

export const movesMoney = (operation: VendorOperation): boolean => operation.money_class !== null

/** The kinds of money that the operations move and that have a price, each once. */
export const classesOf = (operations: readonly VendorOperation[]): readonly string[] => [
  ...new Set(operations.flatMap((one) => (one.money_class === null || isUnpriced(one) ? [] : [one.money_class]))),
]

/** `checkout.sessions.create` → `checkout.sessions` */
export function groupOf(name: string): string {
  const dot = name.lastIndexOf('.')
  return dot < 0 ? name : name.slice(0, dot)
}

export type Coverage =
  | { readonly ok: true; readonly operations: readonly VendorOperation[] }
  | { readonly ok: false; readonly entry: string; readonly why: string }

/** The operations that an allowlist lets through, judged by the proxy's own matcher. Closed ones are not among them. */
export function covered(entries: readonly string[], operations: readonly VendorOperation[]): Coverage {
  const compiled = compileAllowlist(
    entries,
    operations.map(({ operation }) => operation),
  )
  if (!compiled.ok) return { ok: false, entry: compiled.entry, why: compiled.why }
  return {
    ok: true,
    operations: operations.filter((one) => !one.closed && compiled.allowlist.allows(...sampleCall(one), one.operation)),
  }
}

/** A call of the operation whose variable segments stand for any value. */
function sampleCall({ endpoint }: VendorOperation): [method: string, path: string] {
  const space = endpoint.indexOf(' ')
  return [endpoint.slice(0, space), endpoint.slice(space + 1).replace(/\{[^}]*\}/g, 'x')]
}
