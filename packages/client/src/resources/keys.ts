import { IssuedKey, type RevokeFailed } from '../issued-key.ts'
import { type Listing, listing } from '../pages.ts'
import { type CallOptions, type Connector, requestJson, segment } from '../request.ts'
import type {
  ChangeKey,
  IssuedKeyFields,
  IssueKey,
  Key,
  KeysQuery,
  Reach,
  RevokedKeys,
  RevokeKeys,
} from '../types/key.ts'
import type { Page } from '../types/money.ts'

export interface IssueOptions extends CallOptions {
  /** The same name and body within 24 hours give the same key. One is made up where none is given. */
  idempotencyKey?: string | undefined
}

export class Keys {
  readonly #connector: Connector
  readonly #onRevokeFailed: RevokeFailed | undefined

  constructor(connector: Connector, onRevokeFailed?: RevokeFailed) {
    this.#connector = connector
    this.#onRevokeFailed = onRevokeFailed
  }

  /** Tried again when no answer comes: its idempotency key makes sure that one key is issued. */
  async issue(key: IssueKey, { idempotencyKey, ...options }: IssueOptions = {}): Promise<IssuedKey> {
    const answer = await requestJson<IssuedKeyFields>(this.#connector, 'POST', '/vault/keys', {
      ...options,
      body: key,
      headers: { 'idempotency-key': idempotencyKey ?? crypto.randomUUID() },
      repeatable: true,
    })
    return new IssuedKey(this, answer, this.#onRevokeFailed)
  }

  /** Newest first. */
  list(query?: KeysQuery, options?: CallOptions): Listing<Key> {
    return listing(query, (page) =>
      requestJson<Page<Key>>(this.#connector, 'GET', '/vault/keys', { ...options, query: page }),
    )
  }

  read(id: string, options?: CallOptions): Promise<Key> {
    return requestJson(this.#connector, 'GET', `/vault/keys/${segment(id)}`, options)
  }

  /** In force for the next call. Operators only. */
  change(id: string, change: ChangeKey, options?: CallOptions): Promise<Key> {
    return requestJson(this.#connector, 'PATCH', `/vault/keys/${segment(id)}`, { ...options, body: change })
  }

  /** Ends one key. Doing it again changes nothing, so it is tried again when no answer comes. */
  revoke(id: string, reason?: string, options?: CallOptions): Promise<Key> {
    return requestJson(this.#connector, 'DELETE', `/vault/keys/${segment(id)}`, {
      ...options,
      ...(reason === undefined ? {} : { body: { reason } }),
      repeatable: true,
    })
  }

  /** Ends every live key that matches. By run it also closes the run. */
  revokeAll(which: RevokeKeys, options?: CallOptions): Promise<RevokedKeys> {
    return requestJson(this.#connector, 'POST', '/vault/keys/revoke', { ...options, body: which })
  }

  /** What {@link revokeAll} would end. Changes nothing. */
  reachOf(which: RevokeKeys, options?: CallOptions): Promise<Reach> {
    const body = { ...which, dry_run: true }
    return requestJson(this.#connector, 'POST', '/vault/keys/revoke', { ...options, body })
  }
}
