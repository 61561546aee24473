/** One proxied request after reading: the single value that is judged, priced, recorded and serialised (guarantee G5). */
import type { Json } from './json.ts'

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'HEAD'

/** Name and value, both decoded. Names keep the vendor's own spelling: `metadata[tier]`, `To`. Order is kept. */
export type Field = readonly [name: string, value: string]

export type Body =
  | { readonly kind: 'none' }
  | { readonly kind: 'form'; readonly fields: readonly Field[] }
  | { readonly kind: 'json'; readonly value: Json }

export interface ReadRequest {
  readonly method: Method
  /** The vendor's own host family, `api` unless the caller named another (`verify`, `lookups`, `files`). */
  readonly product: string
  /** Canonical vendor path without query, exactly as it is sent: `/v1/payment_intents/pi_1/confirm`. */
  readonly path: string
  readonly query: readonly Field[]
  readonly body: Body
  /** Lower-case name → value; only headers the vendor's definition lists, each at most once. */
  readonly headers: ReadonlyMap<string, string>
}
