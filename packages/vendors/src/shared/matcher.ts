/** Finds what belongs to a path by walking its segments through a trie: as many steps as segments, no pattern matching. */

interface Node<T> {
  readonly literals: Map<string, Node<T>>
  any: Node<T> | null
  value: T | null
}

const emptyNode = <T>(): Node<T> => ({ literals: new Map(), any: null, value: null })

/** Segments of a canonical path: `/v1/charges` → `['v1', 'charges']`. */
export const segmentsOf = (path: string): string[] => path.slice(1).split('/')

/** One of them, counted from 0: `/v1/charges/ch_1` has `ch_1` at 2. */
export function segmentAt(path: string, index: number): string | undefined {
  let start = 1
  for (let skipped = 0; skipped < index; skipped++) {
    start = path.indexOf('/', start) + 1
    if (start === 0) return undefined
  }
  const end = path.indexOf('/', start)
  return end < 0 ? path.slice(start) : path.slice(start, end)
}

interface Paths<T> {
  readonly root: Node<T>
  /** The patterns that are one whole path: such a path is found at once. */
  readonly wholes: Map<string, T>
}

export class PathTable<T> {
  /** By product, then by method: paths are shared between them. */
  readonly #products = new Map<string, Map<string, Paths<T>>>()

  add(product: string, method: string, pattern: string, value: T): void {
    const { root, wholes } = this.#pathsOf(product, method)
    let node = root
    for (const segment of segmentsOf(pattern)) node = childOf(node, segment)
    if (node.value !== null) throw new Error(`two entries for ${product} ${method} ${pattern}`)
    node.value = value
    if (!pattern.includes('{id}')) wholes.set(pattern, value)
  }

  /** A literal segment wins over `{id}`; where it leads nowhere, `{id}` is tried. */
  find(product: string, method: string, path: string): T | null {
    const paths = this.#products.get(product)?.get(method)
    if (paths === undefined) return null
    return paths.wholes.get(path) ?? walk(paths.root, segmentsOf(path), 0)
  }

  #pathsOf(product: string, method: string): Paths<T> {
    const methods = this.#products.get(product) ?? new Map<string, Paths<T>>()
    this.#products.set(product, methods)
    const paths = methods.get(method) ?? { root: emptyNode<T>(), wholes: new Map<string, T>() }
    methods.set(method, paths)
    return paths
  }
}

function childOf<T>(node: Node<T>, segment: string): Node<T> {
  if (segment === '{id}') {
    node.any ??= emptyNode<T>()
    return node.any
  }
  const child = node.literals.get(segment) ?? emptyNode<T>()
  node.literals.set(segment, child)
  return child
}

function walk<T>(node: Node<T>, segments: readonly string[], at: number): T | null {
  const segment = segments[at]
  if (segment === undefined) return node.value
  const literal = node.literals.get(segment)
  const found = literal === undefined ? null : walk(literal, segments, at + 1)
  if (found !== null || node.any === null || segment === '') return found
  return walk(node.any, segments, at + 1)
}
