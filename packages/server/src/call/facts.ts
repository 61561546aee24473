/** The facts of a call's audit row as JSON text: what is known before the call leaves, and what its answer added. */
import type { Money, Price, Reading } from '@keybrake/vendors'
import type { KeyHint } from './key-hints.ts'
import type { Meaning } from './decide.ts'
import type { RequestTags } from './request-tags.ts'

export interface CallFacts {
  readonly tags: RequestTags
  readonly clientAddress: string
  readonly method: string
  readonly path: string
  readonly operation: string | null
  readonly idempotencyKeyHash: string | null
  readonly request: Readonly<Record<string, string>> | null
  readonly money: Money | null
  readonly questions: readonly string[]
}

/** Before the request is understood: what it said of itself. */
export function firstFacts(tags: RequestTags, clientAddress: string, method: string, path: string): CallFacts {
  return {
    tags,
    clientAddress,
    method,
    path,
    operation: null,
    idempotencyKeyHash: null,
    request: null,
    money: null,
    questions: [],
  }
}

export const withMeaning = (facts: CallFacts, meaning: Meaning): CallFacts => ({
  ...facts,
  path: meaning.path,
  operation: meaning.operation?.name ?? null,
})

export const withRequest = (facts: CallFacts, redacted: Readonly<Record<string, string>>): CallFacts => ({
  ...facts,
  request: redacted,
})

export const withPrice = (facts: CallFacts, price: Price): CallFacts =>
  price.kind === 'known' ? { ...facts, money: price.money } : facts

/** @param status of a refusal; null for a call that goes on */
export function factsText(key: KeyHint, facts: CallFacts, status: number | null): string {
  const own: Record<string, unknown> = {
    operation: facts.operation,
    method: facts.method,
    path: facts.path,
    client_address: facts.clientAddress,
    ...facts.tags,
  }
  if (facts.idempotencyKeyHash !== null) own['idempotency_key'] = facts.idempotencyKeyHash
  if (facts.request !== null) own['request'] = facts.request
  if (facts.money !== null) Object.assign(own, moneyFacts(facts.money))
  if (facts.questions.length > 0) own['questions'] = facts.questions
  if (key.policy.exhaustedStatus === 402) own['exhausted_status'] = 402
  if (status !== null) own['status'] = status
  return `${key.factsPrefix},${JSON.stringify(own).slice(1)}`
}

const moneyFacts = (money: Money): Record<string, string> => ({
  amount: money.amount,
  currency: money.currency,
  rate: money.rate,
})

export interface Durations {
  readonly totalMs: number
  /** What the vendor took; null where it was not reached. */
  readonly vendorMs: number | null
}

export function outcomeFacts(
  status: number | null,
  reading: Reading | null,
  error: string | null,
  durations: Durations,
): string {
  const facts: Record<string, unknown> = {
    status,
    latency_ms: rounded(durations.totalMs),
    proxy_ms: rounded(durations.totalMs - (durations.vendorMs ?? 0)),
  }
  if (error !== null) facts['error'] = error
  if (reading !== null) Object.assign(facts, readingFacts(reading))
  return JSON.stringify(facts)
}

function readingFacts(reading: Reading): Record<string, unknown> {
  const facts: Record<string, unknown> = {}
  if (reading.vendorRequestId !== null) facts['vendor_request_id'] = bounded(reading.vendorRequestId)
  if (reading.vendorObjectId !== null) facts['vendor_object_id'] = bounded(reading.vendorObjectId)
  if (reading.error !== null) facts['error'] = bounded(reading.error)
  if (reading.replayed) facts['replayed'] = true
  const { verdict } = reading
  if (verdict.kind === 'unknown') facts['error'] = bounded(verdict.why)
  if (verdict.kind === 'performed') {
    if (verdict.later) facts['later'] = true
    if (verdict.money !== null) Object.assign(facts, moneyFacts(verdict.money))
  }
  return facts
}

/** The vendor's words in a row are for finding its own record again, not a copy of its answer. */
const VENDOR_CHARS_MAX = 256
const bounded = (text: string): string => text.slice(0, VENDOR_CHARS_MAX)

const rounded = (ms: number): number => Math.round(ms * 1000) / 1000
