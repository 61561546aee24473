/** The only list of vendors. */
import type { VendorAdapter } from './adapter.ts'
import { resend } from './resend/adapter.ts'
import { stripe } from './stripe/adapter.ts'
import { twilio } from './twilio/adapter.ts'

export const adapters: ReadonlyMap<string, VendorAdapter> = new Map(
  [stripe, twilio, resend].map((adapter) => [adapter.vendor, adapter]),
)
