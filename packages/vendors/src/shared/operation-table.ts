/** Turns endpoint rows into operations, and a request line into its operation. */
import type { Method } from '@keybrake/core'
import type { Operation } from '../adapter.ts'
import { type ClosedFamily, isClosed } from './closed.ts'
import { costSentence, type CostMark, type EndpointRow } from './endpoints.ts'
import { PathTable } from './matcher.ts'

/** An operation with what pricing needs to know of it. */
export interface PricedOperation extends Operation {
  readonly cost: CostMark
}

export interface OperationTable {
  readonly operations: readonly PricedOperation[]
  /** @param path with a vendor's format suffix already taken off */
  find(method: Method, product: string, path: string): PricedOperation | null
}

export interface TableRow extends EndpointRow {
  readonly product: string
}

export interface TableOptions {
  readonly bodyForm: 'form' | 'json'
  /** Closed for every method. */
  readonly closed: readonly ClosedFamily[]
  /** Closed for writes: reading them shows no credential. */
  readonly closedWrites: readonly ClosedFamily[]
  readonly idempotency: (row: TableRow) => { readonly windowMs: number } | null
  /** Sentences of the rules, by operation name. */
  readonly costRules: Readonly<Record<string, string>>
}

export function operationTable(rows: readonly TableRow[], options: TableOptions): OperationTable {
  const paths = new PathTable<PricedOperation>()
  const operations = rows.map((row) => {
    const operation = operationOf(row, options)
    paths.add(row.product, row.method, row.path, operation)
    return operation
  })
  return {
    operations,
    find(method, product, path) {
      const known = paths.find(product, method === 'HEAD' ? 'GET' : method, path)
      if (known !== null) return known
      return closedFor(method, product, path, options) ? unlisted(method, path, options) : null
    },
  }
}

const isRead = (method: Method): boolean => method === 'GET' || method === 'HEAD'

function closedFor(method: Method, product: string, path: string, options: TableOptions): boolean {
  return isClosed(options.closed, product, path) || (!isRead(method) && isClosed(options.closedWrites, product, path))
}

function operationOf(row: TableRow, options: TableOptions): PricedOperation {
  const read = isRead(row.method)
  return {
    name: row.name,
    endpoint: `${row.method} ${row.path}`,
    effect: read ? 'read' : 'write',
    closed: closedFor(row.method, row.product, row.path, options),
    bodyForm: read ? 'none' : row.json ? 'json' : options.bodyForm,
    idempotency: read ? null : options.idempotency(row),
    stream: false,
    costRule: options.costRules[row.name] ?? costSentence(row),
    moneyClass: row.moneyClass,
    cost: row.cost,
  }
}

/** An endpoint no table lists, in a closed family: it can be opened by its exact request line only. */
function unlisted(method: Method, path: string, options: TableOptions): PricedOperation {
  const read = isRead(method)
  const endpoint = `${method} ${path}`
  return {
    name: endpoint,
    endpoint,
    effect: read ? 'read' : 'write',
    closed: true,
    bodyForm: read ? 'none' : options.bodyForm,
    idempotency: null,
    stream: false,
    costRule: 'Unknown: no cost rule.',
    moneyClass: null,
    cost: 'none',
  }
}
