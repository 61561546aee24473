const INSPECT = Symbol.for('nodejs.util.inspect.custom')

/** A text that can't be printed by accident: string conversion, JSON and `util.inspect` all give `[secret]`. */
export class Secret {
  readonly #text: string
  constructor(text: string) {
    this.#text = text
  }
  /** The text itself. Search for this call to find every place where a secret leaves its wrapper. */
  reveal(): string {
    return this.#text
  }
  toString(): string {
    return '[secret]'
  }
  toJSON(): string {
    return '[secret]'
  }
  [INSPECT](): string {
    return '[secret]'
  }
}
