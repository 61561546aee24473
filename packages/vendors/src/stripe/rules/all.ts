import { chargeRules } from './charges.ts'
import { customerRules } from './customers.ts'
import { invoiceRules } from './invoices.ts'
import { paymentIntentRules } from './payment-intents.ts'
import { payoutRules } from './payouts.ts'
import { refundRules } from './refunds.ts'
import type { Rule } from './rule.ts'

/** By operation name. */
export const RULES: Readonly<Record<string, Rule>> = {
  ...paymentIntentRules,
  ...chargeRules,
  ...refundRules,
  ...payoutRules,
  ...invoiceRules,
  ...customerRules,
}

export const COST_RULES: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(RULES).map(([name, rule]) => [name, rule.sentence]),
)
