/** What a line of the log says. The log adds one kind of its own: a fault that it found in itself, kept as evidence. */
import type { AdminEntry, AdmitEntry, Entry, MoreRefusalsEntry, OutcomeEntry, RefuseEntry } from '../../entry.ts'
import type { CommonFacts } from './common-facts.ts'
import type { Draws } from './shares.ts'

export interface FaultEntry {
  readonly k: 'fault'
  readonly t: number
  /** What was wrong when the log was opened or read on, in words. `verify` reports it for as long as the entry stands. */
  readonly what: string
}

export type LogEntry = Entry | FaultEntry
export type FirstEntry = AdmitEntry | RefuseEntry
export type LaterEntry = OutcomeEntry

type Brief<E> = Omit<E, 'lines' | 'draws' | 'replay_of' | 'overage'>
export type BriefAdmit = Brief<AdmitEntry> & {
  readonly draws: Draws
  /** Not every entry has it. */
  readonly common?: CommonFacts
}
export type BriefRefuse = Brief<RefuseEntry>
export type BriefLater = Brief<OutcomeEntry> & {
  readonly draws: Draws
}
/** What rows, totals and index are made of. Every whole entry is one too. */
export type BriefFirst = BriefAdmit | BriefRefuse
export type BriefEntry = BriefFirst | BriefLater | MoreRefusalsEntry | AdminEntry | FaultEntry

/** A line that cannot be read is kept and told of, not stumbled over: what follows it must still be recorded. */
export function parseLine(line: string): LogEntry {
  try {
    return JSON.parse(line) as LogEntry
  } catch {
    return { k: 'fault', t: 0, what: 'a record that cannot be read' }
  }
}

interface Kind {
  readonly k: string
}

export const isFirst = <E extends Kind>(entry: E): entry is Extract<E, { readonly k: 'admit' | 'refuse' }> =>
  entry.k === 'admit' || entry.k === 'refuse'

type LaterKind = 'outcome' | 'resolution' | 'adjustment' | 'inquiry'

export const isLater = <E extends Kind>(entry: E): entry is Extract<E, { readonly k: LaterKind }> =>
  entry.k === 'outcome' || entry.k === 'resolution' || entry.k === 'adjustment' || entry.k === 'inquiry'

export const isAdmin = <E extends Kind>(entry: E): entry is Extract<E, { readonly k: 'admin' }> => entry.k === 'admin'

/** A fact as text, or null where it is absent or of another type. */
export function textFact(facts: Readonly<Record<string, unknown>>, name: string): string | null {
  const value = facts[name]
  return typeof value === 'string' ? value : null
}

export function tagsOf(facts: Readonly<Record<string, unknown>>): readonly (readonly [string, string])[] {
  const tags = facts['tags']
  if (typeof tags !== 'object' || tags === null) return []
  return Object.entries(tags).filter((tag): tag is [string, string] => typeof tag[1] === 'string')
}
