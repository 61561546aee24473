/** The facts of a call's audit row as JSON text: what is known before the call leaves, and what its answer added. */
import type { MoneyClass, Refusal } from '@keybrake/core'
import type { Money, Reading } from '@keybrake/vendors'
import type { KeyHint } from './key-hints.ts'
import { NO_TAGS, type RequestTags } from './request-tags.ts'
import { statusOf } from './respond.ts'

/** Filled on the way of a call, as it comes to be understood. */
export class CallFacts {
  readonly tags: RequestTags
  readonly clientAddress: string
  readonly method: string
  path: string
  operation: string | null = null
  /** Of the operation, whatever this very call costs. */
  moneyClass: MoneyClass | null = null
  idempotencyKeyHash: string | null = null
  request: Readonly<Record<string, string>> | null = null
  /** Headers that are part of what the call is: whose account it moves money of, in which version's words. */
  headers: Readonly<Record<string, string>> | null = null
  money: Money | null = null
  questions: readonly string[] = NO_QUESTIONS

  /** Before the request is understood: what it said of itself. */
  constructor(tags: RequestTags, clientAddress: string, method: string, path: string) {
    this.tags = tags
    this.clientAddress = clientAddress
    this.method = method
    this.path = path
  }
}

const NO_QUESTIONS: readonly string[] = []

/** Those of the named headers that the request has; null: none. */
export function headersNamed(
  names: readonly string[],
  headers: ReadonlyMap<string, string>,
): Readonly<Record<string, string>> | null {
  let found: Record<string, string> | null = null
  for (const name of names) {
    const value = headers.get(name)
    if (value !== undefined) found = { ...(found ?? {}), [name]: value }
  }
  return found
}

/** A message may quote what the caller sent. */
const MESSAGE_CHARS_MAX = 500

/**
 * Written piece by piece: an object of them all would be made for nothing but its text.
 *
 * @param refusal null for a call that goes on
 */
export function factsText(key: KeyHint, facts: CallFacts, refusal: Refusal | null): string {
  const operation = facts.operation === null ? 'null' : `"${escaped(facts.operation)}"`
  const classed = facts.moneyClass === null ? '' : `,"money_class":"${facts.moneyClass}"`
  let text = `${key.factsPrefix},"operation":${operation}${classed}`
  text += `,"method":"${escaped(facts.method)}","path":"${escaped(facts.path)}"`
  text += `,"client_address":"${escaped(facts.clientAddress)}"${tagsText(facts.tags)}`
  if (facts.idempotencyKeyHash !== null) text += `,"idempotency_key":"${escaped(facts.idempotencyKeyHash)}"`
  if (facts.request !== null) text += `,"request":${JSON.stringify(facts.request)}`
  if (facts.headers !== null) text += `,"headers":${JSON.stringify(facts.headers)}`
  if (facts.money !== null) text += moneyText(facts.money)
  if (facts.questions.length > 0) text += `,"questions":${JSON.stringify(facts.questions)}`
  if (key.policy.exhaustedStatus === 402) text += ',"exhausted_status":402'
  if (refusal !== null) {
    const message = JSON.stringify(refusal.message.slice(0, MESSAGE_CHARS_MAX))
    text += `,"status":${statusOf(refusal)},"message":${message}`
    if (refusal.details['closed'] === true) text += ',"closed":true'
  }
  return `${text}}`
}

function tagsText(tags: RequestTags): string {
  if (tags === NO_TAGS) return ''
  const text = JSON.stringify(tags).slice(1, -1)
  return text === '' ? '' : `,${text}`
}

const moneyText = ({ amount, currency, rate }: Money): string =>
  `,"amount":"${escaped(amount)}","currency":"${escaped(currency)}","rate":"${escaped(rate)}"`

/** Neither quote nor backslash nor anything beyond printable ASCII: such a text is its own spelling in JSON. */
const PLAIN = /^[ !#-[\]-~]*$/
/** As it stands between the quotes. */
const escaped = (text: string): string => (PLAIN.test(text) ? text : JSON.stringify(text).slice(1, -1))

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
  const proxyMs = durations.totalMs - (durations.vendorMs ?? 0)
  let text = `{"status":${status},"latency_ms":${msText(durations.totalMs)},"proxy_ms":${msText(proxyMs)}`
  if (error !== null) text += `,"error":"${escaped(error)}"`
  if (reading !== null) text += readingText(reading)
  return `${text}}`
}

function readingText(reading: Reading): string {
  const { verdict, vendorRequestId, vendorObjectId } = reading
  let text = ''
  if (vendorRequestId !== null) text += `,"vendor_request_id":"${bounded(vendorRequestId)}"`
  if (vendorObjectId !== null) text += `,"vendor_object_id":"${bounded(vendorObjectId)}"`
  // Why an outcome is unknown comes before the vendor's own word.
  const error = verdict.kind === 'unknown' ? verdict.why : reading.error
  if (error !== null) text += `,"error":"${bounded(error)}"`
  if (reading.replayed) text += ',"replayed":true'
  if (verdict.kind !== 'performed') return text
  if (verdict.later) text += ',"later":true'
  return verdict.money === null ? text : text + moneyText(verdict.money)
}

/** The vendor's words in a row are for finding its own record again, not a copy of its answer. */
const VENDOR_CHARS_MAX = 256
const bounded = (text: string): string => escaped(text.slice(0, VENDOR_CHARS_MAX))

/** Three decimals, put together from whole numbers: to write a fraction costs four times as much. */
function msText(ms: number): string {
  const us = Math.max(0, Math.round(ms * 1000))
  const whole = Math.floor(us / 1000)
  const rest = us - whole * 1000
  return `${whole}.${rest < 10 ? '00' : rest < 100 ? '0' : ''}${rest}`
}
