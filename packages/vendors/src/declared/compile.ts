/** A definition as an adapter: the same contract as the vendors that are written in code. */
import type { Field, Json, JsonObject, ReadRequest } from '@keybrake/core'
import type { ConnectionSecret, Location, VendorAdapter } from '../adapter.ts'
import { segmentsOf } from '../shared/matcher.ts'
import { classify } from './answer.ts'
import { operationsOf } from './operations.ts'
import { declaredOf, price } from './price.ts'
import { redact } from './redact.ts'
import { refusal } from './refusal.ts'
import type { Authorise, Definition } from './schema/definition-schema.ts'
import { streamReader } from './stream.ts'

const ALWAYS_UP = ['accept', 'user-agent']
const ALWAYS_DOWN = ['content-type', 'retry-after']

export function compile(definition: Definition): VendorAdapter {
  const table = operationsOf(definition)
  const { credential, idempotency } = definition
  return {
    vendor: definition.vendor,
    origins: Object.fromEntries(definition.origins),
    roots: rootsOf(definition),
    secretFields: [...definition.secret.keys()],
    secretForms: Object.fromEntries(
      [...definition.secret].flatMap(([name, { begins }]) => (begins === null ? [] : [[name, begins]])),
    ),
    addedFields: [],
    credentialForms: credential.basic === null ? [] : [`basic_${credential.basic}`],
    credentialHeader: credential.header,
    bodyLimitBytes: definition.body_limit_bytes,
    bodyForm: definition.body,
    repeatsFields: false,
    requestHeaders: [...new Set([...ALWAYS_UP, 'idempotency-key', ...definition.request_headers])],
    identityHeaders: definition.identity_headers,
    rewritesLinks: false,
    responseHeaders: [...new Set([...ALWAYS_DOWN, ...definition.response_headers])],
    deadlineMs: definition.deadline,
    operations: table.operations,
    locate: (path, hostProduct) => locate(definition, path, hostProduct),
    operation: table.find,
    localEntry: (entry) => entry,
    checkAccount: ({ path }) => ({ path }),
    checkParameters: (request) =>
      reservedField(definition, request) ??
      strayQuery(request, table.find(request.method, request.product, request.path)),
    price: (operation, request, context) => price(definition, operation, request, context),
    priceFromAnswer: () => ({ kind: 'unknown', why: 'a declared vendor is asked nothing beforehand', ruled: true }),
    objectsNamed: () => [],
    unlistedIdempotency: () => (idempotency === null ? null : { windowMs: idempotency.window }),
    additions: () => [],
    authorise: (secret) => authorise(definition.authorise, secret),
    classify: (operation, request, estimate, answer, context) =>
      classify(definition, operation, request, estimate, answer, context),
    streamReader: (operation, contentType) => {
      const endpoint = declaredOf(operation)
      return endpoint === null ? null : streamReader(definition, endpoint, contentType)
    },
    redact,
    refusal: (refused, callId) => refusal(definition, refused, callId),
  }
}

function rootsOf({ endpoints }: Definition): readonly string[] {
  const first = [...endpoints.values()].map(({ request }) => segmentsOf(request.path)[0] ?? '')
  return [...new Set(first)].filter((segment) => segment !== '' && segment !== '{id}').map((segment) => `/${segment}`)
}

/** What the vendor has beside its listed endpoints nobody knows here, so every path may be one. */
function locate({ origins }: Definition, path: string, hostProduct: string | null): Location | null {
  if (hostProduct !== null) return origins.has(hostProduct) ? at(hostProduct, path) : null
  const [first = '', ...rest] = segmentsOf(path)
  return first !== 'api' && origins.has(first) ? at(first, `/${rest.join('/')}`) : at('api', path)
}

const DOUBLED = /^(\/v[0-9]+)\1(?=\/)/

/** A program that joins a base ending in the version with a path beginning with it is understood. */
function at(product: string, path: string): Location | null {
  return path.length > 1 ? { product, path: path.replace(DOUBLED, '$1') } : null
}

/** What the vendor would read as a credential or an account of the caller’s own. */
function reservedField({ reserved }: Definition, { query, body }: ReadRequest): Problem {
  const inBody = body.kind === 'json' ? memberNames(body.value) : body.kind === 'form' ? body.fields.map(nameOf) : []
  const name = [...query.map(nameOf), ...inBody].find((one) => reserved.includes(one.split('[', 1)[0] ?? ''))
  return name === undefined
    ? null
    : { code: 'parameter_not_allowed', parameter: name, why: 'it is never passed on: the proxy speaks for the account' }
}

type Problem = ReturnType<VendorAdapter['checkParameters']>

const nameOf = ([name]: Field): string => name
const memberNames = (json: Json): readonly string[] => (json instanceof Map ? [...(json as JsonObject).keys()] : [])

/** The cost is worked out from the body of a write: what stands in the query could say otherwise. */
function strayQuery(request: ReadRequest, operation: Parameters<typeof declaredOf>[0]): Problem {
  const endpoint = declaredOf(operation)
  if (endpoint === null || request.method === 'GET' || request.method === 'HEAD') return null
  const stray = request.query.find(([name]) => !endpoint.query.includes(name))
  return stray === undefined
    ? null
    : {
        code: 'ambiguous_body',
        parameter: stray[0],
        why: 'the parameters of this write are read from its body: leave them out of the query string',
      }
}

function authorise(form: Authorise, secret: ConnectionSecret): readonly Field[] {
  const filled = (text: string): string => text.replace(/\{([^}]*)\}/g, (_whole, name: string) => secret[name] ?? '')
  if (form.kind === 'basic')
    return [['authorization', `Basic ${btoa(`${filled(form.user)}:${filled(form.password)}`)}`]]
  return form.headers.map(({ header, value }): Field => [header, filled(value)])
}
