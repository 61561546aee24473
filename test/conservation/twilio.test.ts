/** Twilio: messages, verifications, lookups, numbers and calls, retried where nothing but the proxy knows a repeat (G1). */
import { proveConservation } from './lib/prove.ts'
import { twilio } from './vendors/twilio.ts'

proveConservation(twilio, 30_000, 700)
