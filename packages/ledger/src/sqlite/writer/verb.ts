/** A verb of the store: one method of `Ledger` or `Registry` as the writer does it. Names of methods are names of verbs. */
import type { Ledger } from '../../ledger.ts'
import type { Registry } from '../../registry.ts'
import type { Unit } from './unit.ts'

type VerbOf<Method> = Method extends (...args: infer Args) => Promise<infer Result>
  ? (unit: Unit, ...args: Args) => Result
  : never

export type LedgerVerbs = { readonly [M in keyof Ledger]: VerbOf<Ledger[M]> }
export type RegistryVerbs = { readonly [M in keyof Registry]: VerbOf<Registry[M]> }

/** Verbs of the store itself. */
export interface HouseVerbs {
  /** Answers behind all that was sent before, with the last batch so far. */
  lastBatch(unit: Unit): number
  /** Writes a row, so that the commit proves both the file and the journal. */
  probe(unit: Unit): void
}

export type Verbs = LedgerVerbs & RegistryVerbs & HouseVerbs
export type VerbName = keyof Verbs

/** Verbs that go through holds as committed: they come first in their commit, so that nothing has changed before them. */
export const FROM_COMMITTED: ReadonlySet<string> = new Set<VerbName | 'recover' | 'countBlocks'>([
  'assume',
  'unknownHolds',
  'verify',
  'recover',
  'countBlocks',
])

/** Of these, verbs that read rows of holds or counters by SQL: before their commit everything is made durable, and written. */
export const ROW_READERS: ReadonlySet<string> = new Set<VerbName | 'recover' | 'countBlocks'>([
  'verify',
  'recover',
  'countBlocks',
])

/** Verbs that change nothing at all. */
export const READS: ReadonlySet<string> = new Set<VerbName>([
  'lastBatch',
  'awaitedPrices',
  'unknownHolds',
  'verify',
  'issued',
  'keyByLookup',
  'key',
  'keys',
  'reach',
  'budget',
  'budgets',
  'connection',
  'connections',
  'principals',
  'principal',
  'holdings',
  'principalByCredential',
  'brake',
  'isSessionEnded',
  'setting',
])

/** Verbs of calls: what they answer may be lost in a power cut, as long as the money stays counted (blocks.ts). */
export const LEASABLE: ReadonlySet<string> = new Set<string>([
  ...READS,
  ...(['enter', 'leave', 'admit', 'refuse', 'settle', 'release', 'markUnknown'] satisfies VerbName[]),
])

export type ArgsOf<N extends VerbName> = Verbs[N] extends (unit: Unit, ...args: infer Args) => unknown ? Args : never
export type ResultOf<N extends VerbName> = ReturnType<Verbs[N]>
