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

const WITHDRAW_MS = 5_000

/** An empty one above all: made up anew with each attempt, it would be a new key with a new cap each time. */
function sendable(idempotencyKey: string): string {
  if (!/^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/.test(idempotencyKey))
    throw new TypeError('idempotencyKey must be visible ASCII characters, with no space or line break at either end')
  return idempotencyKey
}

export class Keys {
  readonly #connector: Connector
  readonly #onRevokeFailed: RevokeFailed | undefined

  constructor(connector: Connector, onRevokeFailed?: RevokeFailed) {
    this.#connector = connector
    this.#onRevokeFailed = onRevokeFailed
  }

  /**
   * Tried again when no answer comes: its idempotency key makes sure that one key is issued. Where `signal` aborts it, the key
   * that may have been issued meanwhile is revoked, unless it has an idempotency key of yours.
   */
  async issue(key: IssueKey, { idempotencyKey, ...options }: IssueOptions = {}): Promise<IssuedKey> {
    const name = idempotencyKey === undefined ? crypto.randomUUID() : sendable(idempotencyKey)
    const send = (given: CallOptions) =>
      requestJson<IssuedKeyFields>(this.#connector, 'POST', '/vault/keys', {
        ...given,
        body: key,
        headers: { 'idempotency-key': name },
        repeatable: true,
      })
    options.signal?.throwIfAborted()
    try {
      return new IssuedKey(this, await send(options), this.#onRevokeFailed)
    } catch (error) {
      if (options.signal?.aborted === true && idempotencyKey === undefined) void this.#withdraw(send)
      throw error
    }
  }

  /** Asked again under its name, an issue tells which key it made. Nobody waits for this. */
  async #withdraw(send: (given: CallOptions) => Promise<IssuedKeyFields>): Promise<void> {
    const limit = { signal: AbortSignal.timeout(WITHDRAW_MS) }
    await send(limit)
      .then(({ id }) => this.revoke(id, 'its issue was aborted', limit))
      // It expires unused.
      .catch(() => undefined)
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
