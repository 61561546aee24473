import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inspect } from 'node:util'
import { ADMIN_CODES } from './codes.ts'
import { errorsOf, openapi } from './openapi.ts'
import { operations } from './operations/all.ts'
import { readBody } from './read.ts'

interface Doc {
  readonly openapi: string
  readonly paths: Readonly<Record<string, Readonly<Record<string, Part>>>>
  readonly components: { readonly schemas: Readonly<Record<string, unknown>> }
}
interface Part {
  readonly operationId: string
  readonly summary: string
  readonly parameters: readonly { readonly name: string; readonly in: string; readonly schema: unknown }[]
  readonly requestBody?: {
    readonly content: Readonly<
      Record<
        string,
        { readonly schema: { readonly properties: Readonly<Record<string, unknown>> }; readonly example: unknown }
      >
    >
  }
  readonly responses: Readonly<
    Record<
      string,
      { readonly description: string; readonly content: Readonly<Record<string, { readonly schema: unknown }>> }
    >
  >
}

const document = JSON.parse(
  JSON.stringify(openapi({ version: '0.1.0', serverUrl: 'http://127.0.0.1:8787' })),
) as unknown as Doc
const parts = Object.values(document.paths).flatMap((item) => Object.values(item))

test('the document is OpenAPI 3.1 and lists exactly the calls of the contract', () => {
  assert.match(document.openapi, /^3\.1\./)
  const listed = Object.entries(document.paths).flatMap(([path, item]) =>
    Object.keys(item).map((method) => `${method.toUpperCase()} ${path}`),
  )
  assert.deepEqual(listed.sort(), operations.map(({ method, path }) => `${method} ${path}`).sort())
})

test('ids are unique, every answer is described, every path parameter is declared', () => {
  assert.equal(new Set(parts.map(({ operationId }) => operationId)).size, parts.length)
  for (const [path, item] of Object.entries(document.paths)) {
    const variables = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
    for (const part of Object.values(item)) {
      assert.deepEqual(
        part.parameters.filter((parameter) => parameter.in === 'path').map(({ name }) => name),
        variables,
      )
      for (const { description, content } of Object.values(part.responses))
        assert.ok(description !== '' && Object.keys(content).length > 0)
    }
  }
})

test('every reference leads somewhere, and no dialect word of the generator is left', () => {
  const text = JSON.stringify(document)
  for (const [, name = ''] of text.matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g))
    assert.ok(name in document.components.schemas, name)
  assert.doesNotMatch(text, /"\$ref":"#\/\$defs|"\$defs"|"\$schema"|"~standard"/)
})

test('no answer must be of two closed objects at once: none could be', () => {
  assert.doesNotMatch(JSON.stringify(document), /"allOf"/)
})

test('the example of each body is one that is accepted', () => {
  for (const { id, body, bodyExample } of operations) {
    if (body === null) continue
    const result = readBody(body, JSON.stringify(bodyExample))
    assert.ok(result.ok, `${id}: ${inspect(result, { depth: 5 })}`)
  }
})

test('the example of each answer is one of its schema', () => {
  for (const { id, answer } of operations) {
    const result = answer.schema.safeParse(answer.example)
    assert.ok(result.success, `${id}: ${JSON.stringify(result.error?.issues)}`)
  }
})

test('a body’s document lists every field and alias that is read, and no other', () => {
  for (const { id, method, path, body } of operations) {
    if (body === null) continue
    const listed =
      document.paths[path]?.[method.toLowerCase()]?.requestBody?.content['application/json']?.schema.properties
    assert.deepEqual(
      Object.keys(listed ?? {}).sort(),
      [...Object.keys(body.shape), ...Object.keys(body.aliases)].sort(),
      id,
    )
  }
})

test('every error code is the error of some call but those of requests that reach none', () => {
  const used = new Set(operations.flatMap(errorsOf))
  const unused = Object.keys(ADMIN_CODES).filter((code) => !used.has(code as never))
  assert.deepEqual(unused, ['unknown_route', 'method_not_allowed', 'overloaded'])
})
