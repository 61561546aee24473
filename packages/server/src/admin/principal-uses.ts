/**
 * When each principal last called the admin API. This process knows it to the moment; a store keeps it to ten minutes, so that
 * looking at things does not write each time.
 */
import { type Instant, instant } from '@keybrake/core'
import type { Registry } from '@keybrake/ledger'

const KEPT_TO_MS = 600_000

const settingOf = (principalId: string): string => `principal_used:${principalId}`

export class PrincipalUses {
  readonly #registry: Pick<Registry, 'setting' | 'setSetting'>
  readonly #seen = new Map<string, Instant>()
  /** What of it was stored by this process. */
  readonly #stored = new Map<string, Instant>()

  constructor(registry: Pick<Registry, 'setting' | 'setSetting'>) {
    this.#registry = registry
  }

  /** Nobody waits for what is written. */
  note(principalId: string, at: Instant): void {
    this.#seen.set(principalId, at)
    const stored = this.#stored.get(principalId)
    if (stored !== undefined && at - stored < KEPT_TO_MS) return
    this.#stored.set(principalId, at)
    // A ledger that cannot commit says so elsewhere; the next use tries again.
    this.#registry.setSetting(settingOf(principalId), String(at)).catch(() => this.#stored.delete(principalId))
  }

  /** Null: never, as far as is known. Another process may know of a later one, by ten minutes at most. */
  async lastOf(principalId: string): Promise<Instant | null> {
    const stored = Number.parseInt((await this.#registry.setting(settingOf(principalId))) ?? '', 10)
    const seen = this.#seen.get(principalId) ?? null
    return Number.isNaN(stored) ? seen : instant(Math.max(stored, seen ?? 0))
  }
}
