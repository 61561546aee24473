/** What a line of the log says. The log adds one kind of its own: a fault that it found in itself, kept as evidence. */
import type { AdminEntry, AdmitEntry, Entry, OutcomeEntry, RefuseEntry } from '../../entry.ts'

export interface FaultEntry {
  readonly k: 'fault'
  readonly t: number
  /** What was wrong when the log was opened or read on, in words. `verify` reports it for as long as the entry stands. */
  readonly what: string
}

export type FirstEntry = AdmitEntry | RefuseEntry
export type LaterEntry = OutcomeEntry
export type LogEntry = Entry | FaultEntry

/** A line that cannot be read is kept and told of, not stumbled over: what follows it must still be recorded. */
export function parseLine(line: string): LogEntry {
  try {
    return JSON.parse(line) as LogEntry
  } catch {
    return { k: 'fault', t: 0, what: 'a record that cannot be read' }
  }
}

export const isFirst = (entry: LogEntry): entry is FirstEntry => entry.k === 'admit' || entry.k === 'refuse'

export const isLater = (entry: LogEntry): entry is LaterEntry =>
  entry.k === 'outcome' || entry.k === 'resolution' || entry.k === 'adjustment'

export const isAdmin = (entry: LogEntry): entry is AdminEntry => entry.k === 'admin'

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
