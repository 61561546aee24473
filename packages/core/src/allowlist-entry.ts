/** Reads one allowlist entry; see allowlist.ts for the grammar. */
import { type Methods, methodsGranted, type Segment } from './path-tree.ts'
import { readTarget } from './target.ts'

export type Entry =
  | { readonly kind: 'all' }
  /** An operation name, or a family `charges.*`. */
  | { readonly kind: 'operations'; readonly name: string }
  | { readonly kind: 'path'; readonly methods: Methods; readonly path: string }
  | { readonly kind: 'pattern'; readonly methods: Methods; readonly segments: readonly Segment[] }
  | { readonly kind: 'unreadable'; readonly why: string }

const unreadable = (why: string): Entry => ({ kind: 'unreadable', why })

const OPERATION = /^[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*(?:\.\*)?$/
const ANY_SEGMENT = /^(?:\*|\{[A-Za-z0-9_-]{1,64}\})((?:\.[A-Za-z0-9]+)?)$/

export function readEntry(text: string): Entry {
  if (text === '*') return { kind: 'all' }
  if (text.startsWith('/')) return readPath(text, methodsGranted('*'))
  const space = text.indexOf(' ')
  if (space < 0)
    return OPERATION.test(text)
      ? { kind: 'operations', name: text }
      : unreadable('it is neither METHOD /path, nor /path, nor the name of an operation')
  const methods = methodsGranted(text.slice(0, space))
  if (methods === 0) return unreadable('the method must be GET, HEAD, POST, PUT, PATCH, DELETE or *, in capitals')
  const path = text.slice(space + 1)
  return path.startsWith('/')
    ? readPath(path, methods)
    : unreadable('one space and a path that begins with / must follow the method')
}

function readPath(text: string, methods: Methods): Entry {
  const texts = text.slice(1).split('/')
  const segments = texts.map(readSegment)
  const rest = segments.findIndex(({ kind }) => kind === 'rest')
  if (rest >= 0 && rest < segments.length - 1) return unreadable('** may only stand at the end')
  if (segments.some((segment) => segment.kind === 'literal' && segment.text.includes('*')))
    return unreadable('* must be a whole segment')
  // Only what a request could carry can ever match: the literal parts must be canonical.
  const sample = segments.map((segment) => (segment.kind === 'literal' ? segment.text : 'x')).join('/')
  const target = text.includes('?') ? { ok: false as const, why: 'it has a query' } : readTarget(`/${sample}`)
  if (!target.ok) return unreadable(`no request can have this path: ${target.why}`)
  return segments.every(({ kind }) => kind === 'literal')
    ? { kind: 'path', methods, path: text }
    : { kind: 'pattern', methods, segments }
}

function readSegment(text: string): Segment {
  if (text === '**') return { kind: 'rest' }
  const suffix = ANY_SEGMENT.exec(text)?.[1]
  return suffix === undefined ? { kind: 'literal', text } : { kind: 'any', suffix }
}
