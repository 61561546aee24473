/** Claims given to customers: they pay less for what comes, or get back what they paid. */
import type { Field } from '@keybrake/core'
import { inField, inPath, naming } from './asked.ts'
import { ask, CREDIT_NOTE_PREVIEW, known, larger, moneyOf, type Rule, stated, unknown } from './rule.ts'
import { freeWith, statedAmount } from './shapes.ts'

/** Told apart by the sign alone: below zero is a credit, above a debt. Both count. */
const balanceTransaction: Rule = {
  ...statedAmount('customer_balance_transaction', {
    path: '/v1/customers/{id}/balance_transactions',
    by: [],
    byTime: false,
  }),
  sentence: 'amount in currency, whether it credits or debits the customer.',
  makesAnother: true,
  named: naming(inPath('cus')),
}

const creditGrant: Rule = {
  sentence: 'amount[monetary][value] in amount[monetary][currency].',
  answers: 'billing.credit_grant',
  listed: { path: '/v1/billing/credit_grants', by: ['customer'], byTime: false },
  price(call) {
    const value = stated(call, 'amount[monetary][value]')
    const currency = call.fields.get('amount[monetary][currency]')
    if (value === null || value === undefined || currency === undefined) return unknown('the amount is not monetary')
    return known(call, value, currency, null)
  },
}

const invoiceNamed = inField('invoice', 'in')

/** Stripe's own preview of the same note, by a GET with the same fields. */
const creditNote: Rule = {
  sentence: 'What Stripe’s preview of the same credit note comes to.',
  answers: 'credit_note',
  listed: { path: '/v1/credit_notes', by: ['invoice', 'customer'], byTime: true },
  named: naming(invoiceNamed),
  price(call) {
    const asked = call.fields.all().filter(([name]) => changesTheNote(name))
    return invoiceNamed(call) === null ? unknown('the request names no invoice') : ask(CREDIT_NOTE_PREVIEW, asked)
  },
  priceFromAnswer(call, preview) {
    const amount = moneyOf(preview, 'amount')
    const total = moneyOf(preview, 'total')
    if (amount === null) return unknown('the vendor’s answer states no amount')
    return known(call, larger(amount.amount, total?.amount ?? 0n), amount.currency, null)
  },
}

const changesTheNote = (name: Field[0]): boolean => !/^(?:expand|metadata)(?:\[|$)/.test(name)

export const creditRules: Readonly<Record<string, Rule>> = {
  'customers.create_balance_transaction': balanceTransaction,
  'billing.credit_grants.create': creditGrant,
  // Another end than it had takes the grant away, or gives it for longer.
  'billing.credit_grants.update': freeWith('billing.credit_grant', 'expand metadata'),
  'credit_notes.create': creditNote,
}
