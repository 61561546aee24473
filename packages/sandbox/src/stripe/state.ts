/** One Stripe account's objects. The oldest of each type are forgotten beyond the bound. */
import { BoundedMap } from '../shared/bounded-map.ts'
import { wordId } from '../shared/ids.ts'
import type {
  BalanceTransaction,
  Charge,
  Customer,
  CustomerBalanceTransaction,
  Invoice,
  InvoiceItem,
  PaymentIntent,
  Payout,
  Price,
  Refund,
  Session,
  StripeObject,
  Subscription,
  Topup,
  Transfer,
  TransferReversal,
} from './objects.ts'

/** So much of each currency is there at the start: payouts and transfers of a test never run dry. */
const OPENING_BALANCE = 100_000_000_000

/** What moved the balance, for its line in the books. */
export interface Entry {
  readonly type: string
  readonly source: string
  readonly created: number
}

export class StripeState {
  readonly intents: BoundedMap<PaymentIntent>
  readonly charges: BoundedMap<Charge>
  readonly refunds: BoundedMap<Refund>
  readonly payouts: BoundedMap<Payout>
  readonly transfers: BoundedMap<Transfer>
  readonly reversals: BoundedMap<TransferReversal>
  readonly topups: BoundedMap<Topup>
  readonly customers: BoundedMap<Customer>
  readonly credits: BoundedMap<CustomerBalanceTransaction>
  readonly invoices: BoundedMap<Invoice>
  readonly invoiceItems: BoundedMap<InvoiceItem>
  readonly prices: BoundedMap<Price>
  readonly sessions: BoundedMap<Session>
  readonly subscriptions: BoundedMap<Subscription>
  /** Every movement of the balance. */
  readonly books: BoundedMap<BalanceTransaction>
  readonly #balances = new Map<string, number>([['usd', OPENING_BALANCE]])

  constructor(kept: number) {
    this.intents = new BoundedMap(kept)
    this.charges = new BoundedMap(kept)
    this.refunds = new BoundedMap(kept)
    this.payouts = new BoundedMap(kept)
    this.transfers = new BoundedMap(kept)
    this.reversals = new BoundedMap(kept)
    this.topups = new BoundedMap(kept)
    this.customers = new BoundedMap(kept)
    this.credits = new BoundedMap(kept)
    this.invoices = new BoundedMap(kept)
    this.invoiceItems = new BoundedMap(kept)
    this.prices = new BoundedMap(kept)
    this.sessions = new BoundedMap(kept)
    this.subscriptions = new BoundedMap(kept)
    this.books = new BoundedMap(kept)
  }

  balanceIn(currency: string): number {
    return this.#balances.get(currency) ?? OPENING_BALANCE
  }

  balances(): readonly (readonly [string, number])[] {
    return [...this.#balances]
  }

  move(currency: string, amount: number, entry: Entry): void {
    this.#balances.set(currency, this.balanceIn(currency) + amount)
    const id = wordId('txn')
    const { type, source, created } = entry
    this.books.set(id, {
      id,
      object: 'balance_transaction',
      amount,
      created,
      currency,
      fee: 0,
      net: amount,
      source,
      status: 'available',
      type,
    })
  }

  /** Any object by its id, for `expand`. */
  find(id: string): StripeObject | undefined {
    const store = {
      pi: this.intents,
      ch: this.charges,
      re: this.refunds,
      po: this.payouts,
      tr: this.transfers,
      trr: this.reversals,
      tu: this.topups,
      cus: this.customers,
      in: this.invoices,
      price: this.prices,
    }
    const prefix = id.slice(0, id.indexOf('_'))
    return prefix in store ? store[prefix as keyof typeof store].get(id) : undefined
  }
}
