/** Records that others are charged by. Their names and notes are free, and so is taking them off sale. */
import type { Rule } from './rule.ts'
import { freeWith } from './shapes.ts'

export const catalogRules: Readonly<Record<string, Rule>> = {
  'products.update': freeWith(
    'product',
    'active description expand images marketing_features metadata name package_dimensions shippable statement_descriptor unit_label url',
  ),
  'prices.update': freeWith('price', 'active expand metadata nickname'),
  'coupons.update': freeWith('coupon', 'expand metadata name'),
  'promotion_codes.update': freeWith('promotion_code', 'active=false expand metadata'),
  'shipping_rates.update': freeWith('shipping_rate', 'active=false expand metadata'),
  'tax_rates.update': freeWith('tax_rate', 'description display_name expand jurisdiction metadata'),
  'disputes.update': freeWith('dispute', 'expand metadata'),
}
