import { Link } from '../../app/link.tsx'
import { usdText } from '../../format/money.ts'
import { Badge } from '../../ui/badge.tsx'
import { counted } from '../words.ts'
import type { ObservedLabel } from './reads.ts'

export interface ObservedCardProps {
  readonly of: ObservedLabel
  readonly span: { readonly from: string; readonly to: string }
}

/** One label: what its keys did that their rules forbid, what they spend, and the way to enforce it. */
export function ObservedCard({ of: one, span }: ObservedCardProps) {
  const { label, keys, key_ids, observed, spent_usd } = one
  const calls = observed.reduce((sum, { count }) => sum + count, 0)
  const [newest] = key_ids
  return (
    <article aria-label={label ?? 'Keys without a label'} className="rounded-lg border border-line bg-surface">
      <header className="flex flex-wrap items-center gap-x-4 gap-y-2 border-b border-line px-4 py-3">
        <h2 className="min-w-0 flex-1 basis-48 font-semibold wrap-anywhere">{label ?? 'no label'}</h2>
        <span className="text-sm text-ink-2">
          {counted(keys, 'live key')}, {usdText(spent_usd)} spent
        </span>
        {newest === undefined ? null : <EnforceLink keyId={newest} cap={one.suggested_daily_usd_cap} />}
      </header>
      <div className="px-4 py-3">
        {calls === 0 ? (
          <p>Nothing would have been refused: the policy fits what it does.</p>
        ) : (
          <>
            <p>
              <strong>{counted(calls, 'call')}</strong> would have been refused:
            </p>
            <ul className="mt-2 flex flex-col gap-1">
              {observed.map(({ code, operation, count }) => (
                <li key={`${code} ${operation}`} className="flex flex-wrap items-center gap-x-2">
                  <Badge>{code}</Badge>
                  <span>{operation ?? 'an unknown path'}</span>
                  <Link to="/" search={filterOf(one, { code, operation }, span)}>
                    {counted(count, 'call')}
                  </Link>
                </li>
              ))}
            </ul>
          </>
        )}
        <CapAdvice of={one} />
      </div>
    </article>
  )
}

const filterOf = (
  { label }: ObservedLabel,
  { code, operation }: { readonly code: string; readonly operation: string | null },
  span: ObservedCardProps['span'],
) => ({
  decision: 'observed',
  code,
  ...(label === null ? {} : { label }),
  ...(operation === null ? {} : { operation }),
  ...span,
})

const CapAdvice = ({
  of: { suggested_daily_usd_cap: cap, p99_daily_usd: p99, days },
}: {
  readonly of: ObservedLabel
}) =>
  cap === null || p99 === null ? null : (
    <p className="mt-3 text-sm text-ink-2">
      A cap of <strong className="text-ink">{usdText(cap)} a day</strong> would fit: on 99 of 100 days a key spent{' '}
      {usdText(p99)} at most ({counted(days, 'day')} with calls).
    </p>
  )

/** A key cannot change its mode: enforcing means a new key with the same policy, which then replaces the old one. */
const EnforceLink = ({ keyId, cap }: { readonly keyId: string; readonly cap: number | null }) => (
  <Link
    to="/keys/new"
    search={{ from: keyId, enforce: 'yes', daily: cap === null ? undefined : String(cap) }}
    plain
    className="inline-flex min-h-9 items-center rounded-md border border-line-strong px-3.5 font-medium hover:bg-sunken max-desk:min-h-11"
  >
    Enforce now…
  </Link>
)
