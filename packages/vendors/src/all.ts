/** The only list of vendors: those written in code, then those that a file declares. */
import type { VendorAdapter } from './adapter.ts'
import { shipped } from './declared/shipped.ts'
import { resend } from './resend/adapter.ts'
import { stripe } from './stripe/adapter.ts'
import { twilio } from './twilio/adapter.ts'

export const adapters: ReadonlyMap<string, VendorAdapter> = new Map(
  [stripe, twilio, resend, ...shipped].map((adapter) => [adapter.vendor, adapter]),
)
