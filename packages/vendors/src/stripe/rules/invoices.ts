/**
 * Invoices. A draft that does not advance by itself costs nothing, whatever is put on it: its total is counted when it is
 * finalised or paid, once, by its id.
 */
import type { Json } from '@keybrake/core'
import type { Price } from '../../adapter.ts'
import { at, integerAt, isPresent, textAt } from '../../shared/read-json.ts'
import { idIn, inField, namedIntent, naming } from './asked.ts'
import { invoiceTotal } from './counted.ts'
import { ask, FREE, known, objectId, recurring, type Rule, type StripeCall, unknown } from './rule.ts'
import { askedTotal, givesBack } from './shapes.ts'

const idOf = (call: Pick<StripeCall, 'segment'>): string | null => objectId(call.segment(2), 'in')
const askInvoice = (call: StripeCall): Price => {
  const id = idOf(call)
  return id === null ? unknown('the path names no invoice') : ask(`/v1/invoices/${id}`)
}

/**
 * The object's total: what an earlier call paid of it is counted already. A credit of the customer's that it uses up can be
 * given anew meanwhile, and then the question has to be put again.
 */
function total(call: StripeCall, invoice: Json): Price {
  const amount = invoiceTotal(invoice)
  const currency = textAt(invoice, 'currency')
  if (amount === null || currency === null) return unknown('the vendor’s answer states no amount')
  const price = known(call, amount, currency, textAt(invoice, 'id'))
  const customer = idIn(invoice, 'customer')
  const usesCredit = customer !== null && (integerAt(invoice, 'starting_balance') ?? 0n) < 0n
  return price.kind === 'known' && usesCredit ? { ...price, depends: [customer] } : price
}

const pay: Rule = {
  sentence: 'What remains to be paid, asked from Stripe; nothing where it is paid out of band.',
  answers: 'invoice',
  price: (call) => (call.fields.get('paid_out_of_band') === 'true' && idOf(call) !== null ? FREE : askInvoice(call)),
  // Paying a paid one moves nothing: it is the repeat of a call whose answer was lost.
  priceFromAnswer: (call, invoice) =>
    ['open', 'paid'].includes(textAt(invoice, 'status') ?? '')
      ? total(call, invoice)
      : unknown('only an open invoice has an amount that stands'),
}

/** Sending a draft finalises it. From then on its customer can pay it, and Stripe may charge it. */
const finalise: Rule = {
  sentence: 'The invoice’s total, asked from Stripe, less what is counted for it.',
  answers: 'invoice',
  price: askInvoice,
  priceFromAnswer(call, invoice) {
    if (textAt(invoice, 'status') === 'draft' && at(invoice, 'automatic_tax', 'enabled') === true)
      return unknown('the tax is worked out when it is finalised')
    return total(call, invoice)
  },
}

/** Nothing happens to it without another call. */
const staysDraft = (invoice: Json | undefined): boolean =>
  textAt(invoice, 'status') === 'draft' &&
  at(invoice, 'auto_advance') === false &&
  !isPresent(at(invoice, 'automatically_finalizes_at'))

const ADVANCES = 'the invoice is charged by itself: say auto_advance=false'

const create: Rule = {
  sentence: 'Free with auto_advance=false; one that advances by itself is charged without another call.',
  answers: 'invoice',
  latent: true,
  settlesAsPriced: true,
  price: ({ fields }) =>
    fields.get('auto_advance') === 'false' && !fields.has('automatically_finalizes_at') ? FREE : recurring(ADVANCES),
}

const update: Rule = {
  sentence: 'Free where the invoice does not advance by itself afterwards, asked from Stripe.',
  answers: 'invoice',
  latent: true,
  settlesAsPriced: true,
  price: askInvoice,
  priceFromAnswer({ fields }, invoice) {
    const advances = fields.get('auto_advance') ?? String(at(invoice, 'auto_advance') !== false)
    const stays = advances === 'false' && !fields.has('automatically_finalizes_at')
    return stays && !isPresent(at(invoice, 'automatically_finalizes_at')) ? FREE : recurring(ADVANCES)
  },
}

/** Changes what a draft comes to. */
const onDraft: Omit<Rule, 'answers' | 'price'> = {
  sentence: 'Free on a draft that does not advance by itself, asked from Stripe.',
  latent: true,
  settlesAsPriced: true,
  counts: () => null,
  repeats: null,
  priceFromAnswer: (_call, invoice) => (staysDraft(invoice) ? FREE : recurring(ADVANCES)),
}

const changeLines: Rule = { ...onDraft, answers: 'invoice', price: askInvoice }

const invoiceNamed = inField('invoice', 'in')

const addItem: Rule = {
  ...onDraft,
  answers: 'invoiceitem',
  named: naming(invoiceNamed),
  price(call) {
    const id = invoiceNamed(call)
    return id === null ? recurring('without an invoice it goes on the customer’s next one') : ask(`/v1/invoices/${id}`)
  },
}

/** Its invoice is known from Stripe alone. The price of nothing makes the call wait for others that move that invoice. */
const changeItem: Rule = {
  ...onDraft,
  answers: 'invoiceitem',
  price(call) {
    const id = objectId(call.segment(2), 'ii')
    return id === null ? unknown('the path names no item') : ask(`/v1/invoiceitems/${id}`, [['expand[]', 'invoice']])
  },
  priceFromAnswer(call, item) {
    const invoice = at(item, 'invoice')
    const id = textAt(invoice, 'id')
    if (id === null || !staysDraft(invoice)) return recurring('it goes on an invoice that is charged by itself')
    const nothing = known(call, 0n, textAt(invoice, 'currency') ?? '', null)
    return nothing.kind === 'known' ? { ...nothing, depends: [id] } : nothing
  },
}

/** The money is the PaymentIntent's, and counted there. */
const attach = askedTotal('invoice', namedIntent, { settlesAsPriced: true, named: naming(namedIntent.id) })

export const invoiceRules: Readonly<Record<string, Rule>> = {
  'invoices.create': create,
  'invoices.update': update,
  'invoices.add_lines': changeLines,
  'invoices.update_lines': changeLines,
  'invoices.remove_lines': changeLines,
  'invoices.update_line_item': { ...changeLines, answers: 'line_item', makesAnother: true },
  'invoice_items.create': addItem,
  'invoice_items.update': changeItem,
  'invoice_items.delete': changeItem,
  'invoices.finalize_invoice': finalise,
  'invoices.send_invoice': finalise,
  'invoices.pay': pay,
  'invoices.attach_payment': attach,
  'invoices.void_invoice': givesBack('invoice', 'invoice'),
}
