/** Keys as jobs issue them: one after the other, each with an end. */
import { type Instant, instant } from '@keybrake/core'
import type { KeyRecord, Registry } from '@keybrake/ledger'
import { type KeyHint, KeyHints } from '../../packages/server/src/call/key-hints.ts'
import { ADMIN_PRINCIPAL } from '../../packages/server/src/start/admin-principal.ts'
import type { Keyring } from '../../packages/server/src/vault/keyring.ts'
import { issueCommand } from './keys.ts'

export interface RingKey {
  readonly record: KeyRecord
  /** As the call path knows the key: it writes the facts of its calls. */
  readonly hint: KeyHint
}

export class KeyRing {
  readonly #registry: Registry
  readonly #keyring: Keyring
  readonly #hints: KeyHints
  readonly #everyMs: number
  readonly #lifeMs: number
  #nextAt: number
  #number = 0
  #live: readonly RingKey[] = []

  constructor(
    registry: Registry,
    keyring: Keyring,
    { startsAt, everyMs, lifeMs }: { readonly startsAt: Instant; readonly everyMs: number; readonly lifeMs: number },
  ) {
    this.#registry = registry
    this.#keyring = keyring
    this.#hints = new KeyHints(
      (lookup) => registry.keyByLookup(lookup),
      () => undefined,
    )
    this.#everyMs = everyMs
    this.#lifeMs = lifeMs
    this.#nextAt = startsAt
  }

  /** Keys that live at that moment and `forMs` longer; issues those that are due. */
  async liveAt(at: Instant, forMs: number): Promise<readonly RingKey[]> {
    const due: Promise<RingKey>[] = []
    for (; this.#nextAt <= at; this.#nextAt += this.#everyMs) due.push(this.#issue(instant(Math.floor(this.#nextAt))))
    const issued = await Promise.all(due)
    this.#live = [...this.#live, ...issued].filter(({ record }) => record.expiresAt > at + forMs)
    return this.#live
  }

  async #issue(at: Instant): Promise<RingKey> {
    const command = issueCommand(this.#keyring, this.#number++, at, this.#lifeMs)
    const result = await this.#registry.issueKey({ principalId: ADMIN_PRINCIPAL, at, address: '127.0.0.1' }, command)
    const hint = await this.#hints.fresh(command.key.lookup)
    if (!('key' in result) || hint === null) throw new Error(`issuing answered ${result.status}`)
    return { record: result.key, hint }
  }
}
