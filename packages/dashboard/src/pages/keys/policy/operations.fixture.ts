/** A few operations in the form of `GET /vault/vendors`, for the tests beside. */
import type { VendorOperation } from './vendor-operation.ts'

const operation = (
  name: string,
  endpoint: string,
  moneyClass: string | null,
  more: Partial<VendorOperation> = {},
): VendorOperation => ({
  operation: name,
  endpoint,
  effect: endpoint.startsWith('GET') ? 'read' : 'write',
  closed: false,
  idempotent: true,
  money_class: moneyClass,
  cost_rule: endpoint.startsWith('GET') ? 'Reads are free.' : 'amount in currency',
  ...more,
})

export const OPERATIONS: readonly VendorOperation[] = [
  operation('charges.list', 'GET /v1/charges', null),
  operation('charges.create', 'POST /v1/charges', 'charge'),
  operation('charges.capture', 'POST /v1/charges/{id}/capture', 'capture'),
  operation('refunds.create', 'POST /v1/refunds', 'refund'),
  operation('payouts.create', 'POST /v1/payouts', 'payout', { cost_rule: 'Unknown: no price.' }),
  operation('ephemeral_keys.create', 'POST /v1/ephemeral_keys', null, { closed: true }),
]
