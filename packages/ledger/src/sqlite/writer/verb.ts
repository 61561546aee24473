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
  /** Answers when all that was sent before is committed, with the highest outbox batch so far. */
  barrier(unit: Unit): number
  /** Writes a row, so that the commit proves the disk. */
  probe(unit: Unit): void
  /** Brings the rows of every table up to date. */
  tidy(unit: Unit): void
  /** The audit log has everything up to this batch. */
  trim(unit: Unit, batch: number): void
}

export type Verbs = LedgerVerbs & RegistryVerbs & HouseVerbs
export type VerbName = keyof Verbs

export type ArgsOf<N extends VerbName> = Verbs[N] extends (unit: Unit, ...args: infer Args) => unknown ? Args : never
export type ResultOf<N extends VerbName> = ReturnType<Verbs[N]>
