/**
 * Decodes query and body into the one value that is judged, priced and sent (guarantee G5). A body that could be read in
 * two ways stops the call.
 */
import {
  type Body,
  decodeUtf8,
  type Field,
  holdsVaultKey,
  jsonToFields,
  type Method,
  readForm,
  readJson,
  type ReadRequest,
  remembered,
  writeJson,
} from '@keybrake/core'
import type { Operation, VendorAdapter } from '@keybrake/vendors'
import type { BodyBytes } from '../http/body.ts'
import type { Head } from '../http/head.ts'
import { type Stop, stop } from './stop.ts'

export interface ReadInput {
  readonly adapter: VendorAdapter
  readonly operation: Operation | null
  readonly head: Head
  readonly method: Method
  readonly product: string
  readonly path: string
  readonly rawQuery: string
  readonly body: BodyBytes
}

export function readRequest(input: ReadInput): ReadRequest | Stop {
  const query = readForm(input.rawQuery, { repeat: input.adapter.repeatsFields })
  if (!query.ok) return ambiguous(`the query string: ${query.why}`)
  const body = input.body.length === 0 ? NO_BODY : readBodyText(input)
  if (body.kind === 'stop') return body
  if (fieldsHoldVaultKey(query.fields) || bodyHoldsVaultKey(body)) return vaultKeyInParameters
  return {
    method: input.method,
    product: input.product,
    path: input.path,
    query: query.fields,
    body,
    headers: listedHeaders(input.head, input.adapter.requestHeaders),
  }
}

const NO_BODY: Body = { kind: 'none' }

function fieldsHoldVaultKey(fields: readonly Field[]): boolean {
  for (const [name, value] of fields) if (holdsVaultKey(value) || holdsVaultKey(name)) return true
  return false
}

/** Written out, a JSON text has one spelling of every character that a key can have. */
const bodyHoldsVaultKey = (body: Body): boolean =>
  body.kind === 'form' ? fieldsHoldVaultKey(body.fields) : body.kind === 'json' && holdsVaultKey(writeJson(body.value))

/** What stands in the parameters reaches the vendor, its logs and whoever reads them there. */
const vaultKeyInParameters = stop(
  'bad_request',
  'A vault key stands in the parameters of this call and would reach the vendor. Nothing was sent. Revoke that key; do not retry.',
)

function readBodyText(input: ReadInput): Body | Stop {
  const { adapter, head } = input
  if (input.method === 'GET' || input.method === 'HEAD') {
    // Some SDKs send an empty object with every read; it says nothing, and is not passed on.
    if (input.body.length === 2 && input.body.toString('latin1') === '{}') return NO_BODY
    return stop(
      'bad_request',
      `A ${input.method} call must not carry a body. Put parameters in the query string. Nothing was sent. Do not retry it unchanged.`,
    )
  }
  if (head.headers.has('content-encoding')) return ambiguous('Content-Encoding is not accepted; send it plain')
  const contentType = head.headers.get('content-type')
  const type = contentType === undefined ? null : mediaType(contentType)
  if (type === 'multipart/form-data')
    return stop(
      'unsupported_encoding',
      'Multipart bodies are not accepted by this proxy. Nothing was sent. Do not retry.',
    )
  const text = textOf(input.body)
  if (text === null) return ambiguous('it is not valid UTF-8')
  const wanted = input.operation?.bodyForm ?? adapter.bodyForm
  if (type === 'application/x-www-form-urlencoded' && wanted !== 'json') return formBody(text, adapter.repeatsFields)
  if (type !== 'application/json')
    return ambiguous(
      `its Content-Type must be ${wanted === 'json' ? 'application/json' : 'application/x-www-form-urlencoded'}, with no parameter but charset=utf-8`,
    )
  const json = readJson(text)
  if (!json.ok) return ambiguous(json.why)
  if (wanted === 'json') return { kind: 'json', value: json.value }
  const fields = jsonToFields(json.value)
  if (!fields.ok) return ambiguous(fields.why)
  // The translated form must pass the same reader that a form body passes: one grammar, whatever came in.
  return formFields(fields.fields, adapter.repeatsFields)
}

const ASCII = /^[\x00-\x7f]*$/

/** Null where the bytes are not UTF-8. */
function textOf(body: BodyBytes): string | null {
  if (typeof body !== 'string') return decodeUtf8(body)
  // The same in either encoding.
  return ASCII.test(body) ? body : decodeUtf8(Buffer.from(body, 'latin1'))
}

function formBody(text: string, repeat: boolean): Body | Stop {
  const form = readForm(text, { repeat })
  return form.ok ? { kind: 'form', fields: form.fields } : ambiguous(form.why)
}

function formFields(fields: readonly Field[], repeat: boolean): Body | Stop {
  const names = new Set<string>()
  for (const [name] of fields) {
    if (names.has(name) && !repeat) return ambiguous(`${name} stands twice`)
    names.add(name)
  }
  return { kind: 'form', fields }
}

const ambiguous = (why: string): Stop =>
  stop(
    'ambiguous_body',
    `The parameters could be read in more than one way: ${why}. Nothing was sent. Correct the request; do not retry it unchanged.`,
  )

/** The media type where it is exact: no parameter but `charset=utf-8`. Null otherwise. */
const mediaType = remembered((header): string | null => {
  const [type = '', ...parameters] = header.split(';').map((part) => part.trim().toLowerCase())
  if (type === 'multipart/form-data') return type
  return parameters.every((parameter) => parameter === 'charset=utf-8' || parameter === 'charset="utf-8"') &&
    parameters.length <= 1
    ? type
    : null
})

function listedHeaders(head: Head, names: readonly string[]): ReadonlyMap<string, string> {
  let listed: Map<string, string> | null = null
  for (const name of names) {
    const value = head.headers.get(name)
    if (value === undefined) continue
    listed ??= new Map()
    listed.set(name, value)
  }
  return listed ?? NO_HEADERS
}

const NO_HEADERS: ReadonlyMap<string, string> = new Map()
