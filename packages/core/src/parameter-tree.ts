/**
 * Decoded parameters as a tree, whatever form they came in, so that one walk finds every value that a vendor reads under
 * a name. Lists are transparent: `line_items[price]` is about the price of each element.
 */
import { splitName } from './field-name.ts'
import { type Json, JsonNumber, type JsonObject } from './json.ts'
import type { Field } from './request.ts'

/** Leaves are the texts of values; a name that stands more than once holds a list. */
export type Tree = string | readonly Tree[] | TreeMembers
export type TreeMembers = ReadonlyMap<string, Tree>

export const isMembers = (tree: Tree): tree is TreeMembers => tree instanceof Map

/** Null where a name has both a value and members, so that vendors could differ on which one counts. */
export function treeOfFields(fields: readonly Field[]): TreeMembers | null {
  if (fields.length === 0) return NO_MEMBERS
  const root: Growing = new Map()
  for (const [name, value] of fields) if (!grow(root, splitName(name), value)) return null
  return root
}

const NO_MEMBERS: TreeMembers = new Map()

type Growing = Map<string, Growing | string | string[]>

function grow(root: Growing, parts: readonly string[], value: string): boolean {
  const last = parts.length - 1
  let node = root
  for (let i = 0; i < last; i++) {
    let child = node.get(parts[i] as string)
    if (child === undefined) {
      child = new Map()
      node.set(parts[i] as string, child)
    }
    if (!(child instanceof Map)) return false
    node = child
  }
  const name = parts[last] as string
  const earlier = node.get(name)
  if (earlier === undefined) node.set(name, value)
  else if (typeof earlier === 'string') node.set(name, [earlier, value])
  else if (Array.isArray(earlier)) earlier.push(value)
  else return false
  return true
}

export function treeOfJson(value: Json): Tree {
  if (typeof value === 'string') return value
  if (value instanceof JsonNumber) return value.text
  if (Array.isArray(value)) return (value as readonly Json[]).map(treeOfJson)
  if (value instanceof Map) {
    const members = new Map<string, Tree>()
    for (const [name, member] of value as JsonObject) members.set(name, treeOfJson(member))
    return members
  }
  return value === null ? '' : String(value)
}

export interface Found {
  /** The name itself stands somewhere, with or without a value. */
  readonly present: boolean
  /** Somewhere it could stand, it does not: in one element of a list, say. */
  readonly lacking: boolean
  readonly values: readonly string[]
}

/** Everything under a name, given by its parts. */
export function find(tree: Tree, parts: readonly string[]): Found {
  const found = { present: false, lacking: false, values: [] as string[] }
  descend(tree, parts, 0, found)
  return found
}

function descend(
  tree: Tree,
  parts: readonly string[],
  at: number,
  found: { present: boolean; lacking: boolean; values: string[] },
): void {
  const part = parts[at]
  if (part === undefined) {
    found.present = true
    const before = found.values.length
    addLeaves(tree, found.values)
    found.lacking ||= found.values.length === before
    return
  }
  const child = isMembers(tree) ? tree.get(part) : undefined
  if (child !== undefined) return descend(child, parts, at + 1, found)
  // The top level of a form or object is no list, even where all its names are numbers; an array there is a batch.
  const elements = at === 0 && isMembers(tree) ? null : elementsOf(tree)
  if (elements === null || elements.length === 0) found.lacking = true
  else for (const element of elements) descend(element, parts, at, found)
}

const INDEX = /^[0-9]*$/

/** The elements where this is a list: `x[]`, `x[0]` or an array. */
function elementsOf(tree: Tree): readonly Tree[] | null {
  if (typeof tree === 'string') return null
  if (!isMembers(tree)) return tree
  for (const name of tree.keys()) if (!INDEX.test(name)) return null
  return [...tree.values()]
}

function addLeaves(tree: Tree, values: string[]): void {
  if (typeof tree === 'string') values.push(tree)
  else for (const child of isMembers(tree) ? tree.values() : tree) addLeaves(child, values)
}
