import { type Listing, listing } from '../pages.ts'
import { type CallOptions, type Connector, requestJson, segment } from '../request.ts'
import type { Page, PageQuery } from '../types/money.ts'
import type {
  CreatedPrincipal,
  CreatePrincipal,
  DeletedPrincipal,
  Principal,
  RotatedCredential,
} from '../types/others.ts'

/** Who may call the admin API. */
export class Principals {
  readonly #connector: Connector

  constructor(connector: Connector) {
    this.#connector = connector
  }

  list(query?: PageQuery, options?: CallOptions): Listing<Principal> {
    return listing(query, (page) =>
      requestJson<Page<Principal>>(this.#connector, 'GET', '/vault/principals', { ...options, query: page }),
    )
  }

  /** The credential is in this answer and in no other. */
  create(principal: CreatePrincipal, options?: CallOptions): Promise<CreatedPrincipal> {
    return requestJson(this.#connector, 'POST', '/vault/principals', { ...options, body: principal })
  }

  read(id: string, options?: CallOptions): Promise<Principal> {
    return requestJson(this.#connector, 'GET', `/vault/principals/${segment(id)}`, options)
  }

  /** Replaces the credential; the former one ends. Keys, runs and idempotency names stay. */
  rotate(id: string, options?: CallOptions): Promise<RotatedCredential> {
    return requestJson(this.#connector, 'POST', `/vault/principals/${segment(id)}/rotate`, options)
  }

  /** And revokes the keys it issued, in one step. */
  delete(id: string, options?: CallOptions): Promise<DeletedPrincipal> {
    return requestJson(this.#connector, 'DELETE', `/vault/principals/${segment(id)}`, options)
  }
}
