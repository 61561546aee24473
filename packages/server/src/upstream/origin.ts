/**
 * One vendor origin, or what lies below a path of one. Two clients speak HTTP/1.1 to it, and give the same account of an exchange: our own narrow one, and
 * undici.
 */
import { createRequire } from 'node:module'
import type { ExchangeEnd, ExchangeOptions, OutgoingRequest } from './exchange.ts'
import { FastOrigin } from './fast/fast-origin.ts'
import type { UndiciOrigin } from './undici/undici-origin.ts'

/** `fast`: our own client, as where nothing is said; `node`: undici. */
export type HttpClient = 'fast' | 'node'

export interface OriginOptions {
  readonly connectMsMax: number
  /** A vendor's hint may shorten the idle time, never lengthen it. */
  readonly idleMsMax: number
  readonly http?: HttpClient
}

export interface Origin {
  /** A base URL: an origin, and a path where it has one; no slash at its end. */
  readonly url: string
  readonly exchange: (request: OutgoingRequest, options: ExchangeOptions) => Promise<ExchangeEnd>
  /** Breaks off what is under way; afterwards nothing is sent any more. */
  readonly close: () => Promise<void>
}

export const openOrigin = (url: string, options: OriginOptions): Origin =>
  options.http === 'node' ? openUndici(url, options) : new FastOrigin(url, options)

/** Loaded where it is asked for: it takes five megabytes. */
function openUndici(url: string, options: OriginOptions): Origin {
  const load = createRequire(import.meta.url)
  const undici = load('./undici/undici-origin.ts') as { readonly UndiciOrigin: typeof UndiciOrigin }
  return new undici.UndiciOrigin(url, options)
}
