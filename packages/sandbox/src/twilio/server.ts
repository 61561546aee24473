/** Simulated Twilio: who calls, for which account, which endpoint, and the answer's envelope. */
import { hexId } from '../shared/ids.ts'
import type { Oracle } from '../shared/oracle.ts'
import { type Answer, credentialOf, type Opened, type Simulation, type VendorRequest } from '../shared/wire.ts'
import type { Happened, Result, TwilioCall, TwilioPrices } from './call.ts'
import { failure, noCredential, notFound, otherAccount, refusalBody, TwilioRefusal } from './errors.ts'
import type { Account } from './objects.ts'
import { Params } from './params.ts'
import { type Place, placeOf, type Route, routeOf } from './routes.ts'
import { TwilioState } from './state.ts'
import { twilioXml } from './xml.ts'

const ACCOUNT_SID = /^AC[0-9a-fA-F]{32}$/
const KEY_SID = /^SK[0-9a-fA-F]{32}$/

export class TwilioSimulation implements Simulation {
  readonly vendor = 'twilio'
  readonly storesFailures = false
  readonly #oracle: Oracle
  readonly #kept: number
  readonly #prices: TwilioPrices
  #state: TwilioState

  constructor(oracle: Oracle, kept: number, prices: TwilioPrices) {
    this.#oracle = oracle
    this.#kept = kept
    this.#prices = prices
    this.#state = new TwilioState(kept)
  }

  /** Nothing is idempotent at Twilio: each request that passes is executed. */
  open(request: VendorRequest): Opened {
    const place = placeOf(request.path)
    try {
      const account = this.#account(request, place)
      const route = routeOf(request.method, place)
      if (route === null) throw notFound(request.path)
      const call = this.#call(request, place, route, account)
      return {
        kind: 'ready',
        claim: null,
        execute: () => ({ answer: answered(place, () => route.endpoint(call)), stored: false }),
      }
    } catch (error) {
      if (error instanceof TwilioRefusal) return { kind: 'answered', answer: refused(error) }
      throw error
    }
  }

  /** The caller's own account, or one of its subaccounts where the path names that. */
  #account(request: VendorRequest, place: Place): Account {
    const credential = credentialOf(request)
    if (credential === null || credential.password === '') throw noCredential()
    const { user, password } = credential
    if (password.startsWith('vault_key_')) throw noCredential()
    const named = place.accountSid
    if (KEY_SID.test(user)) {
      // An API key acts for whatever account it is of; here, the one it is used on.
      const sid = named ?? user.replace('SK', 'AC')
      if (!ACCOUNT_SID.test(sid)) throw notFound(request.path)
      return this.#state.account(sid, password, request.atMs)
    }
    if (!ACCOUNT_SID.test(user)) throw noCredential()
    const own = this.#state.account(user, password, request.atMs)
    if (named === null || named === own.sid) return own
    const other = this.#state.accounts.get(named)
    if (other === undefined) throw notFound(request.path)
    if (other.owner !== own.sid) throw otherAccount()
    return other
  }

  #call(request: VendorRequest, place: Place, route: Route, account: Account): TwilioCall {
    const { atMs, path } = request
    const happened = (what: Happened): void => {
      const amount = what.amountMicroUsd ?? null
      this.#oracle.record('twilio', atMs, {
        operation: route.operation,
        id: what.id,
        status: what.status ?? '',
        amount: amount === null ? null : String(amount),
        currency: amount === null ? null : 'micro_usd',
        added: String(what.addedMicroUsd ?? amount ?? 0n),
        customer: what.customer ?? null,
        idempotencyKey: null,
        metadata: {},
        account: account.sid,
        path,
      })
    }
    const isRead = request.method === 'GET' || request.method === 'HEAD'
    const params = new Params(isRead ? request.query : request.body)
    return { segments: place.segments, account, params, state: this.#state, prices: this.#prices, atMs, happened }
  }

  failure(status: number): Answer {
    const { code, message } = failure(status)
    return refused(new TwilioRefusal(status, code, message))
  }

  contradict(answer: Answer): Answer {
    if (!answer.body.startsWith('{')) return answer
    const body = JSON.parse(answer.body) as Record<string, unknown>
    return { ...answer, body: JSON.stringify({ ...body, to: '+15005550006', account_sid: `AC${'0'.repeat(32)}` }) }
  }

  forget(): void {
    this.#state = new TwilioState(this.#kept)
  }
}

function answered(place: Place, endpoint: () => Result): Answer {
  try {
    const { status, body, element } = endpoint()
    if (body === null) return { status, headers: envelope(), body: '' }
    if (place.json) return { status, headers: envelope('application/json'), body: JSON.stringify(body) }
    return { status, headers: envelope('application/xml'), body: twilioXml(element, body) }
  } catch (error) {
    if (error instanceof TwilioRefusal) return refused(error)
    throw error
  }
}

function refused(refusal: TwilioRefusal): Answer {
  return {
    headers: envelope('application/json'),
    ...refusalBody(refusal.status, refusal.code, refusal.message),
  }
}

function envelope(contentType?: string): Record<string, string> {
  return {
    ...(contentType === undefined ? {} : { 'content-type': `${contentType}; charset=utf-8` }),
    'twilio-request-id': hexId('RQ'),
    'twilio-concurrent-requests': '1',
    'twilio-request-duration': '0.001',
  }
}
