/** Invoices: draft → open → paid, void or uncollectible. */
import { wordId } from '../../shared/ids.ts'
import type { StripeCall } from '../call.ts'
import { askBank } from '../cards.ts'
import { declined, invalid, missing, noSuch, wrongState } from '../errors.ts'
import type { Invoice, InvoiceItem } from '../objects.ts'
import { putCharge } from './charges.ts'

export function createInvoice(call: StripeCall): Invoice {
  const { params } = call
  const made = newInvoice(call, params.need('customer'), params.currency() ?? 'usd', params.metadata())
  call.state.invoices.set(made.id, made)
  happened(call, made, 0)
  return made
}

function newInvoice(call: StripeCall, customer: string, currency: string, metadata: Invoice['metadata']): Invoice {
  const { params } = call
  return {
    id: wordId('in'),
    object: 'invoice',
    amount_due: 0,
    amount_paid: 0,
    amount_remaining: 0,
    auto_advance: params.flag('auto_advance'),
    collection_method: params.text('collection_method') ?? 'charge_automatically',
    created: call.now,
    currency,
    customer,
    description: params.text('description'),
    livemode: call.livemode,
    metadata,
    number: null,
    paid_out_of_band: false,
    payment_intent: null,
    status: 'draft',
    total: 0,
  }
}

/** The first invoice of a subscription. The subscription tells of the money. */
export function putPaidInvoice(call: StripeCall, customer: string, amount: number, currency: string): Invoice {
  const made = newInvoice(call, customer, currency, {})
  made.total = made.amount_due = made.amount_remaining = amount
  charge(call, made)
  made.amount_paid = amount
  made.amount_remaining = 0
  made.status = 'paid'
  call.state.invoices.set(made.id, made)
  return made
}

/** Goes onto the draft that `invoice` names; without one it waits for an invoice that never comes by itself. */
export function createInvoiceItem(call: StripeCall): InvoiceItem {
  const { params, state } = call
  const invoiceId = params.text('invoice')
  const amount = params.integer('amount')
  if (amount === null) throw missing('amount')
  const onto = invoiceId === null ? null : state.invoices.get(invoiceId)
  if (onto === undefined) throw noSuch('invoice', invoiceId ?? '', 404, 'invoice')
  if (onto !== null && onto.status !== 'draft')
    throw wrongState('You can only add items to a draft invoice.', 'invoice_not_editable')
  const made: InvoiceItem = {
    id: wordId('ii'),
    object: 'invoiceitem',
    amount,
    currency: params.currency() ?? onto?.currency ?? 'usd',
    customer: params.need('customer'),
    date: call.now,
    description: params.text('description'),
    invoice: invoiceId,
    livemode: call.livemode,
    metadata: params.metadata(),
  }
  if (onto !== null && onto.currency !== made.currency)
    throw invalid(`The currency must be ${onto.currency}.`, null, 'currency')
  state.invoiceItems.set(made.id, made)
  if (onto !== null) onto.total = onto.amount_due = onto.amount_remaining = onto.total + amount
  call.happened({ id: made.id, customer: made.customer, metadata: made.metadata })
  return made
}

export function invoice(call: StripeCall): Invoice {
  const found = call.state.invoices.get(call.id)
  if (found === undefined) throw noSuch('invoice', call.id)
  return found
}

export function finalizeInvoice(call: StripeCall): Invoice {
  const found = invoice(call)
  if (found.status !== 'draft')
    throw wrongState(
      "This invoice is already finalized, you can't re-finalize a non-draft invoice.",
      'invoice_not_editable',
    )
  found.status = found.amount_remaining > 0 ? 'open' : 'paid'
  found.number = found.id.slice(-8).toUpperCase()
  if (call.params.has('auto_advance')) found.auto_advance = call.params.flag('auto_advance')
  happened(call, found, 0)
  return found
}

/** Sending a draft finalises it; an open one is only sent again. */
export const sendInvoice = (call: StripeCall): Invoice =>
  invoice(call).status === 'draft' ? finalizeInvoice(call) : invoice(call)

export function updateInvoice(call: StripeCall): Invoice {
  const found = invoice(call)
  found.metadata = call.params.metadata(found.metadata)
  if (call.params.has('auto_advance')) found.auto_advance = call.params.flag('auto_advance')
  happened(call, found, 0)
  return found
}

export function deleteInvoice(call: StripeCall): object {
  const found = invoice(call)
  if (found.status !== 'draft') throw wrongState('You can only delete draft invoices.', 'invoice_not_editable')
  call.state.invoices.delete(found.id)
  return { id: found.id, object: 'invoice', deleted: true }
}

/** Pays what remains, or leaves the invoice open with a 402. */
export function payInvoice(call: StripeCall): Invoice {
  const found = invoice(call)
  const outOfBand = call.params.flag('paid_out_of_band')
  if (found.status === 'paid') throw wrongState('Invoice is already paid', 'invoice_already_paid')
  if (found.status !== 'open' && found.status !== 'uncollectible')
    throw wrongState(`This invoice cannot be paid because it is ${found.status}.`, 'invoice_not_payable')
  const amount = found.amount_remaining
  const moved = outOfBand ? 0 : amount
  if (!outOfBand) charge(call, found)
  found.amount_paid += amount
  found.amount_remaining = 0
  found.paid_out_of_band = outOfBand
  found.status = 'paid'
  happened(call, found, moved)
  return found
}

function charge(call: StripeCall, found: Invoice): void {
  const method = call.params.text('payment_method') ?? call.params.text('source') ?? 'card'
  const bank = askBank(method)
  const error = bank.kind === 'declined' ? bank.error : null
  const made = putCharge(
    call,
    {
      amount: found.amount_remaining,
      currency: found.currency,
      customer: found.customer,
      description: found.description,
      metadata: found.metadata,
      payment_intent: null,
      payment_method: method,
      transfer_data: null,
    },
    true,
    error,
  )
  if (error === null) return
  happened(call, found, 0)
  throw declined({ ...error, charge: made.id })
}

export function voidInvoice(call: StripeCall): Invoice {
  const found = invoice(call)
  if (found.status !== 'open' && found.status !== 'uncollectible')
    throw wrongState(
      `You can only void an open or uncollectible invoice; this one is ${found.status}.`,
      'invoice_not_voidable',
    )
  found.status = 'void'
  happened(call, found, 0)
  return found
}

export function markUncollectible(call: StripeCall): Invoice {
  const found = invoice(call)
  if (found.status !== 'open') throw wrongState('Only an open invoice can be marked uncollectible.', 'invoice_not_open')
  found.status = 'uncollectible'
  happened(call, found, 0)
  return found
}

function happened(call: StripeCall, one: Invoice, added: number): void {
  const { id, status, currency, customer, metadata } = one
  call.happened({ id, status, amount: one.amount_paid, added, currency, customer, metadata })
}
