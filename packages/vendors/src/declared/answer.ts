/** What an answer proves, by the rules that the definition states. */
import { type Json, JsonNumber, type ReadRequest, ZERO_USD } from '@keybrake/core'
import type { Money, Operation, Price, PriceContext, Reading, VendorAnswer, Verdict } from '../adapter.ts'
import { decimalOfJson, minus } from './cost/decimal.ts'
import { sumOf } from './cost/sum.ts'
import { firstAt, parsePath } from './path.ts'
import { declaredOf, factsOf } from './price.ts'
import type { Definition } from './schema/definition-schema.ts'
import type { Endpoint } from './schema/endpoint-schema.ts'

export function classify(
  definition: Definition,
  operation: Operation | null,
  request: ReadRequest,
  estimate: Price,
  answer: VendorAnswer,
  context: PriceContext,
): Reading {
  const { request_id, errors } = definition
  const object = firstAt(answer.json, declaredOf(operation)?.object ?? [])
  return {
    verdict: verdictOf(definition, operation, request, estimate, answer, context),
    replayed: false,
    vendorRequestId: request_id === null ? null : (answer.headers.get(request_id) ?? null),
    vendorObjectId: textOf(object),
    error: answer.status >= 400 ? textOf(firstAt(answer.json, errors.code)) : null,
  }
}

const textOf = (json: Json | undefined): string | null =>
  json instanceof JsonNumber ? json.text : typeof json === 'string' ? json : null

/** Statuses that say nothing of what was done: a time-out, a conflict with what may be the first attempt, too early. */
const UNDECIDED: ReadonlySet<number> = new Set([408, 409, 425])

function verdictOf(
  definition: Definition,
  operation: Operation | null,
  request: ReadRequest,
  estimate: Price,
  answer: VendorAnswer,
  context: PriceContext,
): Verdict {
  const { status, json } = answer
  const isFailure = showsFailure(definition, json)
  if (status >= 200 && status < 300) {
    if (isFailure) return unknown('the answer is a success that holds an error')
    return performed(definition, declaredOf(operation), request, estimate, answer, context)
  }
  if (status < 400 || status >= 500 || UNDECIDED.has(status)) return unknown(`the vendor answered ${status}`)
  if (definition.errors.counted.includes(status))
    return unknown(`the vendor answered ${status}, which may leave something payable`)
  if (!isFailure) return unknown(`the answer (status ${status}) is none of the vendor’s own`)
  return { kind: 'not_performed', endsUnknown: false }
}

function showsFailure({ errors: { marks, none } }: Definition, json: Json | undefined): boolean {
  const mark = firstAt(json, marks)
  return mark !== undefined && !none.includes(textOf(mark) ?? '')
}

const unknown = (why: string): Verdict => ({ kind: 'unknown', why })

function performed(
  definition: Definition,
  endpoint: Endpoint | null,
  request: ReadRequest,
  estimate: Price,
  { status, json }: VendorAnswer,
  context: PriceContext,
): Verdict {
  const stands = asHeld(estimate)
  if (estimate.kind === 'free') return stands
  // A stream that told nothing: what was held bounds it.
  if (json === undefined && (endpoint?.stream ?? null) !== null) return stands
  if (json === undefined || !isDocument(json))
    return endpoint?.answer === 'any' ? stands : unknown(`the answer (status ${status}) could not be read`)
  const facts = { ...factsOf(definition, request, context), source: json }
  const differing = differs(endpoint, facts.request, json)
  if (differing !== null) return unknown(`${differing} in the answer is not what was asked for`)
  if (endpoint === null || endpoint.settle === null) return stands
  const cost = sumOf(endpoint.settle, facts)
  if (cost.kind === 'unreadable') return unknown(cost.why)
  return cost.kind === 'absent' ? stands : done(cost.value.amount, cost.value.money)
}

/** A success is told as an object or a list; anything else is none of the vendor’s. */
const isDocument = (json: Json): boolean => json instanceof Map || Array.isArray(json)

const asHeld = (estimate: Price): Verdict =>
  estimate.kind === 'known' ? done(estimate.amount, estimate.money) : done(ZERO_USD, null)

const done = (actual: typeof ZERO_USD, money: Money | null): Verdict => ({
  kind: 'performed',
  actual,
  money,
  object: null,
  givesBack: false,
  later: false,
})

/** The first path whose value in the answer contradicts the request; what either leaves out contradicts nothing. */
function differs(endpoint: Endpoint | null, request: Json | undefined, answer: Json): string | null {
  for (const [text, inRequest] of endpoint?.same ?? []) {
    const inAnswer = parsePath(text)
    const stated = inAnswer === null ? undefined : firstAt(answer, [inAnswer])
    const asked = firstAt(request, [inRequest])
    if (stated !== undefined && asked !== undefined && !isSame(stated, asked)) return text
  }
  return null
}

function isSame(a: Json, b: Json): boolean {
  const [left, right] = [decimalOfJson(a), decimalOfJson(b)]
  if (left !== null && right !== null) return minus(left, right).digits === 0n
  return typeof a === 'string' && typeof b === 'string' && a.toLowerCase() === b.toLowerCase()
}
