/** The OpenAPI 3.1 document, built from the schemas that judge requests and type answers. */
import { z } from 'zod'
import { problemAnswer, PROBLEM_TYPE, wireProblem } from './answers/problem.ts'
import { ADMIN_CODES, type AdminCode } from './codes.ts'
import type { AnyOperation } from './operation.ts'
import { operations } from './operations/all.ts'
import { noQuery } from './requests/queries.ts'

type Part = Readonly<Record<string, unknown>>

export interface OpenApiOptions {
  readonly version: string
  readonly serverUrl: string
}

export function openapi({ version, serverUrl }: OpenApiOptions): Part {
  const components: Record<string, unknown> = {}
  const paths: Record<string, Record<string, unknown>> = {}
  for (const operation of operations) {
    const item = (paths[operation.path] ??= {})
    item[operation.method.toLowerCase()] = operationPart(operation, components)
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Keybrake admin API',
      version,
      description:
        'Issue short-lived vault keys with USD caps, and see what they did. Unknown request fields are refused.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: serverUrl }],
    security: [{ credential: [] }],
    tags: [...new Set(operations.map(({ tag }) => tag))].map((name) => ({ name })),
    paths,
    components: {
      schemas: Object.fromEntries(Object.entries(components).sort(([a], [b]) => (a < b ? -1 : 1))),
      securitySchemes: { credential: { type: 'http', scheme: 'bearer', description: 'An admin credential.' } },
    },
  }
}

function operationPart(operation: AnyOperation, components: Record<string, unknown>): Part {
  const { access, answer } = operation
  const media = { schema: schemaPart(answer.schema, 'output', components), example: answer.example }
  const others = (answer.otherTypes ?? []).map((type) => [type, { schema: { type: 'string' } }] as const)
  return {
    operationId: operation.id,
    tags: [operation.tag],
    summary: operation.summary,
    description: access === 'public' ? 'Needs no credential.' : `Roles: ${access.join(', ')}.`,
    ...(access === 'public' ? { security: [] } : {}),
    parameters: [
      ...pathParameters(operation),
      ...queryParameters(operation, components),
      ...headerParameters(operation),
    ],
    ...(operation.body === null ? {} : { requestBody: requestPart(operation, components) }),
    responses: {
      [answer.status]: {
        description: operation.summary,
        content: { [answer.type ?? 'application/json']: media, ...Object.fromEntries(others) },
      },
      ...errorParts(operation, components),
    },
  }
}

function requestPart(operation: AnyOperation, components: Record<string, unknown>): Part {
  const body = operation.body
  if (body === null) return {}
  const schema = schemaPart(body.schema, 'input', components) as {
    properties: Record<string, unknown>
    required?: string[]
  }
  const aliases = Object.entries(body.aliases).map(([alias, name]) => {
    const { description: _own, ...same } = schema.properties[name] as Record<string, unknown>
    return [alias, { ...same, description: `Same as \`${name}\`.` }] as const
  })
  return {
    required: (schema.required ?? []).length > 0,
    content: {
      'application/json': {
        schema: { ...schema, properties: { ...schema.properties, ...Object.fromEntries(aliases) } },
        example: operation.bodyExample,
      },
    },
  }
}

const pathParameters = ({ path }: AnyOperation): readonly Part[] =>
  [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({ name, in: 'path', required: true, schema: { type: 'string' } }))

function queryParameters(operation: AnyOperation, components: Record<string, unknown>): readonly Part[] {
  if (operation.query === noQuery) return []
  const schema = schemaPart(operation.queryShape ?? operation.query, 'input', components)
  const properties = Object.entries(schema.properties as Record<string, Record<string, unknown>>)
  const named = properties.map(([name, { description, ...rest }]) => ({ name, in: 'query', description, schema: rest }))
  if (operation.id !== 'listAudit') return named
  const tags = { type: 'object', additionalProperties: { type: 'string' } }
  return [
    ...named,
    {
      name: 'tag',
      in: 'query',
      style: 'deepObject',
      description: 'Sent as `tag.<name>=<value>`: rows with this tag.',
      schema: tags,
    },
  ]
}

const headerParameters = ({ headers }: AnyOperation): readonly Part[] =>
  (headers ?? []).map(({ name, description }) => ({ name, in: 'header', description, schema: { type: 'string' } }))

/** Codes that a call can answer with because of what kind of call it is. */
export function errorsOf(operation: AnyOperation): readonly AdminCode[] {
  const all = new Set<AdminCode>(operation.errors)
  if (operation.access !== 'public') all.add('unauthenticated').add('ledger_unavailable')
  if (operation.access !== 'public' && operation.method !== 'GET') all.add('wrong_origin')
  if (operation.access !== 'public' && operation.access.length < 3) all.add('role_not_allowed')
  if (operation.body !== null) all.add('bad_request').add('body_too_large').add('unsupported_media_type')
  return [...all.add('invalid_request').add('internal')]
}

function errorParts(operation: AnyOperation, components: Record<string, unknown>): Part {
  const byStatus = Map.groupBy(errorsOf(operation), (code) => ADMIN_CODES[code].status)
  const schema = schemaPart(problemAnswer, 'output', components)
  return Object.fromEntries(
    [...byStatus].map(([status, codes]) => [
      status,
      {
        description: codes.map((code) => `\`${code}\`: ${ADMIN_CODES[code].title}`).join(' '),
        content: {
          [PROBLEM_TYPE]: {
            schema,
            examples: Object.fromEntries(codes.map((code) => [code, { value: problemExample(code) }])),
          },
        },
      },
    ]),
  )
}

function problemExample(code: AdminCode): Part {
  const detail = ADMIN_CODES[code].title
  if (code !== 'invalid_request') return wireProblem({ code, detail })
  return wireProblem({
    code,
    detail,
    errors: [{ pointer: '/daily_usd_capp', message: 'is not a known field; did you mean daily_usd_cap?' }],
  })
}

/** Named schemas move to `components`; references follow. */
function schemaPart(
  schema: z.ZodType,
  io: 'input' | 'output',
  components: Record<string, unknown>,
): Record<string, unknown> {
  const made = z.toJSONSchema(schema, { target: 'draft-2020-12', io, unrepresentable: 'any' }) as Record<
    string,
    unknown
  >
  const { $schema: _dialect, $defs, id: _id, ...rest } = moved(made) as Record<string, unknown>
  for (const [name, part] of Object.entries(($defs ?? {}) as Record<string, Record<string, unknown>>)) {
    const { id: _name, ...body } = part
    components[name] = body
  }
  const name = typeof made.id === 'string' ? made.id : null
  if (name === null) return rest
  components[name] = rest
  return { $ref: `#/components/schemas/${name}` }
}

function moved(part: unknown): unknown {
  if (Array.isArray(part)) return part.map(moved)
  if (typeof part !== 'object' || part === null) return part
  return Object.fromEntries(
    Object.entries(part).map(([name, value]) => [
      name,
      name === '$ref' && typeof value === 'string' ? value.replace('#/$defs/', '#/components/schemas/') : moved(value),
    ]),
  )
}
