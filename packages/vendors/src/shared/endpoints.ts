/**
 * Endpoint tables as text, one a line: `name METHOD /path/{id}` and words that say how it costs. Text keeps hundreds of
 * endpoints readable and greppable; it is read once, when the module loads.
 */
import type { Method } from '@keybrake/core'

/**
 * `free`: a write that surely moves no money. `rule`: `price.ts` has a rule for it. `later`: lets the vendor move money
 * without another call. None of them: no cost rule.
 */
export type CostMark = 'free' | 'rule' | 'later' | 'none'

export interface EndpointRow {
  readonly name: string
  readonly method: Method
  readonly path: string
  readonly cost: CostMark
  readonly json: boolean
}

/** Throws on a line that is not in the form above: a fault of ours, found by the first test that loads the module. */
export function readEndpoints(table: string): EndpointRow[] {
  return table
    .trim()
    .split('\n')
    .map((line) => {
      const [name, method, path, ...words] = line.split(' ')
      if (name === undefined || method === undefined || path === undefined) throw new Error(`not an endpoint: ${line}`)
      const costs = words.filter((word) => word !== 'json')
      return {
        name,
        method: method as Method,
        path,
        cost: (costs[0] ?? 'none') as CostMark,
        json: words.includes('json'),
      }
    })
}

/** What `GET /vault/vendors` says where no rule of its own does. */
export function costSentence(row: EndpointRow): string {
  if (row.method === 'GET') return 'Reads are free.'
  if (row.cost === 'free') return 'Free: moves no money.'
  if (row.cost === 'later') return 'Unknown: the vendor can move money later without another call.'
  return 'Unknown: no cost rule.'
}
