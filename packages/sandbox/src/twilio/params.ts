/** Twilio's form parameters: a name may stand more than once and then is a list. */
export class Params {
  readonly #fields: URLSearchParams

  constructor(text: string) {
    this.#fields = new URLSearchParams(text)
  }

  /** Null where it is absent or empty. */
  text(name: string): string | null {
    const value = this.#fields.get(name)
    return value === null || value === '' ? null : value
  }

  has(name: string): boolean {
    return this.#fields.has(name)
  }

  list(name: string): string[] {
    return this.#fields.getAll(name).filter((value) => value !== '')
  }

  /** Page number and size as Twilio reads them. */
  page(): { readonly page: number; readonly size: number } {
    const size = Number.parseInt(this.text('PageSize') ?? '50', 10)
    return {
      page: Number.parseInt(this.text('Page') ?? '0', 10) || 0,
      size: Number.isNaN(size) ? 50 : Math.min(1000, Math.max(1, size)),
    }
  }
}
