/** Customer records: free as long as no field touches a discount or a source that retries unpaid invoices. A balance counts. */
import { integerAt, textAt } from '../../shared/read-json.ts'
import { inPath, naming } from './asked.ts'
import { ask, FREE, known, larger, type Rule, size, stated, unknown } from './rule.ts'
import { freeWith, harmfulField, readFields } from './shapes.ts'

const ON_UPDATE =
  'address business_name description email expand individual_name invoice_prefix metadata name phone preferred_locales shipping'
const onUpdate = readFields(ON_UPDATE)
const onUpdateWithBalance = readFields(`${ON_UPDATE} balance`)

const idOf = inPath('cus')

/** A lower balance is a credit that the customer's next invoices use up, a higher one a debt that they charge. */
const update: Rule = {
  sentence:
    'Free, without fields that can move money; a balance counts by what it changes, asked from Stripe, and at least by what it states.',
  answers: 'customer',
  counts: () => null,
  settlesAsPriced: true,
  named: (call) => (call.fields.has('balance') ? naming(idOf)(call) : NONE),
  price(call) {
    if (harmfulField(call, onUpdate) === undefined) return FREE
    const name = harmfulField(call, onUpdateWithBalance)
    if (name !== undefined) return unknown(`${name} of a customer can move money`)
    const id = idOf(call)
    return id === null ? unknown('the path names no customer') : ask(`/v1/customers/${id}`)
  },
  priceFromAnswer(call, customer) {
    const before = integerAt(customer, 'balance')
    const after = stated(call, 'balance')
    const currency = textAt(customer, 'currency')
    if (before === null || after === null || after === undefined) return unknown('no balance is stated')
    if (currency === null) return unknown('the customer has no currency yet: make a balance transaction instead')
    // An invoice that Stripe makes itself can use the former balance up before this call arrives.
    return known(call, larger(size(after - before), size(after)), currency, null)
  },
}

const NONE: readonly string[] = []

export const customerRules: Readonly<Record<string, Rule>> = {
  'customers.create': {
    ...freeWith(
      'customer',
      `${ON_UPDATE} payment_method invoice_settings tax_id_data tax_exempt test_clock`,
      'refused',
    ),
    sentence: 'Free, without fields that can move money. A balance has no currency yet and is refused.',
  },
  'customers.update': update,
}
