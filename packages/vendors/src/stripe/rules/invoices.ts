/** Paying an invoice: its amount is asked. A draft may still change when it is finalised, so only an open one is priced. */
import { integerAt, textAt } from '../../shared/read-json.ts'
import { ask, known, moneyOf, objectId, type Rule, type StripeCall, unknown } from './rule.ts'

const idOf = (call: StripeCall): string | null => objectId(call.segments[2], 'in')

const pay: Rule = {
  sentence: 'What remains to be paid, asked from Stripe; nothing where it is paid out of band.',
  answers: 'invoice',
  price(call) {
    const id = idOf(call)
    if (id === null) return unknown('the path names no invoice')
    return call.fields.get('paid_out_of_band') === 'true' ? { kind: 'free' } : ask(`/v1/invoices/${id}`)
  },
  priceFromAnswer(call, invoice) {
    const money = moneyOf(invoice, 'amount_remaining')
    const paid = integerAt(invoice, 'amount_paid')
    if (money === null || paid === null) return unknown('the vendor’s answer states no amount')
    if (textAt(invoice, 'status') !== 'open') return unknown('only an open invoice has an amount that stands')
    // The object's total: what an earlier call paid of it is counted already.
    return known(call, money.amount + paid, money.currency, idOf(call))
  },
}

const voidInvoice: Rule = {
  sentence: 'Free; gives back what is counted where nothing was paid.',
  answers: 'invoice',
  price: () => ({ kind: 'free' }),
}

export const invoiceRules: Readonly<Record<string, Rule>> = {
  'invoices.pay': pay,
  'invoices.void_invoice': voidInvoice,
}
