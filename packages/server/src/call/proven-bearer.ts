/**
 * The bearer of a key, as far as the process has seen it prove itself. The stored mac costs an HMAC; once it has matched, a
 * digest of the same text is compared. The digest is salted with what nobody outside knows, so that how long a comparison
 * takes says nothing about the bearer, and a memory dump holds nothing that could be looked up.
 */
import { hash, randomBytes } from 'node:crypto'

const SALT = randomBytes(16).toString('hex')

export class ProvenBearer {
  #digest: string | null = null

  /** @param bearer a text that has matched the key's mac */
  prove(bearer: string): void {
    this.#digest = digestOf(bearer)
  }

  isProven(bearer: string): boolean {
    return this.#digest !== null && digestOf(bearer) === this.#digest
  }
}

const digestOf = (text: string): string => hash('sha256', SALT + text, 'base64url')
