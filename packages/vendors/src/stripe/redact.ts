/** What of a Stripe request stays in the audit log. Every value that is not listed here is dropped. */
import type { ReadRequest } from '@keybrake/core'
import type { Operation } from '../adapter.ts'
import { allFields } from '../shared/fields.ts'
import { maskMail } from '../shared/mask.ts'
import { amountOfV2 } from './rules/treasury.ts'

const CURRENCY = /^[A-Za-z]{3,4}$/
const AMOUNTS = [
  'balance',
  'amount[monetary][value]',
  'amount',
  'amount_to_capture',
  'amount_to_confirm',
  'application_fee_amount',
  'transfer_data[amount]',
]
const WORDS = [
  'mode',
  'auto_advance',
  'capture_method',
  'confirm',
  'capture',
  'off_session',
  'method',
  'reason',
  'paid_out_of_band',
  'origin',
  'setup_future_usage',
]
const IDS = [
  'customer',
  'payment_method',
  'payment_intent',
  'charge',
  'source',
  'source_transaction',
  'destination',
  'on_behalf_of',
  'transfer_data[destination]',
  'invoice',
  'financial_account',
  'destination_payment_method',
  'received_credit',
  'received_debit',
  'subscription',
]
const MAILS = ['receipt_email', 'email', 'instructions_email']

const keepers: ReadonlyMap<string, (value: string) => string | null> = new Map([
  ...AMOUNTS.map((name) => [name, (value: string) => (/^-?[0-9]{1,12}$/.test(value) ? value : null)] as const),
  ['currency', (value: string) => (CURRENCY.test(value) ? value : null)],
  // No capital and no digit: a secret has some.
  ...WORDS.map((name) => [name, (value: string) => (/^[a-z_]{1,32}$/.test(value) ? value : null)] as const),
  // Letters, a line, then the id: a card number or a secret has not this form.
  ...IDS.map(
    (name) => [name, (value: string) => (/^[a-z]{2,6}_[A-Za-z0-9]{1,64}$/.test(value) ? value : null)] as const,
  ),
  ...MAILS.map((name) => [name, maskMail] as const),
])

export function redact(_operation: Operation | null, request: ReadRequest): Readonly<Record<string, string>> {
  const kept: Record<string, string> = {}
  for (const [name, value] of allFields(request)) {
    const text = keepers.get(name)?.(value) ?? null
    if (text !== null) kept[name] = text
  }
  const stated = request.body.kind === 'json' ? amountOfV2(request.body.value) : null
  if (stated !== null && CURRENCY.test(stated.currency)) {
    kept['amount'] = String(stated.amount)
    kept['currency'] = stated.currency
  }
  return kept
}
