/**
 * A vendor case as data: one request, what the vendor was asked, what it answered, and what the adapter must make of it.
 * Adding a case adds a file `src/<vendor>/fixtures/<operation>/<case>.json` and no code.
 */
import {
  type Field,
  formatUsd,
  instant,
  type Json,
  JsonNumber,
  type Method,
  type ParameterRules,
  type ReadRequest,
} from '@keybrake/core'
import type { ConnectionFacts, Price, PriceContext, Reading, VendorAnswer } from '../src/adapter.ts'

export interface Fixture {
  /** The test's name: the guarantee as a sentence. */
  readonly guarantee: string
  /** The time of the call; decides the margin on exchange rates. */
  readonly at?: string
  readonly settings?: Readonly<Record<string, string>>
  readonly accounts?: readonly string[]
  /** The policy's rules on parameters, where the price leans on them. */
  readonly rules?: ParameterRules
  readonly request: FixtureRequest
  readonly operation: string | null
  /** What `checkParameters` refuses; then nothing else is looked at. */
  readonly problem?: Readonly<Record<string, unknown>>
  readonly price?: Readonly<Record<string, unknown>>
  /** The vendor's answer to the question that `price` asks, and the price that follows. */
  readonly asked?: FixtureAnswer
  readonly priceFromAnswer?: Readonly<Record<string, unknown>>
  readonly answer?: FixtureAnswer
  /** Absent where there is no `answer`. */
  readonly verdict?: Readonly<Record<string, unknown>>
  /** The vendor's error code, request id and object id, where the case is about them. */
  readonly error?: string
  readonly vendorRequestId?: string
  readonly vendorObjectId?: string
  readonly objectsNamed?: readonly string[]
  /** All that the audit log keeps of the request. */
  readonly redacted?: Readonly<Record<string, string>>
}

export interface FixtureRequest {
  readonly method?: Method
  readonly product?: string
  readonly path: string
  /** A list stands for a name that stands more than once. */
  readonly query?: FixtureFields
  readonly form?: FixtureFields
  readonly json?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

type FixtureFields = Readonly<Record<string, string | readonly string[]>>

export interface FixtureAnswer {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  /** Absent: the answer is not JSON or broke off. */
  readonly json?: unknown
  /** The lines of a streamed answer. */
  readonly events?: readonly string[]
}

/** Like the strict reader: objects become maps, numbers keep their text. Fixtures hold no number a float would change. */
export function toJson(value: unknown): Json {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value
  if (typeof value === 'number') return new JsonNumber(String(value))
  if (Array.isArray(value)) return value.map(toJson)
  return new Map(Object.entries(value as object).map(([name, member]) => [name, toJson(member)]))
}

const headersOf = (record: Readonly<Record<string, string>> = {}): ReadonlyMap<string, string> =>
  new Map(Object.entries(record))

const fields = (record: FixtureFields = {}): readonly Field[] =>
  Object.entries(record).flatMap(([name, value]) => [value].flat().map((one): Field => [name, one]))

export function readRequestOf(stated: FixtureRequest): ReadRequest {
  const { method = 'POST', product = 'api', path, query, form, json, headers } = stated
  const body: ReadRequest['body'] =
    json !== undefined
      ? { kind: 'json', value: toJson(json) }
      : form !== undefined
        ? { kind: 'form', fields: fields(form) }
        : { kind: 'none' }
  return { method, product, path, query: fields(query), body, headers: headersOf(headers) }
}

export const answerOf = ({ status, headers, json }: FixtureAnswer): VendorAnswer => ({
  status,
  headers: headersOf(headers),
  json: json === undefined ? undefined : toJson(json),
})

export const contextOf = (
  vendor: string,
  { at = '2025-11-24', settings = {}, rules = {} }: Partial<Fixture>,
): PriceContext => ({
  connection: connectionOf(vendor, settings),
  at: instant(Date.parse(at)),
  rules,
})

export const connectionOf = (vendor: string, settings: Readonly<Record<string, string>> = {}): ConnectionFacts => ({
  name: vendor,
  vendor,
  account: null,
  correlate: true,
  settings,
})

/** A price as fixtures write it: USD as text, `money` as `2999 usd at 1`, nulls left out. */
export function shownPrice(price: Price): Readonly<Record<string, unknown>> {
  switch (price.kind) {
    case 'free':
      return { kind: 'free' }
    case 'known':
      return withoutNulls({
        kind: 'known',
        usd: formatUsd(price.amount),
        money: price.money && `${price.money.amount} ${price.money.currency} at ${price.money.rate}`,
        object: price.object,
      })
    case 'ask': {
      const { method, path, query, form } = price.question
      const line = `${method === undefined ? '' : `${method} `}${path}${query.length === 0 ? '' : `?${pairs(query)}`}`
      return withoutNulls({ kind: 'ask', path: line, form: form === undefined ? null : pairs(form) })
    }
    case 'unknown':
      return { kind: 'unknown', ruled: price.ruled }
  }
}

const pairs = (fields: readonly Field[]): string => fields.map(([name, value]) => `${name}=${value}`).join('&')

/** A reading as fixtures write it; what is false or null is left out. */
export function shownReading({ verdict, replayed }: Reading): Readonly<Record<string, unknown>> {
  const replay = replayed ? { replayed } : {}
  if (verdict.kind === 'unknown') return { kind: 'unknown', ...replay }
  if (verdict.kind === 'not_performed') return { kind: 'not_performed', endsUnknown: verdict.endsUnknown, ...replay }
  return withoutNulls({
    kind: 'performed',
    usd: formatUsd(verdict.actual),
    object: verdict.object,
    givesBack: verdict.givesBack || null,
    later: verdict.later || null,
    ...replay,
  })
}

const withoutNulls = (record: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(record).filter(([, value]) => value !== null))
