/** Resend: mails, batches, cancellations and broadcasts, retried and resolved (G1). */
import { proveConservation } from './lib/prove.ts'
import { resend } from './vendors/resend.ts'

proveConservation(resend, 40_000, 900)
