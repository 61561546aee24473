/** Rows as readers see them, made from the entries of a place in the log. */
import type { AdminRow, CallDetail, CallRow } from '../../audit.ts'
import { linesBefore } from './before.ts'
import type { LogView } from './find.ts'
import { type FirstEntry, isAdmin, isFirst, isLater, type LaterEntry, parseLine } from './line.ts'
import { adminRow, callRow } from './row.ts'
import type { StoredEntry } from './segment.ts'
import type { StoredCall } from './stored-call.ts'

const placeOf = (chain: string, entry: StoredEntry) => ({ chain, seq: entry.seq, hash: entry.hash })

/** The whole row of a call. Throws where its entries are not there: the file was changed from outside. */
export const loadCall = (view: LogView, name: string, stored: StoredCall): CallRow => load(view, name, stored).row

/** The same with what the call found. */
export function loadDetail(view: LogView, name: string, stored: StoredCall, nameOf: NameOf): CallDetail {
  const { row, first } = load(view, name, stored)
  return { ...row, budgetsBefore: linesBefore(first, nameOf) }
}

type NameOf = Parameters<typeof linesBefore>[1]

function load(view: LogView, name: string, stored: StoredCall): { readonly row: CallRow; readonly first: FirstEntry } {
  const first = view.files.open(name).bundles.entry(stored.seq)
  const entry = first === null ? null : parseLine(first.line)
  if (first === null || entry === null || !isFirst(entry)) throw new Error(`audit entry ${stored.seq} is not a call`)
  const later: (readonly [number, LaterEntry])[] = []
  for (const seq of stored.later) {
    const next = view.files.entry(seq)
    const nextEntry = next === null ? null : parseLine(next.line)
    // Not there yet: a crash came between the commits of two files, and the entry is on its way.
    if (nextEntry !== null && isLater(nextEntry)) later.push([seq, nextEntry])
  }
  return { row: callRow(placeOf(view.files.head(name).chain, first), entry, later, stored.count), first: entry }
}

export function loadAdmin(view: LogView, name: string, seq: number): AdminRow {
  const stored = view.files.open(name).bundles.entry(seq)
  const entry = stored === null ? null : parseLine(stored.line)
  if (stored === null || entry === null || !isAdmin(entry)) throw new Error(`audit entry ${seq} is not an admin action`)
  return adminRow(placeOf(view.files.head(name).chain, stored), entry)
}
