import { balanceRules } from './balance.ts'
import { catalogRules } from './catalog.ts'
import { chargeRules } from './charges.ts'
import { checkoutRules } from './checkout.ts'
import { climateRules } from './climate.ts'
import { creditRules } from './credits.ts'
import { customerRules } from './customers.ts'
import { invoiceRules } from './invoices.ts'
import { issuingRules } from './issuing.ts'
import { paymentIntentRules } from './payment-intents.ts'
import { quoteRules } from './quotes.ts'
import { refundRules } from './refunds.ts'
import type { Rule } from './rule.ts'
import { subscriptionRules } from './subscriptions.ts'
import { terminalRules } from './terminal.ts'
import { treasuryRules } from './treasury.ts'

/** By operation name. */
export const RULES: Readonly<Record<string, Rule>> = {
  ...paymentIntentRules,
  ...chargeRules,
  ...refundRules,
  ...balanceRules,
  ...invoiceRules,
  ...customerRules,
  ...creditRules,
  ...checkoutRules,
  ...subscriptionRules,
  ...quoteRules,
  ...catalogRules,
  ...terminalRules,
  ...issuingRules,
  ...treasuryRules,
  ...climateRules,
}
