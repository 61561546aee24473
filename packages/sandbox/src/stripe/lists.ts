/** Lists, searches and `expand`: how reads show objects. */
import { invalid } from './errors.ts'
import type { Params } from './params.ts'
import type { StripeState } from './state.ts'

interface Listed {
  readonly id: string
  readonly created?: number
}

const LIMIT_DEFAULT = 10
const LIMIT_MAX = 100
/** Parameters that page a list; every other one compares with the field of its name. */
const PAGING = new Set(['limit', 'starting_after', 'ending_before', 'expand', 'created', 'query', 'page'])

export function list<T extends Listed>(url: string, params: Params, newestFirst: readonly T[]): object {
  const fitting = newestFirst.filter((object) => fits(object, params))
  const { page, more } = pageOf(fitting, params)
  return { object: 'list', data: page, has_more: more, url }
}

function pageOf<T extends Listed>(objects: readonly T[], params: Params): { page: readonly T[]; more: boolean } {
  const limit = params.integer('limit') ?? LIMIT_DEFAULT
  if (limit < 1 || limit > LIMIT_MAX)
    throw invalid(`This value must be between 1 and ${LIMIT_MAX}.`, 'parameter_invalid_integer', 'limit')
  const before = params.text('ending_before')
  if (before !== null) {
    const end = objects.findIndex(({ id }) => id === before)
    const start = Math.max(0, end - limit)
    return { page: objects.slice(start, Math.max(0, end)), more: start > 0 }
  }
  const after = params.text('starting_after')
  const start = after === null ? 0 : objects.findIndex(({ id }) => id === after) + 1
  return { page: objects.slice(start, start + limit), more: objects.length > start + limit }
}

function fits(object: Listed, params: Params): boolean {
  return params.entries.every(([name, value]) => {
    const [first = '', bound = ''] = name.split(/[[\]]/)
    if (first === 'created') return isWithin(object.created ?? 0, bound, Number.parseInt(value, 10))
    return PAGING.has(first) || (object as unknown as Record<string, unknown>)[first] === value
  })
}

function isWithin(created: number, bound: string, value: number): boolean {
  if (bound === 'gt') return created > value
  if (bound === 'gte') return created >= value
  if (bound === 'lt') return created < value
  if (bound === 'lte') return created <= value
  return created === value
}

const TERM = /^\s*(\w+)(?:\[["']([^"']+)["']\])?\s*:\s*["']([^"']*)["']\s*$/

/** `query=metadata['order']:'6735' AND status:'succeeded'`: equality joined by AND, which is what finding one object needs. */
export function search<T extends Listed>(url: string, params: Params, newestFirst: readonly T[]): object {
  const terms = params
    .need('query')
    .split(/\s+AND\s+/i)
    .map((term) => TERM.exec(term))
  const fitting = newestFirst.filter((object) =>
    terms.every((term) => {
      if (term === null) throw invalid('We were unable to parse your search query.', null, 'query')
      const [, field = '', key, value] = term
      const found = (object as unknown as Record<string, unknown>)[field]
      return key === undefined ? found === value : (found as Record<string, unknown> | undefined)?.[key] === value
    }),
  )
  const { page, more } = pageOf(fitting, params)
  return { object: 'search_result', data: page, has_more: more, next_page: null, url }
}

/** Puts whole objects in the place of ids, on each path of `expand` (`latest_charge`, `data.customer`); leaves what it cannot find. */
export function expanded(object: object, params: Params, state: StripeState): object {
  return params.list('expand').reduce((whole, path) => expandPath(whole, path.split('.'), state), object)
}

function expandPath(object: object, path: readonly string[], state: StripeState): object {
  const [first, ...rest] = path
  if (first === undefined) return object
  const value = (object as Record<string, unknown>)[first]
  if (Array.isArray(value)) return { ...object, [first]: value.map((item: object) => expandPath(item, rest, state)) }
  const found = typeof value === 'string' ? state.find(value) : value
  return typeof found === 'object' && found !== null ? { ...object, [first]: expandPath(found, rest, state) } : object
}
