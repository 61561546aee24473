/**
 * The bearer of a key, as far as the process has seen it prove itself. The stored mac costs an HMAC; once it has matched, a
 * salted digest of the same text is compared.
 */
import { saltedDigest } from '../vault/salted-digest.ts'

export class ProvenBearer {
  #digest: string | null = null

  /** @param bearer a text that has matched the key's mac */
  prove(bearer: string): void {
    this.#digest = saltedDigest(bearer)
  }

  isProven(bearer: string): boolean {
    return this.#digest !== null && saltedDigest(bearer) === this.#digest
  }
}
