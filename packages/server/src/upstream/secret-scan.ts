/**
 * "An answer that contains the real secret in any encoding is not passed on." The encodings a vendor (or an echo service
 * in its place) could plausibly produce are searched for: plain, base64 in each of its three alignments, hex, percent-encoded.
 */
export class SecretScan {
  readonly #needles: readonly Buffer[]
  /** Bytes a stream must hold back so that a secret cut by a chunk border is still seen. */
  readonly overlap: number

  constructor(secrets: readonly string[]) {
    const needles = new Map<string, Buffer>()
    for (const secret of secrets) for (const form of formsOf(secret)) needles.set(form, Buffer.from(form, 'latin1'))
    this.#needles = [...needles.values()]
    this.overlap = Math.max(0, ...this.#needles.map((needle) => needle.length - 1))
  }

  found(bytes: Buffer): boolean {
    for (const needle of this.#needles) if (bytes.includes(needle)) return true
    return false
  }

  foundInText(text: string): boolean {
    return this.found(Buffer.from(text, 'latin1'))
  }
}

function formsOf(secret: string): string[] {
  const bytes = Buffer.from(secret, 'utf8')
  const hex = bytes.toString('hex')
  const percent = hex.replace(/../g, (pair) => `%${pair}`)
  const forms = [bytes.toString('latin1'), hex, hex.toUpperCase(), percent, percent.toUpperCase()]
  for (let shift = 0; shift < 3; shift++) {
    // Only the characters that depend on the secret alone: those at the borders mix with its neighbours.
    const padded = Buffer.concat([Buffer.alloc(shift), bytes])
    const usable = padded.length - (padded.length % 3)
    const text = padded
      .subarray(0, usable)
      .toString('base64')
      .slice(shift === 0 ? 0 : 4)
    forms.push(text, text.replaceAll('+', '-').replaceAll('/', '_'))
  }
  return forms.filter((form) => form.length >= 8)
}
