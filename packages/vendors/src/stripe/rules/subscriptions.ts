/** Subscriptions. What recurs has no price; one that is charged once has Stripe's own preview. */
import type { Field, Json } from '@keybrake/core'
import { at, integerAt, isPresent, textAt } from '../../shared/read-json.ts'
import { idIn } from './asked.ts'
import { askPreview, known, larger, moneyOf, recurring, type Rule, size, type StripeCall, unknown } from './rule.ts'
import { freeWith, harmfulField, readFields } from './shapes.ts'

/** With them, the preview shows all that a subscription that ends with its first period is ever charged. */
const onceFields = readFields(
  'cancel_at_period_end=true collection_method currency customer days_until_due default_payment_method default_source default_tax_rates description discounts expand items metadata off_session payment_behavior payment_settings',
)

/** An item's own words; usage that is billed afterwards is told from the answer. */
const ITEM = /^items\[[0-9]{1,2}\]\[(?:price|quantity|metadata|discounts|tax_rates|price_data)\]/

const PRICE_OF_A_LINE = 'lines.data.pricing.price_details.price'

/** What a subscription's field is called in the preview; null where it changes nothing there. */
function previewName(name: string): string | null {
  const [first = ''] = name.split('[', 1)
  if (first === 'customer' || first === 'currency' || first === 'discounts') return name
  if (!OF_SUBSCRIPTION.has(first) || /^items\[[0-9]+\]\[metadata\]/.test(name)) return null
  return `subscription_details[${first}]${name.slice(first.length)}`
}

const OF_SUBSCRIPTION = new Set(['items', 'default_tax_rates', 'cancel_at_period_end'])

const previewForm = (fields: readonly Field[]): readonly Field[] => [
  ...fields.flatMap(([name, value]): Field[] => {
    const there = previewName(name)
    return there === null ? [] : [[there, value]]
  }),
  ['expand[0]', PRICE_OF_A_LINE],
]

const create: Rule = {
  sentence:
    'With cancel_at_period_end=true, what Stripe’s preview of its one invoice comes to; any other is charged again without another call.',
  answers: 'subscription',
  latent: true,
  settlesAsPriced: true,
  counts: (subscription) => idIn(subscription, 'latest_invoice'),
  listed: { path: '/v1/subscriptions', by: ['customer'], byTime: true },
  price(call) {
    if (call.fields.get('cancel_at_period_end') !== 'true') return recurring('it is charged again without another call')
    const fields = call.fields.all()
    const harmful =
      harmfulField(call, onceFields) ?? fields.find(([name]) => name.startsWith('items') && !ITEM.test(name))?.[0]
    return harmful === undefined ? askPreview(previewForm(fields)) : recurring(`${harmful} can charge more than once`)
  },
  priceFromAnswer(call, preview) {
    if (!isChargedOnce(preview, pricesNamed(call)))
      return recurring('the preview does not show that nothing is billed by use')
    const total = moneyOf(preview, 'total')
    const due = integerAt(preview, 'amount_due')
    if (total === null || due === null) return unknown('the vendor’s answer states no amount')
    return known(call, larger(size(total.amount), due), total.currency, null)
  },
}

const pricesNamed = (call: StripeCall): readonly string[] =>
  call.fields.all().flatMap(([name, value]) => (/^items\[[0-9]+\]\[price\]$/.test(name) ? [value] : []))

/** Every line is for a fixed number of pieces or for something bought once, and no price that was named is left out. */
function isChargedOnce(preview: Json, named: readonly string[]): boolean {
  const lines = at(preview, 'lines', 'data')
  if (!Array.isArray(lines) || lines.length === 0 || at(preview, 'lines', 'has_more') !== false) return false
  const prices = lines.map((line) => at(line, 'pricing', 'price_details', 'price') ?? at(line, 'price'))
  return prices.every(isFixed) && named.every((id) => prices.some((price) => textAt(price, 'id') === id))
}

const isFixed = (price: Json | undefined): boolean =>
  textAt(price, 'recurring', 'usage_type') === 'licensed' ||
  (textAt(price, 'type') === 'one_time' && !isPresent(at(price, 'recurring')))

const END = 'cancellation_details expand invoice_now=false prorate=false'

export const subscriptionRules: Readonly<Record<string, Rule>> = {
  'subscriptions.create': create,
  'subscriptions.update': {
    ...freeWith('subscription', 'cancel_at_period_end=true cancellation_details description expand metadata'),
    latent: true,
    settlesAsPriced: true,
  },
  'subscriptions.cancel': {
    ...freeWith('subscription', END),
    sentence: 'Free without invoice_now and prorate, which bill what was used so far.',
    latent: true,
    settlesAsPriced: true,
  },
}
