/**
 * Endpoint tables as text, one a line: `name METHOD /path/{id}`, words that say how it costs, and the class of money it moves.
 * Text keeps hundreds of endpoints readable and greppable; it is read once, when the module loads.
 */
import { isMoneyClass, type Method, type MoneyClass } from '@keybrake/core'

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
  readonly moneyClass: MoneyClass | null
  readonly json: boolean
}

const COST_MARKS: ReadonlySet<string> = new Set<CostMark>(['free', 'rule', 'later', 'none'])

/** Throws on a line that is not in the form above: a fault of ours, found by the first test that loads the module. */
export function readEndpoints(table: string): EndpointRow[] {
  return table
    .trim()
    .split('\n')
    .map((line) => {
      const [name, method, path, ...words] = line.split(' ')
      if (name === undefined || method === undefined || path === undefined) throw new Error(`not an endpoint: ${line}`)
      for (const word of words)
        if (word !== 'json' && !COST_MARKS.has(word) && !isMoneyClass(word))
          throw new Error(`unknown word ${word}: ${line}`)
      return {
        name,
        method: method as Method,
        path,
        cost: (words.find((word) => COST_MARKS.has(word)) ?? 'none') as CostMark,
        moneyClass: words.find(isMoneyClass) ?? null,
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
