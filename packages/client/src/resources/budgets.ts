import { type Listing, listing } from '../pages.ts'
import { type CallOptions, type Connector, requestJson, segment } from '../request.ts'
import type { Budget, BudgetsQuery, ChangeBudget, CreateBudget, Deleted } from '../types/budget.ts'
import type { Page } from '../types/money.ts'

/** Shared budgets: named ones, and those of runs. */
export class Budgets {
  readonly #connector: Connector

  constructor(connector: Connector) {
    this.#connector = connector
  }

  list(query?: BudgetsQuery, options?: CallOptions): Listing<Budget> {
    return listing(query, (page) =>
      requestJson<Page<Budget>>(this.#connector, 'GET', '/vault/budgets', { ...options, query: page }),
    )
  }

  /** A name used again goes on with its old counters. */
  create(budget: CreateBudget, options?: CallOptions): Promise<Budget> {
    return requestJson(this.#connector, 'POST', '/vault/budgets', { ...options, body: budget })
  }

  /** By id or name. */
  read(id: string, options?: CallOptions): Promise<Budget> {
    return requestJson(this.#connector, 'GET', `/vault/budgets/${segment(id)}`, options)
  }

  /** Never lowers what the present window counts. */
  change(id: string, change: ChangeBudget, options?: CallOptions): Promise<Budget> {
    return requestJson(this.#connector, 'PATCH', `/vault/budgets/${segment(id)}`, { ...options, body: change })
  }

  /** Of a budget that no live key draws on and that has no open hold. */
  delete(id: string, options?: CallOptions): Promise<Deleted> {
    return requestJson(this.#connector, 'DELETE', `/vault/budgets/${segment(id)}`, options)
  }
}
