import { type Listing, listing } from '../pages.ts'
import { type CallOptions, type Connector, requestJson, segment } from '../request.ts'
import type { Deleted } from '../types/budget.ts'
import type { ChangeConnection, Connection, CreateConnection } from '../types/connection.ts'
import type { Page, PageQuery } from '../types/money.ts'

/** Accounts at vendors. Secrets go in and never come out. */
export class Connections {
  readonly #connector: Connector

  constructor(connector: Connector) {
    this.#connector = connector
  }

  list(query?: PageQuery, options?: CallOptions): Listing<Connection> {
    return listing(query, (page) =>
      requestJson<Page<Connection>>(this.#connector, 'GET', '/vault/connections', { ...options, query: page }),
    )
  }

  create(connection: CreateConnection, options?: CallOptions): Promise<Connection> {
    return requestJson(this.#connector, 'POST', '/vault/connections', { ...options, body: connection })
  }

  read(name: string, options?: CallOptions): Promise<Connection> {
    return requestJson(this.#connector, 'GET', `/vault/connections/${segment(name)}`, options)
  }

  change(name: string, change: ChangeConnection, options?: CallOptions): Promise<Connection> {
    return requestJson(this.#connector, 'PATCH', `/vault/connections/${segment(name)}`, { ...options, body: change })
  }

  /** Erases its secret and revokes its keys. */
  delete(name: string, options?: CallOptions): Promise<Deleted> {
    return requestJson(this.#connector, 'DELETE', `/vault/connections/${segment(name)}`, options)
  }
}
