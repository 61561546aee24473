/** One Stripe account's objects. The oldest of each type are forgotten beyond the bound. */
import { BoundedMap } from '../shared/bounded-map.ts'
import type {
  Charge,
  Customer,
  Invoice,
  InvoiceItem,
  PaymentIntent,
  Payout,
  Refund,
  StripeObject,
  Transfer,
} from './objects.ts'

/** So much of each currency is there at the start: payouts and transfers of a test never run dry. */
const OPENING_BALANCE = 100_000_000_000

export class StripeState {
  readonly intents: BoundedMap<PaymentIntent>
  readonly charges: BoundedMap<Charge>
  readonly refunds: BoundedMap<Refund>
  readonly payouts: BoundedMap<Payout>
  readonly transfers: BoundedMap<Transfer>
  readonly customers: BoundedMap<Customer>
  readonly invoices: BoundedMap<Invoice>
  readonly invoiceItems: BoundedMap<InvoiceItem>
  readonly balances = new Map<string, number>([['usd', OPENING_BALANCE]])

  constructor(kept: number) {
    this.intents = new BoundedMap(kept)
    this.charges = new BoundedMap(kept)
    this.refunds = new BoundedMap(kept)
    this.payouts = new BoundedMap(kept)
    this.transfers = new BoundedMap(kept)
    this.customers = new BoundedMap(kept)
    this.invoices = new BoundedMap(kept)
    this.invoiceItems = new BoundedMap(kept)
  }

  move(currency: string, amount: number): void {
    this.balances.set(currency, (this.balances.get(currency) ?? OPENING_BALANCE) + amount)
  }

  /** Any object by its id, for `expand`. */
  find(id: string): StripeObject | undefined {
    const store = { pi: this.intents, ch: this.charges, re: this.refunds, cus: this.customers, in: this.invoices }
    const prefix = id.slice(0, id.indexOf('_'))
    return prefix in store ? store[prefix as keyof typeof store].get(id) : undefined
  }
}
