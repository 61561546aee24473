/** The decoded parameters of a request. */
import type { Body, Field, ReadRequest } from '@keybrake/core'

export const bodyFields = (body: Body): readonly Field[] => (body.kind === 'form' ? body.fields : [])

/** Query first, then the form. */
export const allFields = (request: ReadRequest): readonly Field[] =>
  request.query.length === 0 ? bodyFields(request.body) : [...request.query, ...bodyFields(request.body)]

/** `transfer_data[destination]` → `['transfer_data', 'destination']`. */
export const nameParts = (name: string): readonly string[] =>
  name.split('[').map((part) => (part.endsWith(']') ? part.slice(0, -1) : part))

/** The parameters of a request by name. Searched, not indexed: a call has few and is asked for a handful. */
export class FieldList {
  readonly #query: readonly Field[]
  readonly #form: readonly Field[]

  constructor(request: ReadRequest) {
    this.#query = request.query
    this.#form = bodyFields(request.body)
  }

  /** The last value under this name. */
  get(name: string): string | undefined {
    return lastOf(this.#form, name) ?? lastOf(this.#query, name)
  }

  has(name: string): boolean {
    return this.get(name) !== undefined
  }

  all(): readonly Field[] {
    return this.#query.length === 0 ? this.#form : [...this.#query, ...this.#form]
  }

  /** The first name of a field that is so, or undefined. */
  findName(isSo: (name: string, value: string) => boolean): string | undefined {
    for (const [name, value] of this.#query) if (isSo(name, value)) return name
    for (const [name, value] of this.#form) if (isSo(name, value)) return name
    return undefined
  }
}

function lastOf(fields: readonly Field[], name: string): string | undefined {
  for (let at = fields.length - 1; at >= 0; at--) {
    const field = fields[at]
    if (field !== undefined && field[0] === name) return field[1]
  }
  return undefined
}
