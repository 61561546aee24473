/**
 * The allowlist: one grammar and one parser for all (SPEC section 5). Entries are compiled once per key; a call costs a
 * few look-ups.
 *
 *   POST /v1/charges        this method and path            /v1/charges           any method
 *   * /v1/customers/*       `*` or `{id}`: one segment      GET /a/{id}.json      one segment that ends in `.json`
 *   GET /v1/invoices/**     one or more segments below      payment_intents.*     operations by name
 *   *                       every known operation
 *
 * A path that is no known operation is matched only by an entry whose path has no wildcard.
 */
import { readEntry } from './allowlist-entry.ts'
import { nearest } from './did-you-mean.ts'
import { type Methods, methodsSufficing, PathTree } from './path-tree.ts'

export interface CompiledAllowlist {
  /**
   * @param path the canonical path that is sent
   * @param operation name of the known operation, or null
   */
  allows(method: string, path: string, operation: string | null): boolean
}

export type AllowlistCompilation =
  | { readonly ok: true; readonly allowlist: CompiledAllowlist }
  | { readonly ok: false; readonly entry: string; readonly why: string }

/** @param operationNames every operation of the vendor; an entry that names none of them is an error */
export function compileAllowlist(entries: readonly string[], operationNames: readonly string[]): AllowlistCompilation {
  const allowlist = new Allowlist()
  for (const entry of entries) {
    const why = allowlist.add(entry, operationNames)
    if (why !== null) return { ok: false, entry, why }
  }
  return { ok: true, allowlist }
}

class Allowlist implements CompiledAllowlist {
  #all = false
  readonly #operations = new Set<string>()
  readonly #paths = new Map<string, Methods>()
  readonly #patterns = new PathTree()

  add(text: string, operationNames: readonly string[]): string | null {
    const entry = readEntry(text)
    switch (entry.kind) {
      case 'unreadable':
        return entry.why
      case 'all':
        this.#all = true
        return null
      case 'operations':
        return this.#addOperations(entry.name, operationNames)
      case 'path':
        this.#paths.set(entry.path, (this.#paths.get(entry.path) ?? 0) | entry.methods)
        return null
      case 'pattern':
        this.#patterns.add(entry.segments, entry.methods)
        return null
    }
  }

  allows(method: string, path: string, operation: string | null): boolean {
    const sufficing = methodsSufficing(method)
    if (((this.#paths.get(path) ?? 0) & sufficing) !== 0) return true
    if (operation === null) return false
    return this.#all || this.#operations.has(operation) || (this.#patterns.methodsAt(path) & sufficing) !== 0
  }

  #addOperations(name: string, operationNames: readonly string[]): string | null {
    const prefix = name.endsWith('.*') ? name.slice(0, -1) : null
    const matching = operationNames.filter((other) => (prefix === null ? other === name : other.startsWith(prefix)))
    for (const operation of matching) this.#operations.add(operation)
    return matching.length > 0 ? null : noOperation(name, operationNames)
  }
}

function noOperation(name: string, operationNames: readonly string[]): string {
  const near = nearest(name, name.endsWith('.*') ? families(operationNames) : operationNames)
  return `no operation has this name${near === null ? '' : `; did you mean ${near}?`}`
}

/** `checkout.sessions.create` → `checkout.*`, `checkout.sessions.*`. */
function families(operationNames: readonly string[]): Set<string> {
  const found = new Set<string>()
  for (const name of operationNames)
    for (let dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1)) found.add(`${name.slice(0, dot)}.*`)
  return found
}
