/** Pages on which somebody pays: once (checkout sessions), or up to a stated number of times (payment links). */
import type { Price } from '../../adapter.ts'
import { isAdjustable, priceOfLines, priceOfLinesAsked } from './line-items.ts'
import { FREE, known, type Minor, recurring, type Rule, stated, type StripeCall, unknown } from './rule.ts'
import { freeWith, givesBack, harmfulField, readFields } from './shapes.ts'

/** Fields that leave alone what the lines come to, or lower it. Taxes, shipping, optional items and recovery do not. */
const PAGE =
  'adaptive_pricing allow_promotion_codes automatic_tax billing_address_collection consent_collection currency custom_fields custom_text customer_creation expand invoice_creation line_items metadata name_collection payment_intent_data payment_method_collection payment_method_options payment_method_types phone_number_collection shipping_address_collection submit_type tax_id_collection'
const onSession = readFields(
  `${PAGE} allowed_payment_method_types branding_settings cancel_url client_reference_id customer customer_account customer_email customer_update discounts excluded_payment_method_types expires_at integration_identifier locale mode origin_context payment_method_configuration payment_method_data redirect_on_completion return_url saved_payment_method_options setup_intent_data success_url ui_mode wallet_options`,
)
const onLink = readFields(
  `${PAGE} after_completion application_fee_amount inactive_message on_behalf_of restrictions transfer_data`,
)

function harm(call: StripeCall, harmless: typeof onSession): string | null {
  const name = harmfulField(call, harmless)
  if (name !== undefined) return `${name} can change what it comes to`
  const taxed = call.fields.get('automatic_tax[enabled]') ?? 'false'
  return taxed === 'false' ? null : 'the tax is worked out when somebody pays'
}

const once = (call: StripeCall, { amount, currency }: Minor): Price => known(call, amount, currency, null)

const session: Rule = {
  sentence:
    'mode=payment: the line items at their highest quantities, prices asked from Stripe; with several of them, or one in several currencies, state the currency. mode=setup is free; what recurs has no price.',
  answers: 'checkout.session',
  latent: true,
  listed: { path: '/v1/checkout/sessions', by: ['customer'], byTime: true },
  // It answers what the quantities it begins with come to.
  settlesAsPriced: isAdjustable,
  price(call) {
    const mode = call.fields.get('mode')
    if (mode === 'subscription') return recurring('a subscription is charged again without another call')
    const why = harm(call, onSession)
    if (why !== null) return unknown(why)
    if (mode === 'setup') return FREE
    return mode === 'payment' ? priceOfLines(call, once) : unknown('mode is missing')
  },
  priceFromAnswer: (call, asked) => priceOfLinesAsked(call, asked, once),
}

const LIMIT = 'restrictions[completed_sessions][limit]'

/** A link takes payments until it has taken as many as it may. */
function often(call: StripeCall, { amount, currency }: Minor): Price {
  const times = stated(call, LIMIT)
  return times === null || times === undefined || times < 1n
    ? recurring(`a link without ${LIMIT} takes any number of payments`)
    : known(call, amount * times, currency, null)
}

const link: Rule = {
  sentence:
    'The line items, as for checkout.sessions.create, × restrictions[completed_sessions][limit]; without that limit it has no price.',
  answers: 'payment_link',
  latent: true,
  settlesAsPriced: true,
  listed: { path: '/v1/payment_links', by: [], byTime: false },
  price(call) {
    if (!call.fields.has(LIMIT)) return recurring(`a link without ${LIMIT} takes any number of payments`)
    const why = harm(call, onLink)
    return why === null ? priceOfLines(call, often) : unknown(why)
  },
  priceFromAnswer: (call, asked) => priceOfLinesAsked(call, asked, often),
}

export const checkoutRules: Readonly<Record<string, Rule>> = {
  'checkout.sessions.create': session,
  'checkout.sessions.update': freeWith('checkout.session', 'metadata expand'),
  'checkout.sessions.expire': givesBack('checkout.session', 'session'),
  'payment_links.create': link,
  'payment_links.update': freeWith('payment_link', 'active=false custom_text expand inactive_message metadata'),
}
