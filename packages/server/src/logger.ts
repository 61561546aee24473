/** JSON lines on stderr, from which everything that looks like a secret is taken out, whoever logged it. */
import { pino, type Logger } from 'pino'
import { formsOf } from './upstream/secret-scan.ts'

const VAULT_KEY = /vault_key_[0-9A-Za-z]{8,}/g
const MASK = '[secret]'

/** Knows the secrets of this process by their text, so that no line can hold one. */
export class Scrubber {
  readonly #secrets = new Set<string>()

  add(text: string): void {
    // Shorter texts would blank out half of every line and protect nothing.
    if (text.length < 8) return
    this.#secrets.add(text)
    for (const form of formsOf(text)) this.#secrets.add(form)
  }

  scrub(line: string): string {
    let clean = line.replace(VAULT_KEY, MASK)
    for (const secret of this.#secrets) clean = clean.replaceAll(secret, MASK)
    return clean
  }
}

export function createLogger(level: string, scrubber: Scrubber): Logger {
  return pino(
    { level, base: null, hooks: { streamWrite: (line) => scrubber.scrub(line) } },
    pino.destination({ dest: 2, sync: true }),
  )
}
