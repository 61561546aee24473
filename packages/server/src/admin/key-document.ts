/** The server's part of a key's record: its policy, and what the issue response must be able to show again. */
import type { Caps, ClassCaps, DayReset, ParameterRules, Policy, RateLimit, UnknownCost } from '@keybrake/core'
import {
  decodeCaps,
  decodeClassCaps,
  decodeDayReset,
  decodeUsd,
  encodeCaps,
  encodeClassCaps,
  encodeUsd,
  type Plain,
} from './document-text.ts'

export interface KeyDocument {
  readonly policy: Policy
  readonly tags: Readonly<Record<string, string>>
  /** Names of the named budgets it draws on, as the issuer wrote them. */
  readonly budgets: readonly string[]
  /** The vendor of its connection when it was issued: allowlist and rules are written for it. */
  readonly vendor: string
  /** The key's own caps: those of its own budget, changed together with it. */
  readonly caps: Caps
  /** Those of single classes of money, each with a budget of its own. */
  readonly classCaps: ClassCaps
  readonly dayReset: DayReset
  /** `none`: the run is a tag only. */
  readonly runBudget: 'shared' | 'none'
}

export function encodeKeyDocument(document: KeyDocument): string {
  const { policy } = document
  return JSON.stringify({
    ...document,
    caps: encodeCaps(document.caps),
    classCaps: encodeClassCaps(document.classCaps),
    policy: { ...policy, maxPerCall: encodeUsd(policy.maxPerCall), unknownCost: encodeUnknownCost(policy.unknownCost) },
  })
}

/** Reads what {@link encodeKeyDocument} wrote. Members that an older version did not write have their defaults. */
export function decodeKeyDocument(text: string): KeyDocument {
  const plain = JSON.parse(text) as Plain
  return {
    policy: decodePolicy((plain.policy ?? {}) as Plain),
    tags: (plain.tags ?? {}) as Readonly<Record<string, string>>,
    budgets: (plain.budgets ?? []) as readonly string[],
    vendor: (plain.vendor ?? '') as string,
    caps: decodeCaps(plain.caps),
    classCaps: decodeClassCaps(plain.classCaps),
    dayReset: decodeDayReset(plain.dayReset),
    runBudget: plain.runBudget === 'none' ? 'none' : 'shared',
  }
}

function decodePolicy(plain: Plain): Policy {
  return {
    allowedEndpoints: (plain.allowedEndpoints ?? []) as readonly string[],
    parameters: (plain.parameters ?? {}) as ParameterRules,
    unknownCost: decodeUnknownCost(plain.unknownCost),
    accounts: (plain.accounts ?? []) as readonly string[],
    openedEndpoints: (plain.openedEndpoints ?? []) as readonly string[],
    maxPerCall: decodeUsd(plain.maxPerCall),
    maxCalls: (plain.maxCalls ?? null) as number | null,
    maxConcurrentCalls: (plain.maxConcurrentCalls ?? null) as number | null,
    rateLimit: (plain.rateLimit ?? null) as RateLimit | null,
    exhaustedStatus: plain.exhaustedStatus === 402 ? 402 : 429,
    idempotencyScope: plain.idempotencyScope === 'run' ? 'run' : 'principal',
    mode: plain.mode === 'observe' ? 'observe' : 'enforce',
    uncapped: plain.uncapped === true,
  }
}

const encodeUnknownCost = (cost: UnknownCost): Plain =>
  cost.kind === 'assume' ? { kind: cost.kind, amount: cost.amount.toString() } : cost

/** What can't be read is denied: a document of an unknown form must not open anything. */
function decodeUnknownCost(value: unknown): UnknownCost {
  const plain = (value ?? {}) as Plain
  if (plain.kind === 'allow') return { kind: 'allow' }
  const amount = plain.kind === 'assume' ? decodeUsd(plain.amount) : null
  return amount === null ? { kind: 'deny' } : { kind: 'assume', amount }
}
