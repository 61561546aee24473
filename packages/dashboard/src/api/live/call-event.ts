/** Events of the stream as rows of calls: the same shape that the audit log answers with. */
import type { BudgetLine, CallRow } from '../types.ts'

export type Facts = Readonly<Record<string, unknown>>

export interface LiveEvent {
  readonly kind: 'call' | 'outcome' | 'refused' | 'admin'
  readonly facts: Facts
}

const text = (facts: Facts, name: string): string | null => (typeof facts[name] === 'string' ? facts[name] : null)
const number = (facts: Facts, name: string): number | null => (typeof facts[name] === 'number' ? facts[name] : null)
const object = <T>(facts: Facts, name: string): Readonly<Record<string, T>> =>
  typeof facts[name] === 'object' && facts[name] !== null ? (facts[name] as Readonly<Record<string, T>>) : {}

export const linesOf = (facts: Facts): readonly BudgetLine[] =>
  Array.isArray(facts['budgets']) ? (facts['budgets'] as readonly BudgetLine[]) : []

/** A call that was admitted or refused. Null where the event does not say enough for a row. */
export function rowOf({ kind, facts }: LiveEvent): CallRow | null {
  const callId = text(facts, 'call_id')
  const time = text(facts, 'time')
  if (callId === null || time === null || text(facts, 'key_id') === null) return null
  const code = text(facts, 'code')
  const reserved = number(facts, 'reserved_usd') ?? 0
  return {
    ...facts,
    kind: 'call',
    call_id: callId,
    time,
    key_id: text(facts, 'key_id') ?? '',
    key_label: text(facts, 'key_label'),
    run: text(facts, 'run'),
    tags: object<string>(facts, 'tags'),
    principal: text(facts, 'principal'),
    connection: text(facts, 'connection'),
    vendor: text(facts, 'vendor'),
    operation: text(facts, 'operation'),
    money_class: text(facts, 'money_class'),
    method: text(facts, 'method'),
    path: text(facts, 'path'),
    decision: decisionOf(kind, facts),
    code,
    status: number(facts, 'status'),
    reserved_usd: reserved,
    cost_usd: number(facts, 'cost_usd') ?? reserved,
    amount: text(facts, 'amount'),
    currency: text(facts, 'currency'),
    rate: text(facts, 'rate'),
    state: stateOf(facts),
    budgets: [...linesOf(facts)],
    request_label: text(facts, 'request_label'),
    request_run: text(facts, 'request_run'),
    count: 1,
    vendor_request_id: text(facts, 'vendor_request_id'),
    vendor_object_id: text(facts, 'vendor_object_id'),
    idempotency_key: text(facts, 'idempotency_key'),
    replay_of: text(facts, 'replay_of'),
    request: object<unknown>(facts, 'request'),
    latency_ms: number(facts, 'latency_ms'),
    proxy_ms: number(facts, 'proxy_ms'),
    client_address: text(facts, 'client_address'),
    error: text(facts, 'error'),
    chain: { chain: '', seq: 0, hash: '' },
  }
}

const decisionOf = (kind: LiveEvent['kind'], facts: Facts): CallRow['decision'] =>
  kind === 'refused' ? 'refused' : facts['decision'] === 'observed' ? 'observed' : 'allowed'

const STATES = ['settled', 'released', 'held', 'unknown', 'assumed', 'free'] as const

const stateOf = (facts: Facts): CallRow['state'] => STATES.find((state) => state === facts['state']) ?? null

/** The row after an outcome: what the event does not name stays. */
export function withOutcome(row: CallRow, facts: Facts): CallRow {
  const lines = linesOf(facts)
  return {
    ...row,
    status: number(facts, 'status') ?? row.status,
    cost_usd: number(facts, 'cost_usd') ?? row.cost_usd,
    amount: text(facts, 'amount') ?? row.amount,
    currency: text(facts, 'currency') ?? row.currency,
    rate: text(facts, 'rate') ?? row.rate,
    state: stateOf(facts) ?? row.state,
    budgets: lines.length === 0 ? row.budgets : [...lines],
    vendor_request_id: text(facts, 'vendor_request_id') ?? row.vendor_request_id,
    vendor_object_id: text(facts, 'vendor_object_id') ?? row.vendor_object_id,
    replay_of: text(facts, 'replay_of') ?? row.replay_of,
    latency_ms: number(facts, 'latency_ms') ?? row.latency_ms,
    proxy_ms: number(facts, 'proxy_ms') ?? row.proxy_ms,
    error: text(facts, 'error') ?? row.error,
  }
}
