import { KeybrakeError, KeyNotActive, Unavailable } from './errors.ts'
import type { CallOptions } from './request.ts'
import type { Keys } from './resources/keys.ts'
import type { IssuedKeyFields, Key } from './types/key.ts'

/** A scope that ends does not wait longer than this for its key's revocation, repeats included: the key expires anyway. */
const REVOKE_MS = 5_000

/** Told when a scope ends and its key could not be revoked; it stays live until it expires. */
export type RevokeFailed = (error: KeybrakeError, key: IssuedKey) => void

const late = (cause: unknown): Unavailable =>
  new Unavailable({
    code: 'unreachable',
    message: `No answer to the revocation within ${REVOKE_MS / 1000} s.`,
    status: null,
    retry: 'same_key',
    cause,
  })

export interface IssuedKey extends Key {}

/**
 * A key just issued: the fields of the answer, and what can be done with it. The vault key itself is not among the
 * enumerable fields, so that a log line, `JSON.stringify` or a spread of this object does not carry it along.
 *
 * ```ts
 * await using key = await kb.keys.issue({ … })   // revoked when the scope ends
 * ```
 */
export class IssuedKey implements AsyncDisposable {
  readonly #keys: Keys
  readonly #vaultKey: string
  readonly #onRevokeFailed: RevokeFailed | undefined

  /** @throws KeyNotActive where the answer holds no vault key */
  constructor(keys: Keys, answer: IssuedKeyFields, onRevokeFailed?: RevokeFailed) {
    const { vault_key: vaultKey, token: _token, ...fields } = answer
    if (vaultKey === null) throw new KeyNotActive(answer.id, answer.status)
    Object.assign(this, fields)
    this.#keys = keys
    this.#vaultKey = vaultKey
    this.#onRevokeFailed = onRevokeFailed
  }

  /** What stands where the vendor's secret stood. Give it to the SDK, not to a log. */
  get vault_key(): string {
    return this.#vaultKey
  }

  /** The key as it is now, with what it spent; the fields of this object become those of the answer. */
  async read(options?: CallOptions): Promise<Key> {
    return this.#seen(await this.#keys.read(this.id, options))
  }

  /** Ends the key: no later call is admitted. Doing it again changes nothing. */
  async revoke(reason?: string, options?: CallOptions): Promise<Key> {
    return this.#seen(await this.#keys.revoke(this.id, reason, options))
  }

  /** Revokes, and does not throw: an error here would hide the one that ended the scope. See `onRevokeFailed`. */
  async [Symbol.asyncDispose](): Promise<void> {
    const limit = AbortSignal.timeout(REVOKE_MS)
    try {
      await this.revoke('scope ended', { signal: limit })
    } catch (error) {
      if (error instanceof KeybrakeError) this.#onRevokeFailed?.(error, this)
      else if (limit.aborted) this.#onRevokeFailed?.(late(error), this)
      else throw error
    }
  }

  #seen(key: Key): Key {
    Object.assign(this, key)
    return key
  }
}
