/** Simulated Resend: who calls, which endpoint, the idempotency key, and the answer's envelope. */
import { Idempotency } from '../shared/idempotency.ts'
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
import type { Happened, ResendCall } from './call.ts'
import * as refusals from './errors.ts'
import { type Route, routeOf } from './routes.ts'
import { ResendState } from './state.ts'

const WINDOW_MS = 24 * 60 * 60 * 1000
const KEY_LENGTH_MAX = 256

export class ResendSimulation implements Simulation {
  readonly vendor = 'resend'
  readonly storesFailures = false
  readonly #oracle: Oracle
  readonly #kept: number
  readonly #keys: Idempotency
  #state: ResendState

  constructor(oracle: Oracle, kept: number) {
    this.#oracle = oracle
    this.#kept = kept
    this.#keys = new Idempotency(kept, WINDOW_MS)
    this.#state = new ResendState(kept)
  }

  open(request: VendorRequest): Opened {
    try {
      return this.#open(request)
    } catch (error) {
      if (error instanceof refusals.ResendRefusal) return { kind: 'answered', answer: refused(error) }
      throw error
    }
  }

  #open(request: VendorRequest): Opened {
    const secret = secretOf(request)
    const segments = request.path.split('/').filter((segment) => segment !== '')
    const route = routeOf(request.method, segments)
    if (route === 'path') throw refusals.notFound('The requested endpoint does not exist.')
    if (route === 'method') throw refusals.notAllowed()
    const body = readJson(request.body)
    const first = route.idempotent ? this.#claim(request, secret) : null
    if (first !== null && 'answer' in first) return { kind: 'answered', answer: first.answer }
    const call = this.#call(request, route, segments, body)
    return { kind: 'ready', claim: first, execute: () => execute(route, call) }
  }

  #claim(request: VendorRequest, secret: string): Claim | { readonly answer: Answer } | null {
    const key = header(request, 'idempotency-key')
    if (key === null) return null
    if (key === '' || key.length > KEY_LENGTH_MAX) throw refusals.badKey()
    const claimed = this.#keys.claim(`${secret} ${key}`, `${request.path} ${request.body}`, request.atMs)
    if (claimed.kind === 'other_parameters') throw refusals.otherPayload()
    if (claimed.kind === 'in_flight') throw refusals.inFlight()
    return claimed.kind === 'first' ? claimed.claim : { answer: claimed.answer }
  }

  #call(request: VendorRequest, route: Route, segments: readonly string[], body: unknown): ResendCall {
    const { atMs, path } = request
    const happened = (what: Happened): void => {
      const emails = what.emails ?? null
      this.#oracle.record('resend', atMs, {
        operation: route.operation,
        id: what.id,
        status: what.status ?? '',
        amount: emails === null ? null : String(emails),
        currency: emails === null ? null : 'emails',
        added: String(what.added ?? emails ?? 0),
        customer: what.recipients === undefined ? null : what.recipients.join(','),
        idempotencyKey: header(request, 'idempotency-key'),
        metadata: {},
        account: null,
        path,
      })
    }
    return {
      segments,
      query: new URLSearchParams(request.query),
      body,
      permissive: header(request, 'x-batch-validation') === 'permissive',
      state: this.#state,
      atMs,
      happened,
    }
  }

  failure(status: number): Answer {
    return refused(refusals.failure(status))
  }

  contradict(answer: Answer): Answer {
    const body = JSON.parse(answer.body) as Record<string, unknown>
    const data = body['data']
    // A batch that answers for one email more than it was given, anything else as another object.
    const other = Array.isArray(data) ? { data: [...(data as unknown[]), { id: 'another' }] } : { object: 'domain' }
    return { ...answer, body: JSON.stringify({ ...body, ...other }) }
  }

  forget(): void {
    this.#keys.forget()
    this.#state = new ResendState(this.#kept)
  }
}

function secretOf(request: VendorRequest): string {
  const credential = credentialOf(request)
  if (credential === null) throw refusals.missingKey()
  if (!/^re_\w+$/.test(credential.user)) throw refusals.invalidKey()
  return credential.user
}

function readJson(text: string): unknown {
  if (text === '') return undefined
  try {
    return JSON.parse(text)
  } catch {
    throw refusals.invalid('The request body is not valid JSON.')
  }
}

/** Only what was sent belongs to the key: a refused email may be mended and sent under the same one. */
function execute(route: Route, call: ResendCall): { answer: Answer; stored: boolean } {
  try {
    const { status, body } = route.endpoint(call)
    return { answer: { status, headers: envelope(), body: JSON.stringify(body) }, stored: true }
  } catch (error) {
    if (error instanceof refusals.ResendRefusal) return { answer: refused(error), stored: false }
    throw error
  }
}

const refused = (refusal: refusals.ResendRefusal): Answer => ({
  headers: envelope(),
  ...refusals.refusalBody(refusal),
})

/** Resend's limit of 5 calls a second is announced, not kept: a load test would measure nothing else. */
const envelope = (): Record<string, string> => ({
  'content-type': 'application/json; charset=utf-8',
  'ratelimit-limit': '5',
  'ratelimit-remaining': '4',
  'ratelimit-reset': '1',
})
