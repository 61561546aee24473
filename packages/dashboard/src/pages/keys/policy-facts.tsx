import { useQuery } from '@tanstack/react-query'
import type { Key } from '../../api/types.ts'
import { Link } from '../../app/link.tsx'
import { usdText } from '../../format/money.ts'
import { FactGrid } from '../../ui/page-section.tsx'
import { vendorsKnown } from './reads.ts'
import { covered, movesMoney } from './policy/vendor-operation.ts'
import { counted } from '../words.ts'

/** What the key may do, rule by rule. */
export function PolicyFacts({ of: key }: { readonly of: Key }) {
  const rules = Object.entries(key.parameters)
  return (
    <div className="flex flex-col gap-5">
      <div>
        <h3 className="text-xs text-ink-3">
          May call <Reach of={key} />
        </h3>
        <ul className="mt-1 flex max-h-48 flex-wrap gap-1.5 overflow-auto" tabIndex={0} aria-label="Allowed endpoints">
          {key.allowed_endpoints.map((entry) => (
            <li key={entry} className="rounded bg-sunken px-1.5 py-0.5 font-mono text-xs break-all">
              {entry}
            </li>
          ))}
        </ul>
      </div>
      {rules.length === 0 ? null : (
        <div>
          <h3 className="text-xs text-ink-3">Only where</h3>
          <ul className="mt-1 flex flex-col gap-0.5 font-mono text-xs">
            {rules.map(([field, rule]) => (
              <li key={field} className="break-all">
                {field} {JSON.stringify(rule)}
              </li>
            ))}
          </ul>
        </div>
      )}
      <FactGrid facts={factsOf(key)} />
    </div>
  )
}

/** How many operations the entries come to, by the proxy's own matcher. */
function Reach({ of: key }: { readonly of: Key }) {
  const { data } = useQuery(vendorsKnown)
  const operations = data?.data.find(({ vendor }) => vendor === key.vendor)?.operations ?? []
  const coverage = covered(key.allowed_endpoints, operations)
  if (!coverage.ok || operations.length === 0) return null
  const movers = coverage.operations.filter(movesMoney).length
  return (
    <>
      ({counted(coverage.operations.length, 'operation')}, {movers} of them {movers === 1 ? 'moves' : 'move'} money)
    </>
  )
}

const factsOf = (key: Key) =>
  [
    ['One call at most', key.max_usd_per_call === null ? 'no bound' : usdText(key.max_usd_per_call)],
    ['Calls that cost', key.max_calls === null ? 'no bound' : `${key.max_calls.toLocaleString('en-US')} at most`],
    ['Rate', key.rate_limit ?? 'no bound'],
    ['At once', key.max_concurrent_calls === null ? 'no bound' : String(key.max_concurrent_calls)],
    ['Unknown cost', unknownCostText(key.unknown_cost)],
    ['Accounts', key.accounts.length === 0 ? 'the connection’s own' : key.accounts.join(', ')],
    ...(key.opened_endpoints.length === 0 ? [] : [['Opened endpoints', key.opened_endpoints.join(', ')] as const]),
    [
      'Shared budgets',
      key.shared_budgets.length === 0
        ? 'none'
        : key.shared_budgets.map((name, index) => (
            <span key={name}>
              {index > 0 ? ', ' : ''}
              <Link to={`/budgets/${encodeURIComponent(name)}`}>{name}</Link>
            </span>
          )),
    ],
    ['Retries are one within', key.idempotency_scope],
    ['Status when exhausted', String(key.exhausted_status)],
    ['Days', key.daily_reset === 'midnight' ? `calendar days, ${key.timezone}` : '24 hours from issue'],
  ] as const

const unknownCostText = (cost: Key['unknown_cost']): string => {
  if (cost === 'deny') return 'refused'
  return cost === 'allow' ? 'let through' : `counted as ${usdText(cost.assume_usd)}`
}
