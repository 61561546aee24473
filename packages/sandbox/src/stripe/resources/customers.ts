/** Customers. A payment may name one that was never made here: tests need not make each first. */
import { wordId } from '../../shared/ids.ts'
import type { StripeCall } from '../call.ts'
import { missing, noSuch } from '../errors.ts'
import type { Customer, CustomerBalanceTransaction } from '../objects.ts'

const TEXTS = ['description', 'email', 'name', 'phone'] as const

export function createCustomer(call: StripeCall): Customer {
  const made: Customer = {
    id: wordId('cus', 14),
    object: 'customer',
    balance: 0,
    created: call.now,
    currency: null,
    description: null,
    email: null,
    livemode: call.livemode,
    metadata: {},
    name: null,
    phone: null,
  }
  apply(call, made)
  call.state.customers.set(made.id, made)
  call.happened({ id: made.id, customer: made.id, metadata: made.metadata })
  return made
}

export function customer(call: StripeCall): Customer {
  const found = call.state.customers.get(call.id)
  if (found === undefined) throw noSuch('customer', call.id)
  return found
}

export function updateCustomer(call: StripeCall): Customer {
  const found = customer(call)
  if (found.deleted) throw noSuch('customer', call.id)
  apply(call, found)
  call.happened({ id: found.id, customer: found.id, metadata: found.metadata })
  return found
}

export function deleteCustomer(call: StripeCall): object {
  const found = customer(call)
  found.deleted = true
  call.happened({ id: found.id, customer: found.id })
  return { id: found.id, object: 'customer', deleted: true }
}

/** Below zero a credit that the next invoices use up. */
export function createBalanceTransaction(call: StripeCall): CustomerBalanceTransaction {
  const one = customer(call)
  const amount = call.params.integer('amount')
  if (amount === null) throw missing('amount')
  one.balance += amount
  one.currency ??= call.params.needCurrency()
  const made: CustomerBalanceTransaction = {
    id: wordId('cbtxn'),
    object: 'customer_balance_transaction',
    amount,
    created: call.now,
    currency: call.params.needCurrency(),
    customer: one.id,
    description: call.params.text('description'),
    ending_balance: one.balance,
    livemode: call.livemode,
    metadata: call.params.metadata(),
    type: 'adjustment',
  }
  call.state.credits.set(made.id, made)
  call.happened({ ...made, added: Math.abs(amount) })
  return made
}

function apply(call: StripeCall, one: Customer): void {
  for (const name of TEXTS) if (call.params.has(name)) one[name] = call.params.text(name)
  one.metadata = call.params.metadata(one.metadata)
  one.balance = call.params.integer('balance') ?? one.balance
}
