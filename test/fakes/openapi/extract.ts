/**
 * Cuts a vendor's description down to the operations that the tests send, with all they refer to and nothing changed:
 * `node test/fakes/openapi/extract.ts <folder of the descriptions>` writes the extracts anew.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Extract, EXTRACTS } from './operations.ts'

export type Tree = string | number | boolean | null | readonly Tree[] | { readonly [name: string]: Tree }
type Branch = Readonly<Record<string, Tree>>

/** What is common to all operations of a path, besides the operations. */
const SHARED = ['servers', 'parameters']

/** @param read the description of that name */
export function extract({ parts }: Extract, read: (source: string) => Tree): Tree {
  const documents = parts.map(({ source, operations }) => cut(branch(read(source)), operations))
  const [first] = documents
  if (first === undefined) throw new Error('an extract has at least one part')
  const together = (name: string): Branch => Object.assign({}, ...documents.map((one) => branch(one[name])))
  const components = documents.map(({ components: one }) => branch(one))
  const kinds = [...new Set(components.flatMap((one) => Object.keys(one)))]
  return {
    ...first,
    paths: together('paths'),
    components: Object.fromEntries(
      kinds.map((kind) => [kind, Object.assign({}, ...components.map((one) => one[kind]))]),
    ),
  }
}

function cut(document: Branch, operations: readonly string[]): Branch {
  const all = branch(document['paths'])
  const paths: Record<string, Record<string, Tree>> = {}
  for (const operation of operations) {
    const [method = '', path = ''] = operation.split(' ')
    const item = branch(all[path])
    if (item[method] === undefined) throw new Error(`the description has no ${operation}`)
    paths[path] ??= Object.fromEntries(SHARED.flatMap((name) => (item[name] === undefined ? [] : [[name, item[name]]])))
    paths[path][method] = item[method]
  }
  const { openapi = null, info = null, servers = null, security = null } = document
  return { openapi, info, servers, security, paths, components: componentsOf(document, paths) }
}

/** The security schemes, and each component that is referred to, also by another component. */
function componentsOf(document: Branch, paths: Tree): Branch {
  const all = branch(document['components'])
  const kept: Record<string, Record<string, Tree>> = { securitySchemes: { ...branch(all['securitySchemes']) } }
  const queue = references(paths)
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    const [kind = '', id = ''] = name.slice('#/components/'.length).split('/')
    const found = branch(all[kind])[id]
    if (found === undefined) throw new Error(`the description refers to ${name}, which it does not have`)
    const ofKind = (kept[kind] ??= {})
    if (ofKind[id] !== undefined) continue
    ofKind[id] = found
    queue.push(...references(found))
  }
  return kept
}

function references(tree: Tree): string[] {
  if (Array.isArray(tree)) return tree.flatMap(references)
  if (typeof tree !== 'object' || tree === null) return []
  return Object.entries(tree).flatMap(([name, value]) =>
    name === '$ref' && typeof value === 'string' ? [value] : references(value as Tree),
  )
}

function branch(tree: Tree | undefined): Branch {
  if (typeof tree !== 'object' || tree === null || Array.isArray(tree)) return {}
  return tree as Branch
}

export const extractPath = (file: string): string => join(import.meta.dirname, 'fixtures', file)
export const readTree = (path: string): Tree => JSON.parse(readFileSync(path, 'utf8')) as Tree

if (import.meta.main) {
  const [folder] = process.argv.slice(2)
  if (folder === undefined) throw new Error('usage: node test/fakes/openapi/extract.ts <folder of the descriptions>')
  for (const one of EXTRACTS)
    writeFileSync(
      extractPath(one.file),
      `${JSON.stringify(
        extract(one, (source) => readTree(join(folder, source))),
        null,
        2,
      )}\n`,
    )
}
