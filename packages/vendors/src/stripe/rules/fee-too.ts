/** `refund_application_fee`: the platform's fee goes back as well, by an amount that only the fee states. */
import type { Price } from '../../adapter.ts'
import { type StripeCall, unknown } from './rule.ts'

/** Null: the call moves no fee besides. */
export function feeToo({ fields }: Pick<StripeCall, 'fields'>): Price | null {
  const flag = fields.get('refund_application_fee')
  return flag === undefined || flag === 'false'
    ? null
    : unknown('refund_application_fee moves a fee as well: leave it out, and use application_fees.create_refund')
}
