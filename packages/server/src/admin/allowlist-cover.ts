/**
 * Does one allowlist hold another's entry? Asked by trying what the entry could let through: each known operation it
 * allows, and paths whose free segments are names that no entry can spell out. `**` is tried at several depths.
 */
import { compileAllowlist, type CompiledAllowlist, type Method } from '@keybrake/core'
import type { ConnectionFacts, VendorAdapter } from '@keybrake/vendors'

export type AllowlistCover = (outer: readonly string[], entry: string) => boolean

const METHODS: readonly Method[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']
/** No entry spells this out, so only a wildcard matches it. */
const FREE = 'kbfree0segment'
const DEPTHS = [1, 2, 3, 40]
/** Stands for "some known operation": lets patterns match, and is in no list of names. */
const SOME_OPERATION = '\0'

export function allowlistCover(adapter: VendorAdapter, facts: ConnectionFacts): AllowlistCover {
  const names = adapter.operations.map(({ name }) => name)
  return (outer, entry) => {
    if (outer.includes('*')) return true
    if (entry === '*') return false
    const holding = compileKnown(outer, adapter, facts, names)
    const inner = compileAllowlist([adapter.localEntry(entry, facts)], names)
    if (!inner.ok) return false
    const operations = adapter.operations.every(({ name, endpoint }) => {
      const [method = '', path = ''] = endpoint.split(' ')
      const sample = freed(path)
      return !inner.allowlist.allows(method, sample, name) || holding.allows(method, sample, name)
    })
    return (
      operations &&
      pathsOf(adapter.localEntry(entry, facts)).every(([method, path]) => holdsPath(holding, adapter, method, path))
    )
  }
}

/** Entries that mean nothing to this vendor allow nothing of it. */
function compileKnown(
  entries: readonly string[],
  adapter: VendorAdapter,
  facts: ConnectionFacts,
  names: readonly string[],
): CompiledAllowlist {
  const known = entries
    .map((entry) => adapter.localEntry(entry, facts))
    .filter((entry) => compileAllowlist([entry], names).ok)
  const compiled = compileAllowlist(known, names)
  if (!compiled.ok) throw new Error(`entries that compile one by one do not compile together: ${compiled.why}`)
  return compiled.allowlist
}

function holdsPath(holding: CompiledAllowlist, adapter: VendorAdapter, method: Method, path: string): boolean {
  const product = adapter.locate(path, null)?.product ?? 'api'
  const known = adapter.operation(method, product, path)?.name ?? null
  // A path that is no known operation is only ever matched by an entry that spells it out: the ceiling must do so too.
  const operation = known ?? (path.includes(FREE) ? SOME_OPERATION : null)
  return holding.allows(method, path, operation)
}

const freed = (path: string): string => path.replace(/\{[^/}]+\}/g, FREE)

/** Request lines that the entry lets through; none for an entry that names operations. */
function pathsOf(entry: string): readonly (readonly [Method, string])[] {
  const [, word = '*', path] = /^(?:(\S+) )?(\/.*)$/.exec(entry) ?? []
  if (path === undefined) return []
  const methods = METHODS.filter((method) => word === '*' || method === word || (word === 'HEAD' && method === 'GET'))
  const single = freed(path).replace(/(?<=\/)\*(?=\.|\/|$)/g, FREE)
  const paths = single.endsWith('/**')
    ? DEPTHS.map((depth) => single.slice(0, -3) + `/${FREE}`.repeat(depth))
    : [single]
  return methods.flatMap((method) => paths.map((sample) => [method, sample] as const))
}
