/** One endpoint of a vendor. */
import { byKind, listOf, mapOf, object, optional, required, several } from './containers.ts'
import { condition, type CostPart, part } from './cost-schema.ts'
import { flag, matching, moneyClass, named, oneOf, path, requestLine, sentence, words } from './leaves.ts'
import { checked, mapped, type Schema } from './schema.ts'
import { parsePath } from '../path.ts'
import type { Member } from '../tree.ts'

export type Cost =
  /** Surely moves nothing. */
  | { readonly kind: 'free' }
  /** No rule: the key’s `unknown_cost` decides. */
  | { readonly kind: 'unknown' }
  /** Its cost can't be bounded: refused whatever the key says. */
  | { readonly kind: 'refused' }
  | { readonly kind: 'sum'; readonly parts: readonly CostPart[] }

const cost: Schema<Cost> = byKind<Cost>({
  text: mapped(oneOf(['free', 'unknown', 'refused'] as const), (kind) => ({ kind })),
  list: mapped(listOf(part, 1), (parts) => ({ kind: 'sum', parts })),
})

const stream = object(
  'Stream',
  'How an answer that comes as server-sent events ends. Without its last event nothing of it settles the call: the hold stands in full.',
  {
    last_data: optional(words, null, 'The data of the last event, such as `[DONE]`. Exactly one of both.'),
    last_types: optional(listOf(words, 1), null, 'The last event is JSON whose `type` is one of these.'),
  },
)

export type Stream = typeof stream extends Schema<infer T> ? T : never

const audit = object('Audit', 'What of a request stays in the audit log. Every other value is dropped.', {
  keep: several(path, 'Values kept as they are, shortened to 100 characters.'),
  mail: several(path, 'Mail addresses: the domain stays.'),
  phone: several(path, 'Phone numbers: the first and last digits stay.'),
})

export type Audit = typeof audit extends Schema<infer T> ? T : never

const pathText = named(/^\S+$/, 'a path')

const fields = object('Endpoint', 'What a request line means and costs.', {
  request: required(requestLine, 'Method and path; `{id}` or another name in braces is one variable segment.'),
  product: optional(
    matching(/^[a-z][a-z0-9-]{0,31}$/, 'the name of a product'),
    'api',
    'Which of `origins` it belongs to, `api` when left out.',
  ),
  money: optional(moneyClass, null, 'What kind of money it moves. Required where `cost` has parts.'),
  cost: optional(
    cost,
    { kind: 'unknown' } as Cost,
    '`free`; `unknown`: the key’s `unknown_cost` decides; `refused`: nobody gets through; or the parts of its upper bound, added up.',
  ),
  why: optional(sentence, null, 'Why the cost is unknown or refused.'),
  only: several(condition, 'What must hold for the cost to be known.'),
  settle: optional(
    listOf(part, 1),
    null,
    'The cost as the answer states it; tables still go by the request. Left out: the hold is the cost.',
  ),
  same: optional(
    mapOf(pathText, path, 'map of paths in the answer to paths in the request'),
    null,
    'Numbers or texts that an answer repeats. One that differs leaves the outcome unknown.',
  ),
  body: optional(
    oneOf(['json', 'form'] as const),
    null,
    'How the body is written, where it differs from the vendor’s `body`.',
  ),
  query: several(
    words,
    'Query parameters that a write takes. Any other on a write is refused: the cost is worked out from the body.',
  ),
  answer: optional(
    oneOf(['json', 'any'] as const),
    'json' as const,
    '`json`: a success that is no JSON leaves the outcome unknown. `any`: files, sounds, empty answers.',
  ),
  stream: optional(stream, null, 'The answer may come as server-sent events and is passed on while it comes.'),
  idempotent: optional(
    flag,
    null,
    'Whether the vendor honours an `Idempotency-Key` here, where it differs from the vendor’s `idempotency`.',
  ),
  object: several(path, 'Where the answer states the id of what was made, for the audit log.'),
  audit: optional(audit, { keep: [], mail: [], phone: [] }, 'What of the request stays in the audit log.'),
})

export type Endpoint = typeof fields extends Schema<infer T> ? T : never

const whole: Schema<Endpoint> = checked(fields, (given, node, reading) => {
  const priced = given.cost.kind === 'sum'
  if (priced && given.money === null) reading.fault(node.place, 'a cost of parts needs its class of money in `money`')
  else if (!priced && (given.settle !== null || given.only.length > 0))
    reading.fault(node.place, '`settle` and `only` go with a cost of parts')
  else if (given.cost.kind === 'refused' && given.why === null)
    reading.fault(node.place, 'a refused endpoint says in `why` what would help')
  else if (given.stream !== null && (given.stream.last_data === null) === (given.stream.last_types === null))
    reading.member('stream').fault(node.place, 'must have exactly one of last_data, last_types')
  else if ([...(given.same?.keys() ?? [])].some((text) => parsePath(text) === null))
    reading.member('same').fault(node.place, 'has a name that is no path')
  else return true
  return false
})

/** `GET /v1/models/{id}` or `DELETE /v1/files/{id} free`: an endpoint of which there is no more to say. */
const short: Schema<Endpoint> = {
  form: '`METHOD /path/{id}`, with ` free` after it where it moves nothing',
  parts: [],
  read(node, reading) {
    if (node.kind !== 'text') return whole.read(node, reading)
    const { place } = node
    const isFree = node.text.endsWith(' free')
    const text = (value: string): Member => ({ place, value: { kind: 'text', place, text: value } })
    const members = new Map([['request', text(isFree ? node.text.slice(0, -' free'.length) : node.text)]])
    if (isFree) members.set('cost', text('free'))
    return whole.read({ kind: 'map', place, members }, reading)
  },
}

export const endpoint: Schema<Endpoint> = byKind({ text: short, map: whole })
