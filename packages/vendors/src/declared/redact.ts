/** What of a request stays in the audit log: what its endpoint lists, and of that no more than names a call again. */
import { type Json, JsonNumber, type ReadRequest } from '@keybrake/core'
import type { Operation } from '../adapter.ts'
import { maskMail, maskPhone } from '../shared/mask.ts'
import { type Path, valuesAt } from './path.ts'
import { declaredOf } from './price.ts'
import { treeOf } from './request-tree.ts'

const CHARS_MAX = 100
/** Values shown per path; the number in brackets says how many there are. */
const SHOWN_MAX = 5

export function redact(operation: Operation | null, request: ReadRequest): Readonly<Record<string, string>> {
  const audit = declaredOf(operation)?.audit
  const tree = treeOf(request)
  if (audit === undefined || tree === undefined) return {}
  const kept: Record<string, string> = {}
  add(kept, tree, audit.keep, (text) => text.slice(0, CHARS_MAX))
  add(kept, tree, audit.mail, maskMail)
  add(kept, tree, audit.phone, maskPhone)
  return kept
}

function add(kept: Record<string, string>, tree: Json, paths: readonly Path[], shown: (text: string) => string): void {
  for (const path of paths) {
    const texts = valuesAt(tree, path).flatMap((value) => textOf(value) ?? [])
    if (texts.length === 0) continue
    const more = texts.length > SHOWN_MAX ? `, … (${texts.length})` : ''
    kept[path.text] = texts.slice(0, SHOWN_MAX).map(shown).join(', ') + more
  }
}

function textOf(value: Json): string | null {
  if (value instanceof JsonNumber) return value.text
  return typeof value === 'string' || typeof value === 'boolean' ? String(value) : null
}
