/** What a definition must keep beyond the form of its fields: names that are used exist, and headers that carry secrets stay apart. */
import type { Factor, PriceRef } from './schema/cost-schema.ts'
import type { Definition } from './schema/definition-schema.ts'
import { VARIABLE } from './schema/leaves.ts'
import type { Endpoint } from './schema/endpoint-schema.ts'
import { Reading } from './schema/schema.ts'
import type { Fault, Node, Place } from './tree.ts'
import { isSingle, type Path } from './path.ts'
import { nearest } from '@keybrake/core'

/** Headers that are the proxy's to write, that lead elsewhere, or that carry a caller's own credentials. */
const OWN_HEADERS: ReadonlySet<string> = new Set(
  (
    'authorization host connection keep-alive te trailer upgrade expect content-length content-type content-encoding ' +
    'transfer-encoding accept-encoding cookie set-cookie proxy-authorization proxy-authenticate forwarded via ' +
    'idempotency-key x-forwarded-for x-forwarded-host x-forwarded-proto x-real-ip x-http-method-override x-method-override x-http-method'
  ).split(' '),
)

export function checkDefinition(definition: Definition, root: Node): readonly Fault[] {
  const checker = new Checker(definition, root)
  checker.names()
  checker.headers()
  for (const [name, endpoint] of definition.endpoints) checker.endpoint(name, endpoint)
  return checker.faults
}

class Checker {
  readonly faults: Fault[] = []
  readonly #definition: Definition
  readonly #root: Node
  readonly #lines = new Map<string, string>()

  constructor(definition: Definition, root: Node) {
    this.#definition = definition
    this.#root = root
  }

  names(): void {
    const { origins, host_settings, secret, authorise } = this.#definition
    if (!origins.has('api')) this.#fault(['origins'], 'must have the product api')
    const roots = new Set([...this.#definition.endpoints.values()].map(({ request }) => request.path.split('/', 2)[1]))
    for (const product of origins.keys())
      if (roots.has(product)) this.#fault(['origins', product], `paths of endpoints begin with /${product} too`)
    if (secret.size === 0) this.#fault(['secret'], 'must have at least one field')
    const used = [...origins.values()].flatMap((origin) => [...origin.matchAll(VARIABLE)].map(([, name]) => name ?? ''))
    for (const name of used)
      if (!host_settings.has(name)) this.#fault(['origins'], `{${name}} is none of host_settings`)
    for (const name of host_settings.keys())
      if (!used.includes(name)) this.#fault(['host_settings', name], 'stands in no origin')
    const values =
      authorise.kind === 'basic' ? [authorise.user, authorise.password] : authorise.headers.map(({ value }) => value)
    for (const [, name = ''] of values.join(' ').matchAll(/\{([^}]*)\}/g))
      if (!secret.has(name))
        this.#fault(['authorise'], `{${name}} is ${this.#unknown(name, secret.keys(), 'field of secret')}`)
    for (const name of secret.keys())
      if (!values.some((value) => value.includes(`{${name}}`)))
        this.#fault(['secret', name], 'is used nowhere in authorise')
  }

  headers(): void {
    const { authorise, credential, request_headers, identity_headers, response_headers } = this.#definition
    const carrying = authorise.kind === 'basic' ? ['authorization'] : authorise.headers.map(({ header }) => header)
    const own = new Set([...OWN_HEADERS, ...carrying, ...(credential.header === null ? [] : [credential.header])])
    for (const name of carrying)
      if (name !== 'authorization' && (OWN_HEADERS.has(name) || name.startsWith('keybrake-')))
        this.#fault(['authorise'], `the header ${name} can carry no secret`)
    if (credential.header !== null && OWN_HEADERS.has(credential.header))
      this.#fault(['credential', 'header'], `the header ${credential.header} can carry no vault key`)
    for (const name of request_headers)
      if (own.has(name) || name.startsWith('keybrake-')) this.#fault(['request_headers'], `${name} never goes up`)
    for (const name of response_headers)
      if (OWN_HEADERS.has(name) && name !== 'content-type' && name !== 'idempotency-key')
        this.#fault(['response_headers'], `${name} never comes down`)
    for (const name of identity_headers)
      if (!request_headers.includes(name)) this.#fault(['identity_headers'], `${name} is none of request_headers`)
  }

  endpoint(name: string, endpoint: Endpoint): void {
    const way = ['endpoints', name]
    const { product, request, cost, settle, stream, only, query } = endpoint
    if (!this.#definition.origins.has(product))
      this.#fault(
        [...way, 'product'],
        `is ${this.#unknown(product, this.#definition.origins.keys(), 'product of origins')}`,
      )
    const line = `${product} ${request.method} ${request.path}`
    const same = this.#lines.get(line)
    if (same !== undefined) this.#fault([...way, 'request'], `is the request of ${same} too`)
    this.#lines.set(line, name)
    if (query.length > 0 && request.method === 'GET')
      this.#fault([...way, 'query'], 'is about writes: a GET takes any query')
    if (endpoint.idempotent === true && this.#definition.idempotency === null)
      this.#fault([...way, 'idempotent'], 'needs the vendor’s `idempotency`')
    for (const part of cost.kind === 'sum' ? cost.parts : []) {
      this.#price(part.usd, [...way, 'cost'])
      for (const factor of part.times) this.#factor(factor, [...way, 'cost'])
    }
    for (const part of settle ?? []) {
      this.#price(part.usd, [...way, 'settle'])
      for (const factor of part.times) this.#factor(factor, [...way, 'settle'])
      if (part.times.some(({ kind }) => kind === 'body_bytes'))
        this.#fault([...way, 'settle'], 'body_bytes says nothing of an answer')
      const paths: readonly Path[] = [
        ...(part.each === null ? [] : [part.each]),
        ...(part.amount ?? []),
        ...part.times.flatMap((factor) =>
          factor.kind === 'counted' ? [...(factor.field ?? []), ...(factor.less ?? [])] : [],
        ),
      ]
      const list = stream === null ? undefined : paths.find((path) => !isSingle(path))
      if (list !== undefined) this.#fault([...way, 'settle'], `${list.text} is a list, which is not kept of a stream`)
    }
    for (const { body_bytes_max } of only)
      if (body_bytes_max?.kind === 'column') this.#column(body_bytes_max, [...way, 'only'])
  }

  #price(price: PriceRef | null, way: readonly string[]): void {
    const column = price?.kind === 'setting' ? price.otherwise : price
    if (column?.kind === 'column') this.#column(column, way)
  }

  #factor(factor: Factor, way: readonly string[]): void {
    if (factor.kind === 'column') this.#column(factor, way)
    if (factor.kind === 'counted' && factor.else?.kind === 'column') this.#column(factor.else, way)
  }

  #column({ table, column }: { readonly table: string; readonly column: string }, way: readonly string[]): void {
    const found = this.#definition.tables.get(table)
    if (found === undefined)
      return this.#fault(way, `${table} is ${this.#unknown(table, this.#definition.tables.keys(), 'table')}`)
    const columns = [...found.prices, ...found.numbers]
    if (!columns.includes(column))
      this.#fault(way, `${table}.${column} is ${this.#unknown(column, columns, `column of ${table}`)}`)
  }

  #unknown(name: string, known: Iterable<string>, what: string): string {
    const near = nearest(name, known)
    return `no ${what}${near === null ? '' : `; did you mean ${near}?`}`
  }

  #fault(way: readonly string[], message: string): void {
    let reading = new Reading(this.faults)
    for (const name of way) reading = reading.member(name)
    reading.fault(this.#placeOf(way), message)
  }

  /** The deepest place on this way that stands in the file. */
  #placeOf(way: readonly string[]): Place {
    let node = this.#root
    let { place } = node
    for (const name of way) {
      const member = node.kind === 'map' ? node.members.get(name) : undefined
      if (member === undefined) break
      place = member.place
      node = member.value
    }
    return place
  }
}
