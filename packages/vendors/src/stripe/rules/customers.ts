/** Customer records: free as long as no parameter touches a balance, a discount, or a source that retries unpaid invoices. */
import type { Price } from '../../adapter.ts'
import { type Rule, type StripeCall, unknown } from './rule.ts'

const HARMLESS =
  'address business_name description email expand individual_name invoice_prefix metadata name phone preferred_locales shipping'
const onUpdate = new Set(HARMLESS.split(' '))
const onCreate = new Set([...onUpdate, 'payment_method', 'invoice_settings', 'tax_id_data', 'tax_exempt', 'test_clock'])

const freeWith =
  (harmless: ReadonlySet<string>) =>
  (call: StripeCall): Price => {
    for (const name of call.fields.keys()) {
      const first = name.split('[', 1)[0] ?? ''
      if (!harmless.has(first)) return unknown(`${first} of a customer can move money`)
    }
    return { kind: 'free' }
  }

export const customerRules: Readonly<Record<string, Rule>> = {
  'customers.create': {
    sentence: 'Free, without parameters that can move money.',
    answers: 'customer',
    price: freeWith(onCreate),
  },
  'customers.update': {
    sentence: 'Free, without parameters that can move money.',
    answers: 'customer',
    price: freeWith(onUpdate),
  },
}
