/**
 * One proxied call, as a sentence: authenticate → decide → read → price → admit → forward → settle → answer. All branching
 * between the steps is here; the steps do not know each other.
 */
import { wireRule } from '@keybrake/contract'
import { type Code, type Instant, judgeParameters, type MicroUsd, type Policy, type ReadRequest } from '@keybrake/core'
import type { Admit, AdmitResult, Cost, LedgerRefusal } from '@keybrake/ledger'
import type { Operation, Price } from '@keybrake/vendors'
import type { BodyRead } from '../http/body.ts'
import { admissionOf, costOf, enter } from './admit.ts'
import { authenticate, type Caller } from './authenticate.ts'
import { decideCredential, decideEndpoint, decideMeaning, decideStanding, type Meaning, OBSERVABLE } from './decide.ts'
import { CallFacts, factsText, headersNamed } from './facts.ts'
import {
  bodyStops,
  bodyTooLarge,
  changedTooOften,
  faultBeforeAdmission,
  objectBusy,
  overloaded,
  questionUnanswered,
  tooManyObjects,
} from './fixed-refusals.ts'
import type { Incoming, Reply } from './incoming.ts'
import { inquire } from './inquire.ts'
import { type Idempotency, idempotencyOf } from './idempotency.ts'
import type { ObjectLock } from './object-locks.ts'
import type { CallParts } from './parts.ts'
import { readRequest } from './read-request.ts'
import { ledgerRefusal } from './refusals.ts'
import { requestTags } from './request-tags.ts'
import { sendRefusal, statusOf } from './respond.ts'
import { sendAdmitted } from './send.ts'
import { answerAgain } from './stored-answer.ts'
import { isStop, type Stop, stop } from './stop.ts'
import { refuseStranger } from './strangers.ts'

/** How often a call is judged again because its key or connection changed meanwhile. */
const JUDGEMENTS_MAX = 4
/** How long a call waits for others that name the same vendor object. */
const OBJECT_WAIT_MS_MAX = 30_000
/** More objects than any call moves: an answer that goes on naming others is not chased, and the call not sent. */
const OBJECTS_MAX = 8

/** A call of a known key, on its way through the steps. */
export interface Call {
  readonly parts: CallParts
  readonly incoming: Incoming
  readonly reply: Reply
  readonly caller: Caller
  readonly callId: string
  /** When it was judged; its admission has a time of its own. */
  readonly at: Instant
  readonly facts: CallFacts
  /** What observe mode let pass so far. */
  observed: Code | null
  /** Of the objects that it names. */
  lock: ObjectLock | null
}

/** All that is known of a call when the ledger is asked. */
export interface Judged {
  readonly meaning: Meaning
  readonly request: ReadRequest
  readonly idempotency: Idempotency
  readonly price: Price
}

/** Waits in one place for all that a plain call waits for: each function between would be one more promise to wait for. */
export async function handleCall(parts: CallParts, incoming: Incoming, reply: Reply): Promise<void> {
  const { route } = incoming
  const { gate } = parts
  const routed = route.kind === 'connection' ? (parts.connections.get(route.connection) ?? null) : null
  let callId: string | null = null
  // Where other processes change the store too, a refusal by what is remembered is looked at once more.
  let isFresh = !parts.isShared
  for (let judgement = 1; ; judgement++) {
    const found = authenticate(parts, incoming.credential, routed)
    const caller = found instanceof Promise ? await found : found
    if (isStop(caller)) {
      if (isFresh || caller.key === null) return refuseStranger(parts, incoming, reply, caller, routed)
      await parts.connections.refresh(caller.key.record.connection)
      isFresh = true
      continue
    }
    callId ??= parts.newCallId()
    if (judgement > JUDGEMENTS_MAX)
      return sendRefusal(reply, caller.connection.adapter, changedTooOften.refusal, callId, null)
    const call = callOf(parts, incoming, reply, caller, callId)
    const meaning = judgeEndpoint(call)
    const reading = isStop(meaning) ? NOT_READ : incoming.body.read()
    const body = reading instanceof Promise ? await reading : reading
    const judged = isStop(meaning) ? meaning : judgeRequest(call, meaning, body)
    if (isStop(judged)) {
      if (isFresh) return refuse(call, judged)
      isFresh = await refreshed(parts, caller)
      continue
    }
    const turn = gate.enter()
    if (turn !== true && !(await turn)) return refuse(call, overloaded)
    try {
      const names = objectsNamed(call, judged)
      const end = goesAlone(judged.price, names)
        ? await goOn(call, judged, judged.price, await admit(call, judged, judged.price, false))
        : await goInTurn(call, judged, names)
      if (end !== 'stale') return
    } finally {
      gate.leave()
    }
    await refreshed(parts, caller)
  }
}

function callOf(parts: CallParts, incoming: Incoming, reply: Reply, caller: Caller, callId: string): Call {
  const { head, clientAddress, route } = incoming
  const facts = new CallFacts(requestTags(head, caller.key.document.tags), clientAddress, head.method, route.path)
  return { parts, incoming, reply, caller, callId, at: parts.clock.now(), facts, observed: null, lock: null }
}

/** Of a call that was refused before: nobody looks at it. */
const NOT_READ: BodyRead = { kind: 'aborted' }

/** `stale`: the call must be judged again. Anything else: it has its answer. */
type End = 'stale' | 'done' | void

/** The checks that need no body, in the order of SPEC section 5. */
function judgeEndpoint(call: Call): Meaning | Stop {
  const { parts, incoming, caller, at } = call
  const { adapter, document } = caller.connection
  const two = decideCredential(caller, incoming.head)
  if (two !== null) return two
  const standing = decideStanding(caller, parts.brakes.engagedFor(adapter.vendor), at)
  if (standing !== null) return standing
  const meaning = decideMeaning(caller, incoming.head, incoming.route, parts.adapters)
  if (isStop(meaning)) return meaning
  call.facts.path = meaning.path
  call.facts.operation = meaning.operation?.name ?? null
  call.facts.moneyClass = meaning.operation?.moneyClass ?? null
  const endpoint = passed(call, decideEndpoint(caller, meaning))
  if (endpoint !== null) return endpoint
  const bytesMax = document.bodyLimitBytes ?? adapter.bodyLimitBytes
  return incoming.head.contentLength > bytesMax ? bodyTooLarge(bytesMax) : meaning
}

/** Those of what the request says; none of them needs the ledger either. */
function judgeRequest(call: Call, meaning: Meaning, body: BodyRead): Judged | Stop {
  if (body.kind !== 'read') return bodyStops[body.kind]
  const { incoming, caller, at } = call
  const { key, connection } = caller
  const { adapter } = connection
  const { method, product, path, operation } = meaning
  const { head, rawQuery } = incoming
  const request = readRequest({ adapter, operation, head, method, product, path, rawQuery, body: body.bytes })
  if (isStop(request)) return request
  call.facts.request = adapter.redact(operation, request)
  call.facts.headers = headersNamed(adapter.identityHeaders, request.headers)
  const parameters = passed(call, decideParameters(call, request))
  if (parameters !== null) return parameters
  const callerKey = head.headers.get('idempotency-key') ?? null
  const idempotency = idempotencyOf(key, connection, operation, request, callerKey, call.callId, at)
  if (isStop(idempotency)) return idempotency
  call.facts.idempotencyKeyHash = idempotency.keyHash
  const price = adapter.price(operation, request, { connection: connection.facts, at, rules: key.policy.parameters })
  return { meaning, request, idempotency, price: isFreeAsOpened(operation, price, key.policy) ? FREE : price }
}

/** Who opened a closed endpoint by its name, twice, has said that it may be called: nothing is said of its cost, nor asked. */
const isFreeAsOpened = (operation: Operation | null, price: Price, { unknownCost }: Policy): boolean =>
  price.kind === 'unknown' &&
  !price.ruled &&
  unknownCost.kind === 'deny' &&
  operation?.closed === true &&
  operation.moneyClass === null

const FREE: Price = { kind: 'free' }

function decideParameters(call: Call, request: ReadRequest): Stop | null {
  const { key, connection } = call.caller
  const problem = connection.adapter.checkParameters(request, { accounts: key.policy.accounts })
  if (problem !== null)
    return stop(
      problem.code,
      `The parameter ${problem.parameter} is refused: ${problem.why}. Nothing was sent. Do not retry it unchanged.`,
      { parameter: problem.parameter, rule: problem.why, enforced: true },
    )
  const isWrite = request.method !== 'GET' && request.method !== 'HEAD'
  const broken = judgeParameters(key.policy.parameters, request, isWrite)
  if (broken === null) return null
  return stop(
    'parameter_not_allowed',
    `The parameter ${broken.parameter} breaks a rule of this vault key: ${broken.why}. Nothing was sent. Do not retry it unchanged.`,
    { parameter: broken.parameter, rule: wireRule(broken.rule), why: broken.why },
  )
}

/** In observe mode a refusal of the policy becomes a remark; what guards the account or the reading is always enforced. */
function passed(call: Call, found: Stop | null): Stop | null {
  if (found === null || call.caller.key.policy.mode !== 'observe') return found
  const { code, details } = found.refusal
  if (!OBSERVABLE.has(code) || details['closed'] === true || details['enforced'] === true) return found
  call.observed ??= code
  return null
}

type Priced = Exclude<Price, { kind: 'ask' }>

const objectsNamed = ({ caller }: Call, { meaning, request }: Judged): readonly string[] =>
  caller.connection.adapter.objectsNamed(meaning.operation, request)

/** Nothing is to be asked, and no other call can name an object of this one. */
const goesAlone = (price: Price, names: readonly string[]): price is Priced =>
  price.kind !== 'ask' && names.length === 0 && objectsOf(price).length === 0

/** Calls that name one vendor object go one after another, from here to the caller's answer. */
async function goInTurn(call: Call, judged: Judged, names: readonly string[]): Promise<End> {
  if (judged.price.kind !== 'ask' && names.length === 0) return withObjects(call, judged, names, false)
  // Rate and concurrency come before any waiting, or those who wait would take the places of other keys' calls.
  const entered = await enter(call.parts.ledger, commandOf(call, judged, NOTHING_YET, false))
  if (entered.status === 'stale') return 'stale'
  if (entered.status === 'refused') return refuseByLedger(call, entered)
  return withObjects(call, judged, names, true)
}

/**
 * Prices and sends with the locks of these objects held. Where the answer shows that the call moves yet another object (a
 * charge belongs to a PaymentIntent), that one is locked too and the question is put again, because what was asked before
 * may have changed while it waited.
 */
async function withObjects(call: Call, judged: Judged, names: readonly string[], entered: boolean): Promise<End> {
  const lock = await lockObjects(call, names)
  if (lock === null) return refuse(call, objectBusy, entered)
  call.lock = lock
  try {
    const price = await priced(call, judged).catch((error: unknown) => unpriced(call, error))
    if (isStop(price)) return await refuse(call, price, entered)
    const more = objectsOf(price).filter((name) => !names.includes(name))
    if (more.length > 0) {
      if (names.length + more.length > OBJECTS_MAX) return await refuse(call, tooManyObjects, entered)
      lock.release()
      return await withObjects(call, judged, [...names, ...more], entered)
    }
    return await goOn(call, judged, price, await admit(call, judged, price, entered))
  } finally {
    lock.release()
  }
}

/** The object that the price is the total of, and those that it depends on. */
function objectsOf(price: Price): readonly string[] {
  if (price.kind !== 'known') return NO_OBJECTS
  const depends = price.depends ?? NO_OBJECTS
  return price.object === null ? depends : [price.object, ...depends]
}

const NO_OBJECTS: readonly string[] = []

/** Locks go by account, not by connection: two connections to one account move the same objects. */
async function lockObjects({ parts, caller, callId }: Call, names: readonly string[]): Promise<ObjectLock | null> {
  const { vendor, secretRef } = caller.connection.record
  const scoped = names.map((name) => `${vendor}\0${secretRef}\0${name}`)
  try {
    return await parts.locks.acquire(scoped, OBJECT_WAIT_MS_MAX)
  } catch (error) {
    parts.log.warn({ err: error, call_id: callId }, 'other processes could not be asked for an object')
    return null
  }
}

/** Puts the vendor's question where the request does not state the amount. */
async function priced(call: Call, judged: Judged): Promise<Priced | Stop> {
  const { price, request, meaning } = judged
  if (price.kind !== 'ask') return price
  const { connection } = call.caller
  const inquiry = await inquire(connection, price.question, request, connection.adapter.deadlineMs)
  call.facts.questions = [...call.facts.questions, inquiry.record]
  if (inquiry.kind === 'unreachable') return questionUnanswered
  if (meaning.operation === null) return { kind: 'unknown', why: 'the endpoint is not known', ruled: true }
  const context = { connection: connection.facts, at: call.at }
  const found = connection.adapter.priceFromAnswer(meaning.operation, request, price.question, inquiry.answer, context)
  return found.kind === 'ask' ? { kind: 'unknown', why: 'the vendor’s answer gave no amount', ruled: true } : found
}

/** A fault of ours while the price was worked out must not keep the place that `enter` gave the call. */
function unpriced({ parts, callId }: Call, error: unknown): Stop {
  parts.log.error({ err: error, call_id: callId }, 'the price of a call could not be worked out')
  return faultBeforeAdmission
}

/** Asks the ledger for the hold. */
function admit(call: Call, judged: Judged, price: Priced, entered: boolean): Promise<AdmitResult> {
  const { parts, caller } = call
  if (price.kind === 'known') call.facts.money = price.money
  parts.drill('before-admit')
  return parts.ledger.admit(commandOf(call, judged, costOf(price, caller.key.policy), entered))
}

/** What the ledger's answer leads to. */
function goOn(call: Call, judged: Judged, price: Priced, admitted: AdmitResult): End | Promise<End> {
  if (admitted.status === 'stale') return 'stale'
  if (admitted.status === 'refused') return refuseByLedger(call, admitted)
  if (admitted.status === 'answered') return answerAgain(call, judged, admitted)
  call.parts.drill('after-admit')
  return sendAdmitted(call, judged, estimateOf(price, call.caller.key.policy), admissionOf(call, admitted))
}

/** What the call is taken to cost: where that is not known, what the key says of such calls. */
function estimateOf(price: Priced, policy: Policy): Price {
  if (price.kind !== 'unknown') return price
  const cost = costOf(price, policy)
  return cost.kind === 'known' ? assumed(cost.amount) : price
}

const assumed = (amount: MicroUsd): Price => ({ kind: 'known', amount, money: null, object: null })

/** Where a call only enters, nothing is said of its cost. */
const NOTHING_YET: Cost = { kind: 'free' }

/** @param entered whether `enter` has counted this call's rate and concurrency already */
function commandOf(call: Call, judged: Judged, cost: Cost, entered: boolean): Admit {
  const { key, connection } = call.caller
  return {
    // Not the time of arrival: a body, a place, a lock or a vendor's answer may have been waited for since.
    at: call.parts.clock.now(),
    callId: call.callId,
    keyId: key.record.id,
    keyRevision: key.record.revision,
    connection: connection.record.name,
    connectionRevision: connection.record.revision,
    vendor: connection.record.vendor,
    claim: judged.idempotency.claim,
    observed: call.observed,
    facts: factsText(key, call.facts, null),
    cost,
    moneyClass: call.facts.moneyClass,
    entered,
  }
}

function refuseByLedger(call: Call, refusal: LedgerRefusal): void {
  const { refusal: words } = ledgerRefusal(refusal, call.caller.key.policy.exhaustedStatus)
  answerRefusal(call, words, refusal.callId, refusal.remaining)
}

/** @param entered the ledger counts this call as under way: the refusal ends that too */
async function refuse(call: Call, { refusal }: Stop, entered = false): Promise<void> {
  const { parts, caller, callId, at } = call
  const facts = factsText(caller.key, call.facts, refusal)
  const command = { at, callId, keyId: caller.key.record.id, code: refusal.code, facts }
  const row = await (entered ? parts.ledger.leave(command) : parts.ledger.refuse(command))
  answerRefusal(call, refusal, row.callId, row.remaining)
}

function answerRefusal(call: Call, refusal: Stop['refusal'], rowId: string, remaining: MicroUsd | null): void {
  const { parts, caller, reply, incoming } = call
  const { adapter } = caller.connection
  sendRefusal(reply, adapter, refusal, rowId, remaining)
  parts.metrics.call({
    vendor: adapter.vendor,
    decision: 'refused',
    code: refusal.code,
    status: statusOf(refusal),
    proxyMs: parts.clock.elapsedMs() - incoming.startedMs,
    vendorMs: null,
  })
}

async function refreshed(parts: CallParts, { key, connection }: Caller): Promise<true> {
  await parts.connections.refresh(connection.record.name)
  parts.keys.forget(key.record.lookup)
  await parts.brakes.refresh()
  return true
}
