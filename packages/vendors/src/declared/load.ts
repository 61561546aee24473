/** Reads a definition: from its text to an adapter, or to every fault with its place. */
import type { VendorAdapter } from '../adapter.ts'
import { checkDefinition } from './check.ts'
import { compile } from './compile.ts'
import { definitionSchema } from './schema/definition-schema.ts'
import { Reading } from './schema/schema.ts'
import { type Fault, readTree } from './tree.ts'

export type Loading =
  | { readonly ok: true; readonly adapter: VendorAdapter }
  | { readonly ok: false; readonly faults: readonly Fault[] }

export function loadDefinition(text: string): Loading {
  const tree = readTree(text)
  if (!tree.ok) return tree
  const reading = new Reading()
  const definition = definitionSchema.read(tree.root, reading)
  if (definition === undefined || reading.faults.length > 0) return { ok: false, faults: inOrder(reading.faults) }
  const faults = checkDefinition(definition, tree.root)
  return faults.length > 0 ? { ok: false, faults: inOrder(faults) } : { ok: true, adapter: compile(definition) }
}

const inOrder = (faults: readonly Fault[]): readonly Fault[] =>
  faults.toSorted((a, b) => a.line - b.line || a.column - b.column)

/** `acme.yaml:12:9: endpoints.mail.send.cost[0].usd: must be …` */
export const faultText = (file: string, { line, column, field, message }: Fault): string =>
  `${file}:${line}:${column}: ${field === '' ? '' : `${field}: `}${message}`
