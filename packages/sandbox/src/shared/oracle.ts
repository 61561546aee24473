/** What was really executed: the truth that tests hold the proxy against. Totals are exact for ever, details are kept for the newest. */
import { VENDORS, type VendorName } from './wire.ts'

/** One write that happened (or, at Twilio, one read that costs). */
export interface Execution {
  /** 1, 2, 3 … over all vendors. */
  readonly order: number
  readonly atMs: number
  readonly vendor: VendorName
  /** As in allowlists: `payment_intents.create`. */
  readonly operation: string
  readonly id: string
  /** The object's status afterwards; empty where it has none. */
  readonly status: string
  /**
   * What the object comes to after this, decimal text; null where it stands for no money. In minor units of `currency`;
   * at Twilio in `micro_usd`, at Resend in `emails`.
   */
  readonly amount: string | null
  readonly currency: string | null
  /**
   * By how much this raised (or lowered: `-500`) what the object has moved or may still move: the whole amount for a
   * PaymentIntent's create, 0 for its confirm. The sum over all executions is what a cap must cover.
   */
  readonly added: string
  /** Stripe customer, Twilio `To`, Resend recipients. */
  readonly customer: string | null
  readonly idempotencyKey: string | null
  readonly metadata: Readonly<Record<string, string>>
  /** Stripe-Account, or the account SID in a Twilio path. */
  readonly account: string | null
  readonly path: string
}

export type Executed = Omit<Execution, 'order' | 'atMs' | 'vendor'>

export interface Sum {
  readonly executed: number
  /** Sum of `added` by currency, decimal text. */
  readonly added: Readonly<Record<string, string>>
}

export interface VendorTotals extends Sum {
  readonly requests: number
  /** Requests that carried a vault key, which must never leave the proxy. */
  readonly leaked: number
  readonly byOperation: Readonly<Record<string, number>>
}

export interface ExecutionFilter {
  readonly vendor?: VendorName
  readonly customer?: string
  readonly operation?: string
  /** Only those with a higher `order`. */
  readonly after?: number
}

/** How far the details may grow beyond what is kept. */
const CUT_AT = 1.25

class Sums {
  executed = 0
  readonly added = new Map<string, bigint>()

  add(execution: Execution): void {
    this.executed++
    if (execution.currency === null) return
    this.added.set(execution.currency, (this.added.get(execution.currency) ?? 0n) + BigInt(execution.added))
  }

  sum(): Sum {
    const added = Object.fromEntries([...this.added].map(([currency, amount]) => [currency, String(amount)]))
    return { executed: this.executed, added }
  }
}

class Tally extends Sums {
  requests = 0
  leaked = 0
  readonly operations = new Map<string, number>()
  readonly customers = new Map<string, Sums>()
}

export class Oracle {
  readonly #kept: number
  #executions: Execution[] = []
  #order = 0
  #tallies = emptyTallies()

  constructor(kept: number) {
    this.#kept = kept
  }

  heard(vendor: VendorName, leaked: boolean): void {
    const tally = this.#tallies[vendor]
    tally.requests++
    if (leaked) tally.leaked++
  }

  record(vendor: VendorName, atMs: number, executed: Executed): void {
    const execution: Execution = { order: ++this.#order, atMs, vendor, ...executed }
    this.#executions.push(execution)
    // Cut in large steps: moving the array for each execution would cost more than the call.
    if (this.#executions.length >= CUT_AT * this.#kept) this.#executions = this.#executions.slice(-this.#kept)
    const tally = this.#tallies[vendor]
    tally.add(execution)
    tally.operations.set(execution.operation, (tally.operations.get(execution.operation) ?? 0) + 1)
    if (execution.customer === null) return
    let customer = tally.customers.get(execution.customer)
    if (customer === undefined) tally.customers.set(execution.customer, (customer = new Sums()))
    customer.add(execution)
  }

  executions(filter: ExecutionFilter = {}): readonly Execution[] {
    const { vendor, customer, operation, after } = filter
    // Without a gap in `order`: whoever follows along pays for what is new, not for all that is kept.
    const most = after === undefined ? this.#kept : Math.min(this.#kept, Math.max(0, this.#order - after))
    return this.#executions
      .slice(this.#executions.length - Math.min(most, this.#executions.length))
      .filter(
        (one) =>
          (vendor === undefined || one.vendor === vendor) &&
          (customer === undefined || one.customer === customer) &&
          (operation === undefined || one.operation === operation),
      )
  }

  totals(): Readonly<Record<VendorName, VendorTotals>> {
    const of = (vendor: VendorName): VendorTotals => {
      const tally = this.#tallies[vendor]
      const { requests, leaked, operations } = tally
      return { requests, leaked, ...tally.sum(), byOperation: Object.fromEntries(operations) }
    }
    return { stripe: of('stripe'), twilio: of('twilio'), resend: of('resend') }
  }

  ofCustomer(vendor: VendorName, customer: string): Sum {
    return (this.#tallies[vendor].customers.get(customer) ?? new Sums()).sum()
  }

  forget(): void {
    this.#executions = []
    this.#order = 0
    this.#tallies = emptyTallies()
  }
}

const emptyTallies = () => ({ stripe: new Tally(), twilio: new Tally(), resend: new Tally() })

export const isVendor = (text: unknown): text is VendorName => VENDORS.some((vendor) => vendor === text)
