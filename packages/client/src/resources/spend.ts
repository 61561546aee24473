import { type CallOptions, type Connector, requestJson } from '../request.ts'
import type { Observed, Refusals, RefusalsQuery, Spend, SpendQuery } from '../types/audit.ts'

export class SpendTotals {
  readonly #connector: Connector

  constructor(connector: Connector) {
    this.#connector = connector
  }

  /** Totals by label, run, key, vendor, budget, operation or class of money; per hour or day where asked for. */
  read(query?: SpendQuery, options?: CallOptions): Promise<Spend> {
    return requestJson(this.#connector, 'GET', '/vault/spend', { ...options, query })
  }

  /** How often which refusal was given, and what observe mode let pass. */
  refusals(query?: RefusalsQuery, options?: CallOptions): Promise<Refusals> {
    return requestJson(this.#connector, 'GET', '/vault/refusals', { ...options, query })
  }

  /** What keys in observe mode would have been refused, and the caps that their week suggests. */
  observed(options?: CallOptions): Promise<Observed> {
    return requestJson(this.#connector, 'GET', '/vault/observe', options)
  }
}
