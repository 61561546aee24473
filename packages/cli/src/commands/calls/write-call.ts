import type { CallRead, CallRow } from '@keybrake/client'
import type { Column, Row } from '../../output/columns.ts'
import type { Output } from '../../output/output.ts'
import { rowId } from '../audit/columns.ts'
import { LINE_COLUMNS } from '../keys/columns.ts'

const orNone = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && Object.keys(value).length === 0 ? null : value

const CARD: readonly Column[] = [
  { name: 'call_id', title: 'CALL', kind: 'id' },
  { name: 'time', kind: 'time' },
  { name: 'decision', kind: 'word' },
  { name: 'code', kind: 'text' },
  { name: 'state', kind: 'word' },
  { name: 'key_label', title: 'LABEL', kind: 'text' },
  { name: 'run', kind: 'text' },
  { name: 'key_id', title: 'KEY', kind: 'id' },
  { name: 'connection', kind: 'text' },
  { name: 'operation', kind: 'text' },
  {
    name: 'request_line',
    title: 'REQUEST LINE',
    kind: 'text',
    value: (row) => `${String(row['method'] ?? '-')} ${String(row['path'] ?? '-')}`,
  },
  { name: 'request', kind: 'text', value: (row) => orNone(row['request']) },
  { name: 'tags', kind: 'text', value: (row) => orNone(row['tags']) },
  { name: 'status', kind: 'count' },
  { name: 'reserved_usd', title: 'RESERVED', kind: 'money' },
  { name: 'cost_usd', title: 'COUNTED', kind: 'money' },
  {
    name: 'amount',
    kind: 'text',
    value: (row) => (row['amount'] === null ? null : `${String(row['amount'])} ${String(row['currency'] ?? '')}`),
  },
  { name: 'count', title: 'TIMES', kind: 'count' },
  { name: 'vendor_object_id', title: 'VENDOR OBJECT', kind: 'id' },
  { name: 'vendor_request_id', title: 'VENDOR REQUEST', kind: 'id' },
  { name: 'replay_of', kind: 'id' },
  { name: 'latency_ms', title: 'MS', kind: 'count' },
  { name: 'error', kind: 'text' },
  { name: 'client_address', title: 'CALLER', kind: 'id' },
]

const STEPS: readonly Column[] = [
  { name: 'step', kind: 'text', value: (row) => row['title'] ?? row['step'] },
  { name: 'outcome', kind: 'word' },
  { name: 'code', kind: 'text' },
  { name: 'detail', kind: 'text' },
]

/** A row of a list lacks what only a call that is read by itself has. */
type Shown = CallRow & Partial<CallRead>

export async function writeCall(out: Output, call: Shown): Promise<void> {
  const row = call as unknown as Row
  await out.object(row, CARD, rowId)
  if (!out.isForPeople) return
  // How it was judged, step by step, where the server tells.
  const steps = call.judgement ?? []
  if (steps.length > 0) await out.write(`\n${out.table(STEPS, steps as unknown as readonly Row[])}`)
  if (call.budgets.length > 0) await out.write(`\n${out.table(linesOf(call), withBefore(call))}`)
}

type Lines = CallRead['budgets']

/** A refused call leaves its budgets as it found them. */
const foundBy = ({ decision, budgets_before: before }: Shown): Lines => (decision === 'refused' ? [] : (before ?? []))

const linesOf = (call: Shown): readonly Column[] =>
  LINE_COLUMNS.flatMap((column) =>
    column.name === 'spent_usd' && foundBy(call).length > 0 ? [...FOUND, column] : [column],
  )

const FOUND: readonly Column[] = [
  { name: 'found_spent_usd', title: 'FOUND SPENT', kind: 'money' },
  { name: 'found_held_usd', title: 'FOUND HELD', kind: 'money', spare: 2 },
]

const withBefore = (call: Shown): readonly Row[] =>
  call.budgets.map((line) => {
    const found = foundBy(call).find(
      ({ budget, kind, window }) => budget === line.budget && kind === line.kind && window === line.window,
    )
    return { ...line, found_spent_usd: found?.spent_usd ?? null, found_held_usd: found?.held_usd ?? null }
  })
