/** The upper bound of a call, by the parts that its endpoint declares. */
import { type Json, type ReadRequest, writeForm, writeJson } from '@keybrake/core'
import type { Operation, Price, PriceContext } from '../adapter.ts'
import { broken } from './cost/condition.ts'
import type { Facts } from './cost/facts.ts'
import { sumOf } from './cost/sum.ts'
import type { DeclaredOperation } from './operations.ts'
import { respelt } from './path.ts'
import { treeOf } from './request-tree.ts'
import type { Definition } from './schema/definition-schema.ts'

export const declaredOf = (operation: Operation | null): DeclaredOperation['declared'] =>
  (operation as DeclaredOperation | null)?.declared ?? null

export function price(
  definition: Definition,
  operation: Operation | null,
  request: ReadRequest,
  context: PriceContext,
): Price {
  const endpoint = declaredOf(operation)
  if (operation === null || endpoint === null) return noRule('This endpoint is not one the proxy knows.')
  const { cost, why, only } = endpoint
  const because = why === null ? '' : ` ${why}`
  if (cost.kind === 'free') return { kind: 'free' }
  if (cost.kind === 'refused') return ruled(`the cost of ${operation.name} has no bound.${because}`)
  if (cost.kind === 'unknown')
    return operation.effect === 'read' && definition.reads === 'free'
      ? { kind: 'free' }
      : noRule(`${operation.name} has no cost rule.${because}`)
  const facts = factsOf(definition, request, context)
  if (facts.source === undefined) return ruled('the parameters could be read in more than one way, or there are none')
  const other = respeltIn(facts.source, operation as DeclaredOperation)
  if (other !== null)
    return ruled(`the name ${JSON.stringify(other)} could be read in two ways; write it as documented`)
  const unmet = broken(only, facts)
  if (unmet !== null) return ruled(unmet)
  const sum = sumOf(cost.parts, facts)
  return sum.kind === 'found'
    ? { kind: 'known', amount: sum.value.amount, money: sum.value.money, object: null }
    : ruled(sum.why)
}

function respeltIn(source: Json, { paths }: DeclaredOperation): string | null {
  for (const path of paths) {
    const other = respelt(source, path)
    if (other !== null) return other.slice(0, NAME_CHARS_SHOWN)
  }
  return null
}

const NAME_CHARS_SHOWN = 60

export function factsOf(definition: Definition, request: ReadRequest, { connection, at }: PriceContext): Facts {
  const tree = treeOf(request)
  let bytes: number | null = null
  return {
    request: tree,
    source: tree,
    settings: connection.settings,
    tables: definition.tables,
    at,
    bodyBytes: () => (bytes ??= bytesOf(request)),
  }
}

const utf8 = new TextEncoder()

function bytesOf({ body }: ReadRequest): number {
  if (body.kind === 'none') return 0
  return utf8.encode(body.kind === 'json' ? writeJson(body.value) : writeForm(body.fields)).length
}

const noRule = (why: string): Price => ({ kind: 'unknown', why, ruled: false })
const ruled = (why: string): Price => ({ kind: 'unknown', why, ruled: true })
