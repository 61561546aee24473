/**
 * Whose a credential was when it was last asked for. A hint and nothing more: whoever relies on it has the ledger ask again, in
 * the commit of the change itself (`IssueKey.credentialMac`), so that one which has ended opens nothing.
 */
import type { Principal } from '@keybrake/ledger'
import { saltedDigest } from '../vault/salted-digest.ts'

const HINTS_MAX = 1_000

export interface CredentialHint {
  readonly mac: string
  readonly principal: Principal
}

export class CredentialHints {
  readonly #byDigest = new Map<string, CredentialHint>()

  get(credential: string): CredentialHint | undefined {
    return this.#byDigest.get(saltedDigest(credential))
  }

  set(credential: string, hint: CredentialHint): void {
    if (this.#byDigest.size >= HINTS_MAX) this.#byDigest.clear()
    this.#byDigest.set(saltedDigest(credential), hint)
  }
}
