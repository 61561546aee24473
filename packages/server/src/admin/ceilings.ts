/**
 * What an issuer may not exceed. Pure: issuing asks it, and so may every call. Budgets (daily, required) and sums
 * (outstanding, keys per minute) are the ledger's, which counts them in the same commit as the key.
 */
import type { Ceilings } from '@keybrake/contract'
import { type Caps, formatUsd, type MicroUsd, type Policy, WINDOWS } from '@keybrake/core'
import type { AllowlistCover } from './allowlist-cover.ts'

/** What a key asks for. */
export interface CeilingSubject {
  readonly connection: string
  readonly vendor: string
  readonly policy: Policy
  readonly caps: Caps
  readonly budgets: readonly string[]
  readonly ttlMs: number
}

export interface CeilingFault {
  /** Name of the ceiling on the wire. */
  readonly ceiling: string
  readonly why: string
}

type Check = (subject: CeilingSubject, ceilings: Ceilings, cover: AllowlistCover) => CeilingFault | null

/** @param cover whether the ceilings' allowlist holds an entry, for the vendor of this key */
export function withinCeilings(
  subject: CeilingSubject,
  ceilings: Ceilings,
  cover: AllowlistCover,
): CeilingFault | null {
  for (const check of CHECKS) {
    const fault = check(subject, ceilings, cover)
    if (fault !== null) return fault
  }
  return null
}

const fault = (ceiling: string, why: string): CeilingFault => ({ ceiling, why })

const listed = (ceiling: string, allowed: readonly string[] | null, asked: readonly string[]): CeilingFault | null => {
  const beyond = allowed === null ? undefined : asked.find((name) => !allowed.includes(name))
  return beyond === undefined
    ? null
    : fault(ceiling, `${beyond} is not among ${allowed?.join(', ') || 'any that are allowed'}`)
}

const checkEndpoints: Check = ({ policy }, { allowedEndpoints }, cover) => {
  if (allowedEndpoints === null) return null
  const beyond = policy.allowedEndpoints.find((entry) => !cover(allowedEndpoints, entry))
  return beyond === undefined
    ? null
    : fault('allowed_endpoints', `the entry ${beyond} is not inside ${allowedEndpoints.join(', ')}`)
}

const checkCaps: Check = ({ caps, policy }, { maxUsdCap }) => {
  if (maxUsdCap === null) return null
  const given = WINDOWS.map((window) => caps[window]).filter((cap): cap is MicroUsd => cap !== undefined)
  if (given.length === 0 && !policy.uncapped)
    return fault('max_usd_cap', `a cap of its own of at most ${formatUsd(maxUsdCap)} USD is needed`)
  const above = given.find((cap) => cap > maxUsdCap)
  return above === undefined
    ? null
    : fault('max_usd_cap', `${formatUsd(above)} USD is above ${formatUsd(maxUsdCap)} USD`)
}

const checkTtl: Check = ({ ttlMs }, { maxTtlMs }) =>
  maxTtlMs === null || ttlMs <= maxTtlMs
    ? null
    : fault('max_ttl', `the key would live longer than ${maxTtlMs / 1000} seconds`)

const checkAllowances: Check = ({ policy }, { allow }) => {
  if (policy.uncapped && !allow.includes('uncapped')) return fault('allow', 'uncapped is not allowed')
  if (policy.mode === 'observe' && !allow.includes('observe')) return fault('allow', 'mode observe is not allowed')
  if (policy.unknownCost.kind !== 'deny' && !allow.includes('unknown_cost'))
    return fault('allow', 'unknown_cost other than deny is not allowed')
  return null
}

const CHECKS: readonly Check[] = [
  ({ connection }, { connections }) => listed('connections', connections, [connection]),
  ({ vendor }, { vendors }) => listed('vendors', vendors, [vendor]),
  checkEndpoints,
  checkCaps,
  checkTtl,
  ({ budgets }, ceilings) => listed('budgets', ceilings.budgets, budgets),
  ({ policy }, { accounts }) => listed('accounts', accounts, policy.accounts),
  ({ policy }, { openedEndpoints }) => listed('opened_endpoints', openedEndpoints, policy.openedEndpoints),
  checkAllowances,
]
