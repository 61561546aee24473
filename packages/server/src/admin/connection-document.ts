/** The server's part of a connection's record: where it goes and what holds for its keys. Never the secret. */
import type { MicroUsd, RateLimit } from '@keybrake/core'
import { decodeUsd, encodeUsd, type Plain } from './document-text.ts'

/** What keys issued without limits of their own get. */
export interface ConnectionDefaults {
  readonly rateLimit: RateLimit | null
  readonly maxConcurrentCalls: number | null
  readonly maxCalls: number | null
  readonly maxPerCall: MicroUsd | null
}

export interface ConnectionDocument {
  /** Product → origin. `api` stands for every product that has none of its own; a missing `api` is the vendor's. */
  readonly upstreams: Readonly<Record<string, string>>
  readonly account: string | null
  /** The proxy may add its call id to what the vendor stores. */
  readonly correlate: boolean
  /** Operator's own prices and rates, by the names the vendor documents. */
  readonly settings: Readonly<Record<string, string>>
  /** `connection`: idempotency keys go to the vendor unchanged. */
  readonly idempotencyScope: 'principal' | 'connection'
  readonly openedEndpoints: readonly string[]
  /** Null: the vendor's. */
  readonly bodyLimitBytes: number | null
  readonly defaults: ConnectionDefaults
  /** When the present secret was given, epoch milliseconds; null for one of before this was kept. */
  readonly secretSetAt: number | null
}

export const EMPTY_CONNECTION_DOCUMENT: ConnectionDocument = {
  upstreams: {},
  account: null,
  correlate: true,
  settings: {},
  idempotencyScope: 'principal',
  openedEndpoints: [],
  bodyLimitBytes: null,
  defaults: { rateLimit: null, maxConcurrentCalls: null, maxCalls: null, maxPerCall: null },
  secretSetAt: null,
}

export function encodeConnectionDocument(document: ConnectionDocument): string {
  return JSON.stringify({
    ...document,
    defaults: { ...document.defaults, maxPerCall: encodeUsd(document.defaults.maxPerCall) },
  })
}

/** Reads what {@link encodeConnectionDocument} wrote; members that are missing have their defaults. */
export function decodeConnectionDocument(text: string): ConnectionDocument {
  const plain = JSON.parse(text) as Partial<ConnectionDocument>
  const defaults = (plain.defaults ?? {}) as Plain
  return {
    ...EMPTY_CONNECTION_DOCUMENT,
    ...plain,
    defaults: { ...EMPTY_CONNECTION_DOCUMENT.defaults, ...defaults, maxPerCall: decodeUsd(defaults.maxPerCall) },
  }
}
