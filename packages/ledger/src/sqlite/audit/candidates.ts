/** Which rows of a file may answer a filter: by the index where it narrows, else by a scan of the compact rows. */
import type { AuditFilter } from '../../audit.ts'
import { isOpenState, packDecision, packState } from './columns.ts'
import { endedFilter } from './ended-calls.ts'
import { asksGroup } from './filter.ts'
import type { Block } from './block.ts'
import { CALL_COLUMNS, storedCall } from './call-rows.ts'
import type { Segment } from './segment.ts'
import type { StoredCall } from './stored-call.ts'
import { groupTerm, tagTerm } from './terms.ts'

/** With more groups than this, scanning the block is cheaper than probing it for each. */
const GROUPS_PROBED_MAX = 64

const GROUPS_OF_KEY = `SELECT id FROM call_groups WHERE key = ?1 AND (?2 IS NULL OR label = ?2)
  AND (?3 IS NULL OR run = ?3) AND (?4 IS NULL OR principal = ?4) AND (?5 IS NULL OR vendor = ?5)
  AND (?6 IS NULL OR operation = ?6) AND (?7 IS NULL OR substr(label, 1, length(?7)) = ?7)
  AND (?8 IS NULL OR money_class = ?8)`
const GROUPS = `SELECT id FROM call_groups WHERE (?1 IS NULL OR key = ?1) AND (?2 IS NULL OR label = ?2)
  AND (?3 IS NULL OR run = ?3) AND (?4 IS NULL OR principal = ?4) AND (?5 IS NULL OR vendor = ?5)
  AND (?6 IS NULL OR operation = ?6) AND (?7 IS NULL OR substr(label, 1, length(?7)) = ?7)
  AND (?8 IS NULL OR money_class = ?8)`

/** Ids of the groups that fit, or null where the filter does not ask for any. */
export function groupsOf(segment: Segment, filter: AuditFilter): ReadonlySet<number> | null {
  if (!asksGroup(filter)) return null
  const { keyId, label, run, principalId, vendor, operation, labelPrefix, moneyClass } = filter
  const members = [keyId, label, run, principalId, vendor, operation, labelPrefix, moneyClass].map(
    (member) => member ?? null,
  )
  const rows = segment.sql(keyId === undefined ? GROUPS : GROUPS_OF_KEY).all(...members)
  return new Set(rows.map((row) => row['id'] as number))
}

/** A span of seqs within one block, both ends included, and the block itself while it is in memory. */
export interface Span {
  readonly block: number
  readonly from: number
  readonly to: number
  readonly open: Block | null
}

/** Rows of the span that fit all that rows and groups tell, newest first. Read lazily: stop when enough is found. */
export function* candidates(
  segment: Segment,
  span: Span,
  filter: AuditFilter,
  groups: ReadonlySet<number> | null,
): Generator<StoredCall> {
  const probed = probe(segment, span, filter, groups)
  if (probed === null) {
    for (const stored of scan(segment, span, filter)) if (groups === null || groups.has(stored.callGroup)) yield stored
    return
  }
  for (const seq of probed) {
    const stored = segment.call(seq)
    if (stored === null || !fitsStored(filter, stored)) continue
    if (groups === null || groups.has(stored.callGroup)) yield stored
  }
}

/** Seqs by the index, newest first; null where the index does not narrow. */
function probe(
  segment: Segment,
  span: Span,
  filter: AuditFilter,
  groups: ReadonlySet<number> | null,
): readonly number[] | null {
  const seqsOf = (term: number): readonly number[] => span.open?.seqs(term) ?? segment.postings(span.block, term)
  let found: readonly number[] | null = null
  if (groups !== null && groups.size <= GROUPS_PROBED_MAX)
    found = [...new Set([...groups].flatMap((group) => seqsOf(groupTerm(group))))]
  for (const [name, value] of Object.entries(filter.tags ?? {})) {
    const tagged = new Set(seqsOf(tagTerm(name, value)))
    found = found === null ? [...tagged] : found.filter((seq) => tagged.has(seq))
  }
  return found?.filter((seq) => seq >= span.from && seq <= span.to).sort((a, b) => b - a) ?? null
}

export function fitsStored(filter: AuditFilter, stored: StoredCall): boolean {
  return (
    (filter.from === undefined || stored.time >= filter.from) &&
    (filter.to === undefined || stored.time < filter.to) &&
    (filter.decision === undefined || stored.decision === filter.decision) &&
    (filter.code === undefined || stored.code === filter.code) &&
    (filter.state === undefined || stored.state === filter.state) &&
    (filter.status === undefined || stored.status === filter.status) &&
    (filter.minCost === undefined || stored.cost >= filter.minCost)
  )
}

const SCAN = `SELECT ${CALL_COLUMNS} FROM calls
  WHERE seq BETWEEN ?1 AND ?2 AND (?3 IS NULL OR time >= ?3) AND (?4 IS NULL OR time < ?4)
    AND (?5 IS NULL OR decision = ?5) AND (?6 IS NULL OR code = ?6) AND (?7 IS NULL OR state = ?7)
    AND (?8 IS NULL OR status = ?8) AND (?9 IS NULL OR cost >= ?9)
  ORDER BY seq DESC`
/** The same over the few calls whose money is not proven: their index is that of the condition. */
const SCAN_OPEN = `SELECT ${CALL_COLUMNS} FROM calls INDEXED BY calls_open
  WHERE state IN (3, 4, 5) AND seq BETWEEN ?1 AND ?2 AND (?3 IS NULL OR time >= ?3)
    AND (?4 IS NULL OR time < ?4) AND (?5 IS NULL OR decision = ?5) AND (?6 IS NULL OR code = ?6) AND state = ?7
    AND (?8 IS NULL OR status = ?8) AND (?9 IS NULL OR cost >= ?9)
  ORDER BY seq DESC`

/** Both kinds of rows in one order. */
function* scan(segment: Segment, span: Span, filter: AuditFilter): Generator<StoredCall> {
  const ones = scanOnes(segment, span, filter)
  // The state of a call that is over is never an open one.
  const ended = isOpenState(filter.state)
    ? [].values()
    : segment.calls.endedStill(span.from, span.to, endedFilter(filter))
  let one = ones.next()
  for (const stored of ended) {
    if (!fitsStored(filter, stored)) continue
    for (; one.done !== true && one.value.seq > stored.seq; one = ones.next()) yield one.value
    yield stored
  }
  for (; one.done !== true; one = ones.next()) yield one.value
}

function* scanOnes(segment: Segment, span: Span, filter: AuditFilter): Generator<StoredCall> {
  const { from, to, code, status, minCost } = filter
  const decision = filter.decision === undefined ? null : packDecision(filter.decision)
  const state = packState(filter.state ?? null)
  const values = [span.from, span.to, from, to, decision, code, state, status, minCost].map((value) => value ?? null)
  // A statement of its own: another query may run the kept one while this is between two rows.
  const statement = segment.db.prepare(isOpenState(filter.state) ? SCAN_OPEN : SCAN)
  for (const row of statement.iterate(...values)) yield storedCall(row)
}
