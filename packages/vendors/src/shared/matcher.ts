/** Finds what belongs to a path by walking its segments through a trie: as many steps as segments, no pattern matching. */

interface Node<T> {
  readonly literals: Map<string, Node<T>>
  any: Node<T> | null
  value: T | null
}

const emptyNode = <T>(): Node<T> => ({ literals: new Map(), any: null, value: null })

/** Segments of a canonical path: `/v1/charges` → `['v1', 'charges']`. */
export const segmentsOf = (path: string): string[] => path.slice(1).split('/')

export class PathTable<T> {
  readonly #roots = new Map<string, Node<T>>()

  /** @param scope keeps tables apart that share paths, e.g. product and method */
  add(scope: string, pattern: string, value: T): void {
    let node = this.#roots.get(scope) ?? emptyNode<T>()
    this.#roots.set(scope, node)
    for (const segment of segmentsOf(pattern)) node = childOf(node, segment)
    if (node.value !== null) throw new Error(`two entries for ${scope} ${pattern}`)
    node.value = value
  }

  /** A literal segment wins over `{id}`; where it leads nowhere, `{id}` is tried. */
  find(scope: string, path: string): T | null {
    const root = this.#roots.get(scope)
    return root === undefined ? null : walk(root, segmentsOf(path), 0)
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
