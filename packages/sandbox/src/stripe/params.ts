/** Stripe v1 parameters: query and body are one bag, `a[b]` is below `a`. */
import { invalid, missing } from './errors.ts'
import type { Metadata } from './objects.ts'

const INTEGER = /^-?\d{1,15}$/
const AMOUNT_MAX = 999_999_999_999
const METADATA_KEYS_MAX = 50
const CURRENCIES = new Set(Intl.supportedValuesOf('currency').map((code) => code.toLowerCase()))

export class Params {
  readonly entries: readonly (readonly [string, string])[]
  readonly #last: ReadonlyMap<string, string>

  constructor(query: string, body: string) {
    this.entries = [...read(query), ...read(body)]
    this.#last = new Map(this.entries)
  }

  /** Null where it is absent or empty. */
  text(name: string): string | null {
    const value = this.#last.get(name)
    return value === undefined || value === '' ? null : value
  }

  has(name: string): boolean {
    return this.#last.has(name)
  }

  need(name: string): string {
    const value = this.text(name)
    if (value === null) throw missing(name)
    return value
  }

  flag(name: string): boolean {
    const value = this.text(name)
    if (value !== null && value !== 'true' && value !== 'false') throw invalid(`Invalid boolean: ${value}`, null, name)
    return value === 'true'
  }

  integer(name: string): number | null {
    const value = this.text(name)
    if (value === null) return null
    if (!INTEGER.test(value)) throw invalid(`Invalid integer: ${value}`, 'parameter_invalid_integer', name)
    return Number.parseInt(value, 10)
  }

  /** A positive amount, or null where it is absent. */
  amount(name = 'amount'): number | null {
    const value = this.integer(name)
    if (value !== null && value < 1)
      throw invalid('This value must be greater than or equal to 1.', 'parameter_invalid_integer', name)
    if (value !== null && value > AMOUNT_MAX)
      throw invalid('Amount must be no more than $9,999,999,999.99', 'amount_too_large', name)
    return value
  }

  needAmount(name = 'amount'): number {
    const value = this.amount(name)
    if (value === null) throw missing(name)
    return value
  }

  currency(): string | null {
    const value = this.text('currency')?.toLowerCase() ?? null
    if (value !== null && !CURRENCIES.has(value)) throw invalid(`Invalid currency: ${value}.`, null, 'currency')
    return value
  }

  needCurrency(): string {
    const value = this.currency()
    if (value === null) throw missing('currency')
    return value
  }

  /** `expand[]=a&expand[]=b` and `expand[0]=a`. */
  list(name: string): string[] {
    return this.entries.filter(([key]) => key.startsWith(`${name}[`)).map(([, value]) => value)
  }

  /** Everything below `name`: `transfer_data[destination]` → `{destination}`. */
  group(name: string): Record<string, string> {
    const found: Record<string, string> = {}
    for (const [key, value] of this.entries)
      if (key.startsWith(`${name}[`)) found[key.slice(name.length + 1).replace(/\]$/, '')] = value
    return found
  }

  /** `before` with what the request sets, and without what it sets to nothing. */
  metadata(before: Metadata = {}): Metadata {
    const after = { ...before, ...this.group('metadata') }
    for (const [key, value] of Object.entries(after)) if (value === '') delete after[key]
    if (Object.keys(after).length > METADATA_KEYS_MAX)
      throw invalid(`Metadata can have up to ${METADATA_KEYS_MAX} keys.`, null, 'metadata')
    return after
  }
}

/** A quicker way for what SDKs send: most of a call's time would go into URLSearchParams. */
function read(text: string): [string, string][] {
  if (text === '') return []
  return text
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => {
      const equals = pair.indexOf('=')
      return equals < 0 ? [decode(pair), ''] : [decode(pair.slice(0, equals)), decode(pair.slice(equals + 1))]
    })
}

function decode(text: string): string {
  const spaced = text.includes('+') ? text.replaceAll('+', ' ') : text
  if (!spaced.includes('%')) return spaced
  try {
    return decodeURIComponent(spaced)
  } catch {
    throw invalid('The request could not be read.', null, null)
  }
}
