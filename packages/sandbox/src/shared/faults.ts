/** Faults to order: what goes wrong at a vendor, for which requests, how many times. */
import { isVendor } from './oracle.ts'
import type { VendorName, VendorRequest } from './wire.ts'

/**
 * `reset_before`, `status_before`: the request is not executed. All others execute it, and then:
 * `delay` answers `ms` later · `hang` never answers · `reset_after` cuts the connection · `status_after` answers `status`
 * · `cut_body` cuts the connection in the middle of the body · `garbage_body` answers 200 with what is no JSON ·
 * `mismatch` answers about something else.
 */
export const FAULT_KINDS = [
  'delay',
  'hang',
  'reset_before',
  'reset_after',
  'status_before',
  'status_after',
  'cut_body',
  'garbage_body',
  'mismatch',
] as const
export type FaultKind = (typeof FAULT_KINDS)[number]

export interface Fault {
  readonly vendor: VendorName
  readonly kind: FaultKind
  /** `path` is a prefix; `holds` stands somewhere in the body, so that one call among many can be meant. */
  readonly match?: { readonly method?: string; readonly path?: string; readonly holds?: string }
  /** Default 1. */
  readonly times?: number
  /** For `delay`; default 1000. */
  readonly ms?: number
  /** For `status_before` and `status_after`; default 500. A 500 is the endpoint's own answer, kept under the idempotency key where the vendor does that; any other comes from in front of it and is not. */
  readonly status?: number
  /** In place of the vendor's own error, garbage or mismatch. */
  readonly body?: string
}

type Request = Pick<VendorRequest, 'method' | 'path' | 'body'>

const fits = ({ match = {} }: Fault, { method, path, body }: Request): boolean =>
  (match.method === undefined || match.method === method) &&
  (match.path === undefined || path.startsWith(match.path)) &&
  (match.holds === undefined || body.includes(match.holds))

export class FaultBoard {
  #orders: { readonly fault: Fault; left: number }[] = []

  /** Answers with what calls it off again, as far as it has not come true. */
  order(fault: Fault): () => void {
    const ordered = { fault, left: fault.times ?? 1 }
    this.#orders.push(ordered)
    return () => {
      this.#orders = this.#orders.filter((order) => order !== ordered)
    }
  }

  /** The first ordered fault that fits, one time less. */
  take(vendor: VendorName, request: Request): Fault | null {
    if (this.#orders.length === 0) return null
    const found = this.#orders.find(({ fault }) => fault.vendor === vendor && fits(fault, request))
    if (found === undefined) return null
    found.left--
    if (found.left <= 0) this.#orders = this.#orders.filter((order) => order !== found)
    return found.fault
  }

  outstanding(): readonly Fault[] {
    return this.#orders.map(({ fault, left }) => ({ ...fault, times: left }))
  }

  clear(): void {
    this.#orders = []
  }
}

/** A fault from JSON, or what is wrong with it. */
export function readFault(value: unknown): Fault | string {
  if (!isObject(value)) return 'a fault is an object'
  const { vendor, kind, match, times, ms, status, body } = value
  if (!isVendor(vendor)) return 'vendor: stripe, twilio or resend'
  const known = FAULT_KINDS.find((name) => name === kind)
  if (known === undefined) return `kind: one of ${FAULT_KINDS.join(', ')}`
  const { method, path, holds } = isObject(match) ? match : {}
  if (!isTextOrAbsent(method) || !isTextOrAbsent(path) || !isTextOrAbsent(holds))
    return 'match: {method?: text, path?: text, holds?: text}'
  if (!isCountOrAbsent(times, 1) || !isCountOrAbsent(ms, 0)) return 'times, ms: whole numbers'
  if (!isCountOrAbsent(status, 200) || (status ?? 500) > 599) return 'status: 200 to 599'
  if (!isTextOrAbsent(body)) return 'body: text'
  return {
    vendor,
    kind: known,
    match: {
      ...(method === undefined ? {} : { method }),
      ...(path === undefined ? {} : { path }),
      ...(holds === undefined ? {} : { holds }),
    },
    ...(times === undefined ? {} : { times }),
    ...(ms === undefined ? {} : { ms }),
    ...(status === undefined ? {} : { status }),
    ...(body === undefined ? {} : { body }),
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const isTextOrAbsent = (value: unknown): value is string | undefined => value === undefined || typeof value === 'string'
const isCountOrAbsent = (value: unknown, least: number): value is number | undefined =>
  value === undefined || (typeof value === 'number' && Number.isSafeInteger(value) && value >= least)
