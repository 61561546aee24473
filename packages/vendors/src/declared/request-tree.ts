/** The parameters of a request as one JSON document, whatever form they came in, so that one path language reads them all. */
import type { Field, Json, ReadRequest } from '@keybrake/core'
import { nameParts } from '../shared/fields.ts'

/** Of a read the query, of a write the body. Undefined where there is none, or where a name has both a value and members. */
export function treeOf(request: ReadRequest): Json | undefined {
  if (request.method === 'GET' || request.method === 'HEAD') return treeOfFields(request.query)
  if (request.body.kind === 'json') return request.body.value
  return request.body.kind === 'form' ? treeOfFields(request.body.fields) : undefined
}

type Growing = Map<string, Growing | string>

function treeOfFields(fields: readonly Field[]): Json | undefined {
  const root: Growing = new Map()
  for (const [name, value] of fields) if (!grow(root, nameParts(name), value)) return undefined
  return withLists(root)
}

/** A name that stands twice, or holds both a value and members, could be read in two ways. */
function grow(root: Growing, parts: readonly string[], value: string): boolean {
  let node = root
  for (const [index, part] of parts.entries()) {
    // `a[]` has no number: the elements are counted as they come.
    const name = part === '' ? String(node.size) : part
    const child = node.get(name)
    if (index === parts.length - 1) {
      if (child !== undefined) return false
      node.set(name, value)
      return true
    }
    if (typeof child === 'string') return false
    const next: Growing = child ?? new Map()
    node.set(name, next)
    node = next
  }
  return false
}

const INDEX = /^[0-9]+$/

/** What has only numbers for names is a list; the top level never is. */
function withLists(node: Growing, top = true): Json {
  const entries = [...node].map(([name, child]): [string, Json] => [
    name,
    typeof child === 'string' ? child : withLists(child, false),
  ])
  const isList = !top && entries.length > 0 && entries.every(([name]) => INDEX.test(name))
  return isList ? entries.map(([, value]) => value) : new Map(entries)
}
