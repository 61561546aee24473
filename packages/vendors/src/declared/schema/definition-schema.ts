/** A whole definition file. */
import { byKind, listOf, mapOf, object, oneOrMore, optional, required, several } from './containers.ts'
import {
  codeOrStatus,
  duration,
  headerName,
  matching,
  named,
  oneOf,
  origin,
  path,
  sentence,
  whole,
  words,
} from './leaves.ts'
import { endpoint } from './endpoint-schema.ts'
import { checked, mapped, type Schema } from './schema.ts'
import { type Table, table } from './table-schema.ts'
import type { Node } from '../tree.ts'

const NAME = /^[a-z][a-z0-9-]{0,31}$/
const FIELD = /^[a-z][a-z0-9_]{0,31}$/

const secretField = object('Secret field', 'One text of the vendor’s real secret.', {
  about: required(sentence, 'What it is and where an operator finds it.'),
  begins: optional(
    oneOrMore(words),
    null,
    'What it begins with; anything else is refused when the connection is made.',
  ),
})

const header = object('Header', 'A header line that carries the real secret. Secrets never stand in a URL or a body.', {
  header: required(headerName, 'Its name, in lower case.'),
  value: required(words, 'Its value; `{field}` stands for a field of the secret.'),
})

const basic = object('Basic', 'HTTP Basic.', {
  user: required(words, 'The user; `{field}` stands for a field of the secret.'),
  password: optional(words, '', 'The password, likewise; empty when left out.'),
})

const credential = object(
  'Credential',
  'Where the vendor’s SDKs put their key, and the vault key therefore arrives. A bearer is always taken.',
  {
    basic: optional(oneOf(['user', 'password'] as const), null, 'As this half of a Basic pair.'),
    header: optional(headerName, null, 'In this header.'),
  },
)

const idempotency = object('Idempotency', 'The vendor honours the header `Idempotency-Key` on its writes.', {
  window: required(duration, 'How long it remembers a key.'),
})

const errors = object(
  'Errors',
  'How a failure of the vendor is recognised. A refusal (4xx) frees the hold only where it is one of the vendor’s own.',
  {
    marks: required(listOf(path, 1), 'A failure is JSON with a value at one of these paths; a success has none.'),
    none: several(words, 'Values at `marks` that mean no failure, such as `0`.'),
    code: several(path, 'Where its code stands, for the audit log.'),
    counted: several(
      whole(400, 499),
      'Statuses that may leave something payable: their hold stays, beside that of 408, 409 and 425.',
    ),
  },
)

/** A refusal's body: texts with placeholders, in maps and lists. */
export type Template = string | readonly Template[] | ReadonlyMap<string, Template>

const template: Schema<Template> = {
  form: 'any map, list or text',
  parts: [],
  read: (node) => templateOf(node),
}

const templateOf = (node: Node): Template => {
  if (node.kind === 'text') return node.text
  if (node.kind === 'list') return node.items.map(templateOf)
  return new Map([...node.members].map(([name, { value }]) => [name, templateOf(value)]))
}

export const holdsMessage = (given: Template): boolean =>
  typeof given === 'string' ? given.includes('{message}') : [...given.values()].some(holdsMessage)

const refusal = object(
  'Refusal',
  'The proxy’s own refusals in the vendor’s error shape. `code`, `message`, `call_id` and the details are added at the top level, and as `keybrake`.',
  {
    body: required(
      checked(template, (given, node, reading) => {
        if (given instanceof Map && holdsMessage(given)) return true
        reading.fault(
          node.place,
          'must be a map in which {message} stands somewhere: it is all that an SDK’s exception shows',
        )
        return false
      }),
      'The shape: `{message}`, `{code}`, `{call_id}`, `{status}` and `{word}` are filled in.',
    ),
    words: optional(
      mapOf(codeOrStatus, words, 'map of codes, statuses or `other` to texts'),
      new Map<string, string>(),
      'What `{word}` stands for: by the refusal’s code, else by its status, else `other`.',
    ),
  },
)

const setting = object('Host setting', 'A part of the address that differs by connection.', {
  about: required(sentence, 'What it is.'),
})

type HeaderLine = typeof header extends Schema<infer T> ? T : never
type BasicPair = typeof basic extends Schema<infer T> ? T : never

export type Authorise =
  | { readonly kind: 'headers'; readonly headers: readonly HeaderLine[] }
  | ({ readonly kind: 'basic' } & BasicPair)

type HostSetting = typeof setting extends Schema<infer T> ? T : never

const authorise: Schema<Authorise> = byKind<Authorise>({
  list: mapped(listOf(header, 1), (headers) => ({ kind: 'headers', headers })),
  map: mapped(basic, (pair) => ({ kind: 'basic', ...pair })),
})

export const definitionSchema = object('Definition', 'One vendor.', {
  vendor: required(
    matching(NAME, 'a name of 1 to 32 lower-case letters, digits or hyphens'),
    'Its name, which its default connection has too.',
  ),
  about: required(sentence, 'What it is, and the state of what the file says.'),
  origins: required(
    mapOf(named(NAME, 'the name of a product'), origin, 'map of products to origins'),
    'Base URL by product; there is always `api`. `{name}` stands for a setting of the connection (see `host_settings`).',
  ),
  host_settings: optional(
    mapOf(named(FIELD, 'the name of a setting'), setting, 'map of names to [Host setting](#host-setting)'),
    new Map<string, HostSetting>(),
    'The settings that `origins` name.',
  ),
  secret: required(
    mapOf(named(FIELD, 'the name of a field'), secretField, 'map of names to [Secret field](#secret-field)'),
    'The fields of the real secret.',
  ),
  authorise: required(authorise, 'How the real secret goes out: header lines, or Basic.'),
  credential: optional(credential, { basic: null, header: null }, 'Where a vault key may arrive besides Bearer.'),
  body: optional(
    oneOf(['json', 'form'] as const),
    'json' as const,
    'How bodies are written, `json` when left out. Multipart is never passed on.',
  ),
  body_limit_bytes: optional(whole(1024, 104_857_600), 1_048_576, 'Largest request body, 1 MiB when left out.'),
  deadline: optional(duration, 60_000, 'How long an answer may take, `60s` when left out.'),
  reserved: several(
    matching(/^[A-Za-z_][A-Za-z0-9_-]*$/, 'the name of a parameter'),
    'Parameters that are never passed on, in a body or a query: where the vendor also reads credentials or accounts.',
  ),
  path_suffix: optional(
    matching(/^\.[a-z]{1,8}$/, 'a suffix such as .json'),
    null,
    'A suffix that paths may have and endpoints are written without.',
  ),
  request_headers: several(
    headerName,
    'Headers that go up when the caller sent them. `accept` and `user-agent` always may.',
  ),
  identity_headers: several(
    headerName,
    'Those of them that are part of what a call is: two calls that differ here are never attempts of one.',
  ),
  response_headers: several(headerName, 'Headers that come down. `content-type` and `retry-after` always do.'),
  request_id: optional(headerName, null, 'The header that states the vendor’s id of a request, for the audit log.'),
  idempotency: optional(
    idempotency,
    null,
    'Left out: the vendor honours no key, and the proxy remembers the caller’s own.',
  ),
  errors: required(errors, 'How a failure of the vendor is recognised.'),
  refusal: required(refusal, 'The proxy’s own refusals in the vendor’s shape.'),
  closed: several(
    matching(/^(?:[a-z0-9-]+:)?\/\S+$/, 'a path pattern'),
    'Endpoints that mint or show credentials, whatever the method: `/keys/**`, `*` one segment, `product:/path` for one product; without the version. They stay shut unless the key and the connection open them by name.',
  ),
  reads: optional(
    oneOf(['free', 'unknown'] as const),
    'unknown' as const,
    'What a GET of a listed endpoint costs that says nothing itself. An unlisted one is always unknown.',
  ),
  tables: optional(
    mapOf(named(/^[a-z][a-z0-9_]*$/, 'the name of a table'), table, 'map of names to [Table](#table)'),
    new Map<string, Table>(),
    'Price tables.',
  ),
  endpoints: required(
    mapOf(
      named(/^[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)*$/, 'a name such as mail.send'),
      endpoint,
      'map of names to [Endpoint](#endpoint)',
    ),
    'Every endpoint the vendor’s callers use, by the name that allowlists and audit rows show.',
  ),
})

export type Definition = typeof definitionSchema extends Schema<infer T> ? T : never
