/** The only list of vendors. */
import type { VendorAdapter } from './adapter.ts'
import { stripe } from './stripe/adapter.ts'

export const adapters: ReadonlyMap<string, VendorAdapter> = new Map(
  [stripe].map((adapter) => [adapter.vendor, adapter]),
)
