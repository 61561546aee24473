/** Simulated Stripe: who calls, which endpoint, the idempotency key, and the answer's envelope. */
import { BoundedMap } from '../shared/bounded-map.ts'
import { Idempotency } from '../shared/idempotency.ts'
import { wordId } from '../shared/ids.ts'
import type { Oracle } from '../shared/oracle.ts'
import {
  type Answer,
  type Claim,
  credentialOf,
  header,
  type Opened,
  type Simulation,
  type VendorRequest,
} from '../shared/wire.ts'
import type { Happened, StripeCall } from './call.ts'
import * as refusals from './errors.ts'
import { unknownParameter } from './known-parameters.ts'
import { expanded } from './lists.ts'
import type { StripeError } from './objects.ts'
import { Params } from './params.ts'
import { type Route, routeOf } from './routes.ts'
import { StripeState } from './state.ts'

/** Stripe may forget a key after 24 hours. */
const WINDOW_MS = 24 * 60 * 60 * 1000
const KEY_LENGTH_MAX = 255
const ACCOUNTS_KEPT = 1000
const VERSION = '2026-10-28.endive'
const SECRET = /^(?:sk|rk)_\w+$/

export class StripeSimulation implements Simulation {
  readonly vendor = 'stripe'
  readonly storesFailures = true
  readonly #oracle: Oracle
  readonly #kept: number
  readonly #keys: Idempotency
  #accounts = new BoundedMap<StripeState>(ACCOUNTS_KEPT)

  constructor(oracle: Oracle, kept: number) {
    this.#oracle = oracle
    this.#kept = kept
    this.#keys = new Idempotency(kept, WINDOW_MS)
  }

  open(request: VendorRequest): Opened {
    try {
      return this.#open(request)
    } catch (error) {
      if (error instanceof refusals.StripeRefusal) return { kind: 'answered', answer: refusedAnswer(error, request) }
      throw error
    }
  }

  #open(request: VendorRequest): Opened {
    const secret = secretOf(request)
    const segments = request.path.split('/').filter((segment) => segment !== '')
    const route = routeOf(request.method, segments)
    if (route === null) throw refusals.unknownUrl(request.method, request.path)
    needForm(request)
    const params = new Params(request.query, request.body)
    const unknown = unknownParameter(
      route.operation,
      params.entries.map(([name]) => name),
    )
    if (unknown !== null) throw refusals.invalid(`Received unknown parameter: ${unknown}`, 'parameter_unknown', unknown)
    const account = header(request, 'stripe-account')
    const first = request.method === 'POST' ? this.#claim(request, `${secret} ${account ?? ''}`, params) : null
    if (first !== null && 'answer' in first) return { kind: 'answered', answer: first.answer }
    const call = this.#call(request, route, segments, params, account, secret.includes('_live_'))
    return { kind: 'ready', claim: first, execute: () => execute(route, call, request) }
  }

  #claim(request: VendorRequest, scope: string, params: Params): Claim | { readonly answer: Answer } | null {
    const key = header(request, 'idempotency-key')
    if (key === null) return null
    if (key.length > KEY_LENGTH_MAX)
      throw refusals.invalid(`Idempotency keys are at most ${KEY_LENGTH_MAX} characters.`, null, null)
    const sorted = params.entries.map(([name, value]) => `${name}=${value}`).sort()
    const claimed = this.#keys.claim(`${scope} ${key}`, `${request.path}?${sorted.join('&')}`, request.atMs)
    if (claimed.kind === 'other_parameters') throw refusals.otherParameters(key)
    if (claimed.kind === 'in_flight') throw refusals.inFlight()
    return claimed.kind === 'first' ? claimed.claim : { answer: replayed(claimed.answer) }
  }

  #call(
    request: VendorRequest,
    route: Route,
    segments: readonly string[],
    params: Params,
    account: string | null,
    livemode: boolean,
  ): StripeCall {
    const { path, atMs } = request
    const idempotencyKey = header(request, 'idempotency-key')
    const happened = (what: Happened): void =>
      this.#oracle.record('stripe', atMs, {
        operation: route.operation,
        id: what.id,
        status: what.status ?? '',
        amount: what.amount === undefined ? null : String(what.amount),
        currency: what.currency ?? null,
        added: String(what.added ?? 0),
        customer: what.customer ?? null,
        idempotencyKey,
        metadata: what.metadata ?? {},
        account,
        path,
      })
    const state = this.#state(account ?? '')
    return { segments, id: segments[2] ?? '', params, state, now: Math.floor(atMs / 1000), livemode, happened }
  }

  #state(account: string): StripeState {
    let state = this.#accounts.get(account)
    if (state === undefined) this.#accounts.set(account, (state = new StripeState(this.#kept)))
    return state
  }

  failure(status: number): Answer {
    const { error } = refusals.failure(status)
    return { status, headers: envelope(null), body: JSON.stringify({ error }) }
  }

  contradict(answer: Answer): Answer {
    const body = JSON.parse(answer.body) as Record<string, unknown>
    const amount = body['amount']
    const other = typeof amount === 'number' ? { amount: amount + 1 } : { object: 'something_else' }
    return { ...answer, body: JSON.stringify({ ...body, ...other }) }
  }

  forget(): void {
    this.#keys.forget()
    this.#accounts = new BoundedMap(ACCOUNTS_KEPT)
  }
}

function secretOf(request: VendorRequest): string {
  const credential = credentialOf(request)
  if (credential === null) throw refusals.noKey()
  if (!SECRET.test(credential.user)) throw refusals.wrongKey()
  return credential.user
}

/** v1 takes form bodies only; the SDKs send that content type even on reads. */
function needForm(request: VendorRequest): void {
  if (request.body === '') return
  const type = header(request, 'content-type') ?? 'application/x-www-form-urlencoded'
  if (!type.toLowerCase().startsWith('application/x-www-form-urlencoded')) throw refusals.wrongContentType()
}

function execute(route: Route, call: StripeCall, request: VendorRequest): { answer: Answer; stored: boolean } {
  try {
    const body = JSON.stringify(expanded(route.endpoint(call), call.params, call.state))
    return { answer: { status: 200, headers: envelope(request), body }, stored: true }
  } catch (error) {
    if (!(error instanceof refusals.StripeRefusal)) throw error
    return { answer: refusedAnswer(error, request), stored: error.stored }
  }
}

function refusedAnswer(refusal: refusals.StripeRefusal, request: VendorRequest): Answer {
  const error: StripeError = refusal.error
  const again: Record<string, string> = refusal.status === 409 ? { 'stripe-should-retry': 'true' } : {}
  return { status: refusal.status, headers: { ...envelope(request), ...again }, body: JSON.stringify({ error }) }
}

function envelope(request: VendorRequest | null): Record<string, string> {
  const headers: Record<string, string> = {
    'content-type': 'application/json',
    'request-id': wordId('req', 14),
    'stripe-version': (request === null ? null : header(request, 'stripe-version')) ?? VERSION,
  }
  const key = request === null ? null : header(request, 'idempotency-key')
  const account = request === null ? null : header(request, 'stripe-account')
  if (key !== null) headers['idempotency-key'] = key
  if (account !== null) headers['stripe-account'] = account
  return headers
}

function replayed(answer: Answer): Answer {
  const headers = {
    ...answer.headers,
    'original-request': answer.headers['request-id'] ?? '',
    'idempotent-replayed': 'true',
    'request-id': wordId('req', 14),
  }
  return { ...answer, headers }
}
