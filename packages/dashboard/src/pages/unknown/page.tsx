/** The inbox of holds whose calls may have cost: oldest first, each with what is known, until proof or a person's word ends it. */
import { useInfiniteQuery } from '@tanstack/react-query'
import { CircleCheck } from 'lucide-react'
import { useEffect } from 'react'
import { microsText, sumUsd } from '../../format/money.ts'
import { EmptyState } from '../../ui/empty-state.tsx'
import { Loaded } from '../../ui/loaded.tsx'
import { PageHead } from '../../ui/page-head.tsx'
import { counted } from '../words.ts'
import { UnknownCard } from './unknown-card.tsx'
import { unknownCalls } from './reads.ts'

const READ_MAX = 5000
const SHOWN = 100

export function Page() {
  const query = useInfiniteQuery(unknownCalls)
  const { hasNextPage, isFetchingNextPage, fetchNextPage, data } = query
  const read = data?.pages.reduce((sum, page) => sum + page.data.length, 0) ?? 0
  // The oldest matter most, and they come last.
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && read < READ_MAX) void fetchNextPage()
  }, [hasNextPage, isFetchingNextPage, fetchNextPage, read])
  return (
    <>
      <PageHead
        title="Unknown outcomes"
        about="Calls that may have cost although no answer says so. Their money stays counted until there is proof; no timer gives it back."
      />
      <Loaded query={query} what="unknown outcomes">
        {({ pages }) => {
          const rows = pages.flatMap(({ data: calls }) => calls).toReversed()
          if (rows.length === 0) return <Nothing />
          return (
            <div className="px-4 desk:px-1">
              <p className="mb-3 text-ink-2" role="status">
                <strong className="text-ink">{microsText(sumUsd(rows.map(({ cost_usd }) => cost_usd)))}</strong> of{' '}
                {hasNextPage ? 'more than ' : ''}
                {counted(rows.length, 'call')} {rows.length === 1 ? 'awaits' : 'await'} proof, oldest first.
              </p>
              <ol className="flex flex-col gap-4">
                {rows.slice(0, SHOWN).map((row) => (
                  <li key={row.call_id}>
                    <UnknownCard of={row} />
                  </li>
                ))}
              </ol>
              {rows.length > SHOWN ? <p className="mt-3 text-ink-2">The oldest {SHOWN} are shown.</p> : null}
            </div>
          )
        }}
      </Loaded>
    </>
  )
}

const Nothing = () => (
  <EmptyState
    title={
      <span className="flex items-center gap-2">
        <CircleCheck size={20} aria-hidden="true" className="text-accent" /> Every call has an outcome
      </span>
    }
  >
    <p>
      When a vendor’s answer is lost (a timeout, a broken connection), the call lands here. Keybrake looks for it at the
      vendor by itself and ends what it can prove; the rest waits for you.
    </p>
  </EmptyState>
)
