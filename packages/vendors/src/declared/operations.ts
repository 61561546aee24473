/** The endpoints of a definition as operations, and a request line as its operation. */
import type { Method } from '@keybrake/core'
import type { Operation } from '../adapter.ts'
import { closedFamilies, isClosed } from '../shared/closed.ts'
import { PathTable } from '../shared/matcher.ts'
import type { Path } from './path.ts'
import { requestPaths } from './paths-of.ts'
import type { Definition } from './schema/definition-schema.ts'
import type { Endpoint } from './schema/endpoint-schema.ts'
import { costSentence } from './sentence.ts'

export interface DeclaredOperation extends Operation {
  /** The lines of the file that it comes from; null for a closed path that the file does not list. */
  readonly declared: Endpoint | null
  /** What decides its cost. */
  readonly paths: readonly Path[]
}

export interface Operations {
  readonly operations: readonly DeclaredOperation[]
  find(method: Method, product: string, path: string): DeclaredOperation | null
}

const isRead = (method: Method): boolean => method === 'GET' || method === 'HEAD'

export function operationsOf(definition: Definition): Operations {
  const { path_suffix: suffix } = definition
  const families = closedFamilies(definition.closed)
  const closed = (product: string, path: string): boolean => isClosed(families, product, path)
  const paths = new PathTable<DeclaredOperation>()
  const operations = [...definition.endpoints].map(([name, endpoint]) => {
    const { request, product } = endpoint
    const operation = operationOf(definition, name, endpoint, closed(product, request.path))
    paths.add(product, request.method, request.path, operation)
    return operation
  })
  return {
    operations,
    find(method, product, path) {
      const bare = suffix !== null && path.endsWith(suffix) ? path.slice(0, -suffix.length) : path
      const known = paths.find(product, method === 'HEAD' ? 'GET' : method, bare)
      if (known !== null) return known
      return closed(product, path) ? unlisted(definition, method, path) : null
    },
  }
}

function operationOf(definition: Definition, name: string, endpoint: Endpoint, closed: boolean): DeclaredOperation {
  const { request, idempotent } = endpoint
  const read = isRead(request.method)
  const { idempotency } = definition
  return {
    name,
    endpoint: `${request.method} ${request.path}`,
    effect: read ? 'read' : 'write',
    closed,
    bodyForm: read ? 'none' : (endpoint.body ?? definition.body),
    idempotency: read || idempotency === null || idempotent === false ? null : { windowMs: idempotency.window },
    stream: endpoint.stream !== null,
    costRule: costSentence(endpoint, definition.reads),
    moneyClass: endpoint.money,
    declared: endpoint,
    paths: requestPaths(definition, endpoint),
  }
}

/** An endpoint that the file does not list, in a closed family: it can be opened by its exact request line only. */
function unlisted(definition: Definition, method: Method, path: string): DeclaredOperation {
  const read = isRead(method)
  const line = `${method} ${path}`
  return {
    name: line,
    endpoint: line,
    effect: read ? 'read' : 'write',
    closed: true,
    bodyForm: read ? 'none' : definition.body,
    idempotency: null,
    stream: false,
    costRule: 'Unknown: no cost rule.',
    moneyClass: null,
    declared: null,
    paths: [],
  }
}
