/** Stripe: create, confirm, update, capture, increment, cancel, refund and what else moves money, retried and resolved (G1). */
import { proveConservation } from './lib/prove.ts'
import { stripe } from './vendors/stripe.ts'

proveConservation(stripe, 40_000, 1_500)
