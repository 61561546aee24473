/**
 * Whose a credential was when it was last asked for. A hint and nothing more: whoever relies on it has the ledger ask again, in
 * the commit of the change itself (`IssueKey.credentialMac`), so that one which has ended opens nothing.
 */
import type { Principal } from '@keybrake/ledger'

const HINTS_MAX = 1_000

export class CredentialHints {
  readonly #byMac = new Map<string, Principal>()

  get(mac: string): Principal | undefined {
    return this.#byMac.get(mac)
  }

  set(mac: string, principal: Principal): void {
    if (this.#byMac.size >= HINTS_MAX) this.#byMac.clear()
    this.#byMac.set(mac, principal)
  }
}
