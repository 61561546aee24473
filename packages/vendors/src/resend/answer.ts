/** What a Resend answer proves. It never states a price: a success costs what was counted in the request. */
import { type Json, JsonNumber, type ReadRequest, ZERO_USD } from '@keybrake/core'
import type { Operation, Price, PriceContext, Reading, VendorAnswer, Verdict } from '../adapter.ts'
import { segmentsOf } from '../shared/matcher.ts'
import { at, isObject, isPresent, textAt } from '../shared/read-json.ts'
import { countBatch } from './rules/recipients.ts'
import { priceOf } from './rules/unit.ts'

export function classify(
  operation: Operation | null,
  request: ReadRequest,
  estimate: Price,
  answer: VendorAnswer,
  context: PriceContext,
): Reading {
  const failed = answer.status >= 400
  return {
    verdict: verdictOf(operation, request, estimate, answer, context),
    // Resend replays without saying so: only the ledger knows.
    replayed: false,
    vendorRequestId: answer.headers.get('x-request-id') ?? null,
    vendorObjectId: textAt(answer.json, 'id'),
    error: failed ? textAt(answer.json, 'name') : null,
  }
}

function verdictOf(
  operation: Operation | null,
  request: ReadRequest,
  estimate: Price,
  { status, json }: VendorAnswer,
  context: PriceContext,
): Verdict {
  if (status >= 200 && status < 300) {
    if (operation?.effect === 'read') return performed(estimate, null)
    if (json === undefined || !isObject(json)) return unknown(`the answer (status ${status}) could not be read`)
    if (isFailure(json)) return unknown('the answer is a success that holds an error')
    if (operation?.name === 'emails.cancel') return canceled(request, json)
    return operation?.name === 'batch.send'
      ? batch(request, estimate, json, context)
      : single(operation, estimate, json)
  }
  // 409 says of an idempotency key that it is in use or was used otherwise: what the first call did is not said.
  if (status < 400 || status >= 500 || status === 408 || status === 409 || status === 425)
    return unknown(`Resend answered ${status}`)
  if (!isFailure(json)) return unknown(`the answer (status ${status}) is none of Resend’s`)
  // Resend checks limits and addresses before it looks the idempotency key up, so no failure says what an earlier attempt did.
  return { kind: 'not_performed', endsUnknown: false }
}

const unknown = (why: string): Verdict => ({ kind: 'unknown', why })

function performed(estimate: Price, object: string | null): Verdict {
  const actual = estimate.kind === 'known' ? estimate.amount : ZERO_USD
  return { kind: 'performed', actual, money: null, object, givesBack: false, later: false }
}

const isFailure = (json: Json | undefined): boolean =>
  at(json, 'statusCode') instanceof JsonNumber || (isPresent(at(json, 'name')) && isPresent(at(json, 'message')))

/** The mail is counted by its id, so that a cancel can find it. */
function single(operation: Operation | null, estimate: Price, json: Json): Verdict {
  if (operation?.name !== 'emails.send') return performed(estimate, null)
  if (isPresent(at(json, 'object')) && textAt(json, 'object') !== 'email') return unknown('the answer is not a mail')
  return performed(estimate, textAt(json, 'id'))
}

/**
 * Resend may answer a cancel with no more than the mail's id. That shows which mail is meant, not that it was never sent:
 * only `last_event: canceled` gives its counted amount back.
 */
function canceled(request: ReadRequest, json: Json): Verdict {
  const id = segmentsOf(request.path)[1] ?? null
  if (isPresent(at(json, 'id')) && textAt(json, 'id') !== id) return unknown('the answer is about another mail')
  const givesBack = textAt(json, 'id') === id && textAt(json, 'last_event') === 'canceled'
  return {
    kind: 'performed',
    actual: ZERO_USD,
    money: null,
    object: givesBack ? id : null,
    givesBack,
    later: false,
  }
}

/** In a permissive batch the mails named in `errors` were not sent; ids and errors must add up to the request. */
function batch(request: ReadRequest, estimate: Price, json: Json, context: PriceContext): Verdict {
  const ids = at(json, 'data')
  const errors = at(json, 'errors') ?? []
  const counted = countBatch(request.body)
  if (!counted.ok || !isPresent(ids)) return performed(estimate, null)
  if (!Array.isArray(ids) || !Array.isArray(errors)) return unknown('the answer lists no mails')
  const failed = failedIndexes(errors, counted.mails.length)
  if (failed === null || ids.length + failed.size !== counted.mails.length)
    return unknown('the answer does not account for every mail of the batch')
  if (failed.size === 0) return performed(estimate, null)
  if (request.headers.get('x-batch-validation') !== 'permissive')
    return unknown('the answer drops single mails of a batch that stands or falls as a whole')
  const sent = counted.mails.reduce((sum, recipients, index) => sum + (failed.has(index) ? 0 : recipients), 0)
  return performed(priceOf(sent, context), null)
}

/** Null where an entry names no mail of the batch, or one twice. */
function failedIndexes(errors: readonly Json[], mails: number): ReadonlySet<number> | null {
  const failed = new Set<number>()
  for (const error of errors) {
    const index = at(error, 'index')
    if (!(index instanceof JsonNumber) || !/^(?:0|[1-9][0-9]?)$/.test(index.text)) return null
    const place = Number.parseInt(index.text, 10)
    if (place >= mails || failed.has(place)) return null
    failed.add(place)
  }
  return failed
}
