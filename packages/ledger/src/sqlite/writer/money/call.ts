/** A call that is under way or was: its hold, and how its end is written down. */
import type { Instant, MicroUsd } from '@keybrake/core'
import type { CallState, CloseResult } from '../../../ledger.ts'
import type { Draw } from '../records/draw.ts'
import type { Hold } from '../records/hold.ts'
import type { Unit } from '../unit.ts'
import { budgetsOfDraws, countedBy, drawsBy } from './draws.ts'
import { drawsText, type OutcomeFacts, recordOutcome } from './entries.ts'

export interface KnownCall {
  readonly hold: Hold
  /** The key of this attempt: a repeat may come with another key than the first. */
  readonly keyId: string
  /** Known in memory only: a call without cost and claim. */
  readonly memoryOnly: boolean
}

export function findCall(unit: Unit, callId: string): KnownCall | null {
  // Nearly always this one.
  const recent = unit.holds.cached(callId)
  if (recent !== null) return { hold: recent, keyId: recent.keyId, memoryOnly: false }
  const free = unit.memory.free(callId)
  if (free !== null) return { hold: free, keyId: free.keyId, memoryOnly: true }
  const attempt = unit.attempts.cached(callId)
  const first = attempt === null ? unit.holds.get(callId) : null
  if (first !== null) return { hold: first, keyId: first.keyId, memoryOnly: false }
  const later = attempt ?? unit.attempts.get(callId)
  const hold = later === null ? null : unit.holds.get(later.holdId)
  return later === null || hold === null ? null : { hold, keyId: later.keyId, memoryOnly: false }
}

/** The attempt is over: the next one with its key may start, and its place among the key's calls is free. */
export function land(unit: Unit, { hold, memoryOnly }: KnownCall): void {
  if (memoryOnly) unit.memory.dropFree(hold)
  else unit.holds.touch(hold)
  if (hold.inFlight !== null) unit.memory.end(hold.inFlight)
  hold.inFlight = null
}

export interface End {
  readonly kind: OutcomeFacts['kind']
  readonly callId: string
  readonly at: Instant
  readonly state: CallState
  readonly facts: string
  readonly overage?: bigint
}

/**
 * What the hold's other calls draw, before an end changes it; null where it has none (nearly always). After the end,
 * `recordChanged` gives an entry to each whose draws are no longer the same.
 */
export function drawnByOthers(hold: Hold, callId: string): ReadonlyMap<string, string> | null {
  if (drawsBy(hold, callId) === hold.draws) return null
  const others = new Set(hold.draws.map((draw) => draw.callId))
  others.delete(callId)
  // These get their entry by `closeUnknown`.
  for (const unknown of hold.unknown) others.delete(unknown)
  if (others.size === 0) return null
  return new Map([...others].map((other) => [other, drawsText(drawsBy(hold, other))]))
}

export function recordChanged(unit: Unit, hold: Hold, before: ReadonlyMap<string, string> | null, end: End): void {
  if (before === null) return
  const facts = JSON.stringify({ adjusted_by: end.callId })
  for (const [callId, drawn] of before) {
    if (drawsText(drawsBy(hold, callId)) === drawn) continue
    close(unit, hold, { kind: 'adjustment', callId, at: end.at, state: hold.state, facts })
  }
}

/** Holds of other calls that `by` changed: each of their calls that draws gets its entry. */
export function recordAdjustments(unit: Unit, changed: ReadonlySet<Hold>, at: Instant, by: string): void {
  if (changed.size === 0) return
  const facts = JSON.stringify({ adjusted_by: by })
  for (const hold of changed) {
    for (const callId of new Set(hold.draws.map((draw) => draw.callId))) {
      close(unit, hold, { kind: 'adjustment', callId, at, state: hold.state, facts })
    }
  }
}

/** Writes the entry of one call's end and makes its answer. */
export function close(unit: Unit, hold: Hold, end: End): CloseResult {
  const draws: readonly Draw[] = drawsBy(hold, end.callId)
  const { kind, callId: id, at, state, facts, overage = 0n } = end
  const counted = countedBy(draws)
  recordOutcome(unit, { kind, id, at, state, counted, overage, draws, budgets: budgetsOfDraws(unit, draws), facts })
  return { status: 'closed', state, counted: counted as MicroUsd, overage: overage as MicroUsd }
}

/** The calls of unknown fate that an end decides as well: each gets its own entry. */
export function closeUnknown(unit: Unit, hold: Hold, end: End): void {
  const decided = hold.unknown
  if (decided.length === 0) return
  hold.unknown = []
  const facts = JSON.stringify({ decided_by: end.callId })
  for (const callId of decided) if (callId !== end.callId) close(unit, hold, { ...end, callId, facts, overage: 0n })
}
