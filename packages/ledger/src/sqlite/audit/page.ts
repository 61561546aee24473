/** A page of the log, newest first, found in steps: after each `yield` other work of the thread may go on. */
import type { AuditFilter, AuditRow } from '../../audit.ts'
import type { Block } from './block.ts'
import { candidates, fitsStored, groupsOf, type Span } from './candidates.ts'
import { fitsFacts, fitsGroup, fitsTime, wantsAdmin, wantsCalls } from './filter.ts'
import { findCall, type LogView, seqsOfTerm } from './find.ts'
import { isFirst, isLater, parseLine } from './line.ts'
import { loadAdmin, loadCall } from './load.ts'
import { BLOCK_ENTRIES } from './pairs.ts'
import type { BlockRange, Segment } from './segment.ts'
import { idTerm } from './terms.ts'

/** Work in steps that ends in an answer. */
export type Steps<T> = Generator<undefined, T>

/** At most `limit` rows before the place `before`. */
export function* pageRows(
  view: LogView,
  filter: AuditFilter,
  before: number,
  limit: number,
): Steps<readonly AuditRow[]> {
  if (filter.q !== undefined && wantsCalls(filter)) return yield* rowsById(view, filter, filter.q, before, limit)
  const rows: AuditRow[] = []
  for (const name of view.files.names.toReversed()) {
    if (!view.files.names.includes(name)) continue
    const head = view.files.head(name)
    if (head.firstSeq >= before || !fitsTime(filter, head.timeMin, head.timeMax)) continue
    const groups = wantsCalls(filter) ? groupsOf(view.files.open(name), filter) : null
    if (groups?.size === 0 && !wantsAdmin(filter)) continue
    for (const span of spansOf(view, name, filter, head.firstSeq, Math.min(head.seq, before - 1))) {
      if (!view.files.names.includes(name)) break
      addSpan(view, name, span, filter, groups, limit, rows)
      if (rows.length === limit) return rows
      yield
    }
  }
  return rows
}

/** The spans of a file that may hold what fits in time, newest first. */
function spansOf(view: LogView, name: string, filter: AuditFilter, first: number, last: number): readonly Span[] {
  const open = name === view.files.names.at(-1) ? view.openBlock : null
  const full = view.files.open(name).blocks()
  const blocks: readonly (BlockRange & { readonly open?: Block })[] =
    open === null ? full : [{ block: open.number, timeMin: open.timeMin, timeMax: open.timeMax, open }, ...full]
  return blocks
    .filter(({ timeMin, timeMax }) => fitsTime(filter, timeMin, timeMax))
    .map((range) => ({
      block: range.block,
      from: Math.max(range.block * BLOCK_ENTRIES, first),
      to: Math.min(range.block * BLOCK_ENTRIES + BLOCK_ENTRIES - 1, last),
      open: range.open ?? null,
    }))
    .filter(({ from, to }) => from <= to)
}

const ADMIN = `SELECT seq FROM admin WHERE seq BETWEEN ?1 AND ?2 AND (?3 IS NULL OR time >= ?3)
  AND (?4 IS NULL OR time < ?4) AND (?5 IS NULL OR principal = ?5) ORDER BY seq DESC`

function adminSeqs(segment: Segment, span: Span, { from, to, principalId }: AuditFilter): number[] {
  const rows = segment.sql(ADMIN).all(span.from, span.to, from ?? null, to ?? null, principalId ?? null)
  return rows.map((row) => row['seq'] as number)
}

function addSpan(
  view: LogView,
  name: string,
  span: Span,
  filter: AuditFilter,
  groups: ReadonlySet<number> | null,
  limit: number,
  rows: AuditRow[],
): void {
  const segment = view.files.open(name)
  const admin = wantsAdmin(filter) ? adminSeqs(segment, span, filter) : []
  const addAdminAfter = (seq: number): void => {
    while (rows.length < limit && admin[0] !== undefined && admin[0] > seq) {
      rows.push({ kind: 'admin', row: loadAdmin(view, name, admin.shift() as number) })
    }
  }
  if (wantsCalls(filter)) {
    for (const stored of candidates(segment, span, filter, groups)) {
      addAdminAfter(stored.seq)
      if (rows.length === limit) return
      const row = loadCall(view, name, stored)
      if (!fitsFacts(filter, row)) continue
      rows.push({ kind: 'call', row })
      if (rows.length === limit) return
    }
  }
  addAdminAfter(0)
}

/** Rows that an id names. An outcome may lie blocks after its call, so all places are found first, then put in order. */
function* rowsById(
  view: LogView,
  filter: AuditFilter,
  id: string,
  before: number,
  limit: number,
): Steps<readonly AuditRow[]> {
  const calls = new Set<number>()
  for (const name of view.files.names.toReversed()) {
    for (const seqs of seqsOfTerm(view, name, idTerm(id))) {
      for (const seq of seqs) {
        const call = callOfEntry(view, name, seq)
        if (call !== null && call < before) calls.add(call)
      }
      yield
    }
  }
  const rows: AuditRow[] = []
  for (const seq of [...calls].sort((a, b) => b - a)) {
    const row = oneById(view, filter, seq)
    if (row !== null) rows.push(row)
    if (rows.length === limit) break
    if (rows.length % 100 === 99) yield
  }
  return rows
}

/** Seq of the entry that began the call which an entry speaks of; null where retention dropped it. */
function callOfEntry(view: LogView, name: string, seq: number): number | null {
  const stored = view.files.open(name).bundles.entry(seq)
  const entry = stored === null ? null : parseLine(stored.line)
  if (entry === null || isFirst(entry)) return entry === null ? null : seq
  return isLater(entry) ? findCall(view, entry.id, seq) : null
}

function oneById(view: LogView, filter: AuditFilter, seq: number): AuditRow | null {
  const name = view.files.nameAt(seq)
  if (name === null) return null
  const segment = view.files.open(name)
  const stored = segment.call(seq)
  if (stored === null || !fitsStored(filter, stored)) return null
  const row = loadCall(view, name, stored)
  const group = segment.group(stored.callGroup)
  return group !== null && fitsGroup(filter, group) && fitsFacts(filter, row) ? { kind: 'call', row } : null
}
