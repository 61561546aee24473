/** A call or an admin action as readers see it, made from its entries. */
import { type BudgetKind, type BudgetLine, instant, type LimitWindow, type MicroUsd } from '@keybrake/core'
import type { AdminRow, CallRow } from '../../audit.ts'
import type { AdminEntry, PackedLine } from '../../entry.ts'
import type { CallState } from '../../ledger.ts'
import { foldFirst, foldLater, statusOf } from './fold.ts'
import type { FirstEntry, LaterEntry } from './line.ts'

export interface Place {
  readonly chain: string
  readonly seq: number
  readonly hash: string
}

export function callRow(
  place: Place,
  first: FirstEntry,
  later: readonly (readonly [number, LaterEntry])[],
  count: number,
): CallRow {
  const fold = foldFirst(place.seq, first)
  const status = statusOf(first)
  let facts: Record<string, unknown> = { ...first.f, ...(status === null ? {} : { status }) }
  let lines = first.lines
  for (const [seq, entry] of later) {
    foldLater(fold, seq, entry)
    facts = { ...facts, ...entry.f, ...(entry.overage === '0' ? {} : { overage: entry.overage }) }
    if (entry.lines.length > 0) lines = entry.lines
  }
  return {
    callId: first.id,
    time: instant(first.t),
    keyId: first.key,
    decision: fold.decision,
    code: fold.code,
    state: fold.state as CallState | null,
    reserved: fold.reserved as MicroUsd,
    cost: fold.cost as MicroUsd,
    budgets: lines.map(unpackLine),
    count,
    replayOf: first.k === 'admit' ? first.replay_of : null,
    chain: place,
    facts,
  }
}

export const adminRow = (place: Place, entry: AdminEntry): AdminRow => ({
  id: entry.id,
  time: instant(entry.t),
  action: entry.action,
  principalId: entry.principal,
  subject: entry.subject,
  details: entry.f,
  chain: place,
})

export const unpackLine = ([budget, kind, window, cap, spent, held, resetsAt]: PackedLine): BudgetLine => ({
  budget,
  kind: kind as BudgetKind,
  window: window as LimitWindow,
  cap: cap === null ? null : (BigInt(cap) as MicroUsd),
  spent: BigInt(spent) as MicroUsd,
  held: BigInt(held) as MicroUsd,
  resetsAt: resetsAt === null ? null : instant(resetsAt),
})
