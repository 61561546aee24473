import { Keybrake } from '../keybrake.ts'
import type { Fetch } from '../request.ts'
import { adminAnswer } from './admin.ts'
import { problem } from './answers.ts'
import { proxyAnswer } from './proxy.ts'
import { type Executed, FakeState } from './state.ts'
import type { FakeCall } from './vendors.ts'

export interface FakeOptions {
  /** The origin that its keys' `base_url` begins with; see {@link FakeKeybrake.at}. */
  url?: string
  /** The credential that its admin API takes. */
  apiKey?: string
}

/**
 * A proxy in memory for the tests of a program: issues keys, judges calls by allowlist, parameter rules, rate, caps,
 * expiry, revocation and brake, refuses in the vendors' own shapes, and counts. No call leaves it: its vendors answer what
 * the SDKs take for success. It knows Stripe in USD, Twilio's messages and Resend's e-mails, with round prices; keys' own
 * caps and runs; no shared budgets, connections, principals or event stream.
 *
 * ```ts
 * const fake = new FakeKeybrake()
 * const key = await fake.client().keys.issue({ vendor: 'stripe', allowed_endpoints: ['*'], total_usd_cap: 50 })
 * ```
 */
export class FakeKeybrake {
  readonly #state: FakeState
  readonly #clock: { aheadMs: number }

  constructor({ url = 'http://keybrake.test', apiKey = 'fake_admin_key' }: FakeOptions = {}) {
    const clock = { aheadMs: 0 }
    this.#clock = clock
    this.#state = new FakeState(url, apiKey, () => Date.now() + clock.aheadMs)
  }

  /** The same fake at another origin: what listens for it tells where. */
  at(url: string): void {
    this.#state.origin = url
  }

  /** Answers a request to the admin API or to a vendor, wherever its host is. */
  readonly fetch: Fetch = async (url, init) => this.handle(new Request(url, init))

  /** For `Bun.serve`, `Deno.serve`, a worker, or {@link FakeKeybrake.fetch}. */
  async handle(request: Request): Promise<Response> {
    const { pathname: path, searchParams: query } = new URL(request.url)
    const { method, headers } = request
    const text = await request.text()
    const type = headers.get('content-type') ?? ''
    const body: unknown = type.includes('json') ? parsed(text) : null
    const admin = adminAnswer(this.#state, { method, path, query, headers, body })
    if (admin !== null) return admin
    const fields = type.includes('json') ? body : Object.fromEntries(new URLSearchParams(text))
    if (typeof fields !== 'object' || fields === null) return problem(400, 'bad_request', 'The body is not JSON.')
    return proxyAnswer(this.#state, { method, path, headers, fields: fields as Record<string, unknown> })
  }

  /** A client of its admin API: in memory, or over the socket at `url`. */
  client(url?: string): Keybrake {
    const { origin, apiKey } = this.#state
    return url === undefined ? new Keybrake({ url: origin, apiKey, fetch: this.fetch }) : new Keybrake({ url, apiKey })
  }

  /** What its vendors carried out, oldest first. Reads are not among it. */
  executed(vendor?: string): readonly Executed[] {
    return this.#state.executed.filter((call) => vendor === undefined || call.vendor === vendor)
  }

  /** Lets time pass: keys expire, windows reset. */
  advance(ms: number): void {
    this.#clock.aheadMs += ms
  }

  /** The next such call is carried out and its answer lost: 502, and the money is held. */
  loseNextAnswer(isMeant: (call: FakeCall) => boolean = () => true): void {
    this.#state.lost.push(isMeant)
  }
}

function parsed(text: string): unknown {
  try {
    return text === '' ? {} : JSON.parse(text)
  } catch {
    return null
  }
}
