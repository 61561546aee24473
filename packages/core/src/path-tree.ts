/** Path patterns as a tree of segments: a look-up visits each node at most once, whatever the patterns. */

/** A set of methods, a bit each. */
export type Methods = number

const METHODS: readonly string[] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']

/** What an entry grants that names this method, or `*`. Empty for what is no method of ours. */
export function methodsGranted(method: string): Methods {
  if (method === '*') return (1 << METHODS.length) - 1
  const at = METHODS.indexOf(method)
  return at < 0 ? 0 : 1 << at
}

/** Any of these lets a call pass: HEAD is a GET whose answer has no body. */
export function methodsSufficing(method: string): Methods {
  if (method === '*') return 0
  return methodsGranted(method) | (method === 'HEAD' ? methodsGranted('GET') : 0)
}

export type Segment =
  | { readonly kind: 'literal'; readonly text: string }
  /** Any one segment that ends in `suffix` and has something before it; '' for any at all. */
  | { readonly kind: 'any'; readonly suffix: string }
  /** One or more segments; only at the end. */
  | { readonly kind: 'rest' }

interface Node {
  readonly literals: Map<string, Node>
  readonly suffixes: Map<string, Node>
  here: Methods
  below: Methods
}

const emptyNode = (): Node => ({ literals: new Map(), suffixes: new Map(), here: 0, below: 0 })

export class PathTree {
  readonly #root = emptyNode()

  add(segments: readonly Segment[], methods: Methods): void {
    let node = this.#root
    for (const segment of segments) {
      if (segment.kind === 'rest') {
        node.below |= methods
        return
      }
      const children = segment.kind === 'literal' ? node.literals : node.suffixes
      const name = segment.kind === 'literal' ? segment.text : segment.suffix
      const child = children.get(name) ?? emptyNode()
      children.set(name, child)
      node = child
    }
    node.here |= methods
  }

  /** Every method that some pattern grants at this canonical path. */
  methodsAt(path: string): Methods {
    return path === '/' ? 0 : collect(this.#root, path.slice(1).split('/'), 0)
  }
}

function collect(node: Node, segments: readonly string[], at: number): Methods {
  const segment = segments[at]
  if (segment === undefined) return node.here
  let found = node.below
  const literal = node.literals.get(segment)
  if (literal !== undefined) found |= collect(literal, segments, at + 1)
  for (const [suffix, child] of node.suffixes)
    if (segment.length > suffix.length && segment.endsWith(suffix)) found |= collect(child, segments, at + 1)
  return found
}
