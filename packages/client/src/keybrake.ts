import type { RevokeFailed } from './issued-key.ts'
import { type CallOptions, type Connector, type Fetch, request, requestJson, type RequestOptions } from './request.ts'
import { Audit } from './resources/audit.ts'
import { BrakeControl } from './resources/brake.ts'
import { Budgets } from './resources/budgets.ts'
import { Connections } from './resources/connections.ts'
import { Events } from './resources/events.ts'
import { Keys } from './resources/keys.ts'
import { Principals } from './resources/principals.ts'
import { SpendTotals } from './resources/spend.ts'
import { System } from './resources/system.ts'
import { Vendors } from './resources/vendors.ts'

export interface KeybrakeOptions {
  /** The proxy's origin: `http://127.0.0.1:8787`. */
  url: string | URL
  /** A principal's credential. An issuer's is enough to issue, read and revoke its own keys. */
  apiKey: string
  /** In place of the runtime's own. */
  fetch?: Fetch | undefined
  /** For each attempt; 30 s unless told. */
  timeoutMs?: number | undefined
  /** How often a read, an issue, a revocation or the brake is tried again when no answer comes; 2 unless told. */
  retries?: number | undefined
  /** Told when a scope ended and its key could not be revoked. */
  onRevokeFailed?: RevokeFailed | undefined
}

/** The admin API of one proxy. Holds no state but these settings; make one and share it. */
export class Keybrake {
  readonly keys: Keys
  readonly budgets: Budgets
  readonly connections: Connections
  readonly principals: Principals
  readonly brake: BrakeControl
  readonly audit: Audit
  readonly spend: SpendTotals
  readonly events: Events
  readonly vendors: Vendors
  readonly system: System
  readonly #connector: Connector

  /** @throws TypeError where `url` is no http(s) URL or `apiKey` could not be sent in a header */
  constructor({ url, apiKey, fetch, timeoutMs, retries, onRevokeFailed }: KeybrakeOptions) {
    const connector: Connector = {
      origin: originOf(url),
      apiKey: sendable(apiKey),
      // Looked up at each call, so that what replaces `fetch` later (a tracer, a test) is used.
      fetch: fetch ?? ((address, init) => globalThis.fetch(address, init)),
      timeoutMs: timeoutMs ?? 30_000,
      retries: retries ?? 2,
    }
    this.#connector = connector
    this.keys = new Keys(connector, onRevokeFailed)
    this.budgets = new Budgets(connector)
    this.connections = new Connections(connector)
    this.principals = new Principals(connector)
    this.brake = new BrakeControl(connector)
    this.audit = new Audit(connector)
    this.spend = new SpendTotals(connector)
    this.events = new Events(connector)
    this.vendors = new Vendors(connector)
    this.system = new System(connector)
  }

  /** The proxy's origin. */
  get url(): string {
    return this.#connector.origin
  }

  /** Any call of the admin API, for those that have no method here: the answer's JSON body. */
  request<T>(method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, options?: RequestOptions): Promise<T> {
    return requestJson<T>(this.#connector, method, path, options)
  }

  /** The same, with the answer as it came. */
  fetch(path: string, options?: CallOptions & Pick<RequestOptions, 'query' | 'headers'>): Promise<Response> {
    return request(this.#connector, 'GET', path, options)
  }
}

function originOf(url: string | URL): string {
  const { protocol, username, password, href } = new URL(url)
  if (protocol !== 'http:' && protocol !== 'https:') throw new TypeError(`url must begin with http:// or https://`)
  if (username !== '' || password !== '') throw new TypeError('url must not hold a credential; it belongs into apiKey')
  return href.replace(/[?#].*$/, '').replace(/\/+$/, '')
}

/** Said here and not by `fetch`, whose message repeats the value. */
function sendable(apiKey: string): string {
  if (!/^[\x21-\x7e]+$/.test(apiKey))
    throw new TypeError('apiKey must be a credential of visible ASCII characters, without spaces or line breaks')
  return apiKey
}
