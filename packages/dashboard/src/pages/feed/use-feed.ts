/** The rows of the feed: what the audit log has, and what the stream brings while one looks. */
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { useCallback, useMemo, useState } from 'react'
import { serverNow } from '../../app/now.ts'
import { get } from '../../api/http.ts'
import { liveCalls, liveEpoch, liveState, useLiveVersion } from '../../api/live/live.ts'
import { REMEMBERED_MAX } from '../../api/live/live-calls.ts'
import type { CallRow, Page } from '../../api/types.ts'
import { useStore } from '../../app/store.ts'
import { type CallFilter, toQuery } from '../../filters/call-filter.ts'
import { type FeedRows, feedRows } from './feed-rows.ts'

const PAGE_ROWS = 100

/** Why the list stands still: the pointer is over it, one reads further down, or it was paused. It goes on when none holds. */
export type StopReason = 'pointer' | 'scroll' | 'hand'

export interface Feed extends FeedRows {
  readonly isLoading: boolean
  readonly error: Error | null
  /** Whether the audit log has rows older than these. */
  readonly hasMore: boolean
  readonly readMore: () => void
  readonly isStopped: boolean
  readonly stop: (reason: StopReason) => void
  readonly go: (reason: StopReason | 'all') => void
}

export function useFeed(filter: CallFilter): Feed {
  const version = useLiveVersion()
  const epoch = useStore(liveEpoch)
  const isBroken = useStore(liveState) === 'broken'
  const { stoppedAt, stop, go } = useStops()
  const part = usePart(stoppedAt !== null)
  const { data, error, isLoading, isFetchingNextPage, hasNextPage, fetchNextPage } = useInfiniteQuery({
    queryKey: ['calls', filter, epoch, part],
    queryFn: ({ pageParam, signal }) =>
      get<Page<CallRow>>(
        '/vault/audit',
        { ...toQuery(filter, serverNow()), limit: PAGE_ROWS, cursor: pageParam },
        signal,
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next_cursor ?? undefined,
    // Read after the stream is open: a call in between would be in neither.
    enabled: epoch > 0 || isBroken,
    staleTime: Infinity,
    placeholderData: keepPreviousData,
  })
  const read = useMemo(() => data?.pages.flatMap((page) => page.data) ?? [], [data])
  const rows = useMemo(
    () => feedRows({ live: liveCalls, read, filter, stoppedAt, now: serverNow() }),
    // `version` stands for what `liveCalls` holds.
    [read, filter, stoppedAt, version],
  )
  return {
    ...rows,
    error,
    isLoading: isLoading || (epoch === 0 && !isBroken),
    hasMore: hasNextPage,
    readMore: useCallback(() => {
      if (hasNextPage && !isFetchingNextPage) void fetchNextPage()
    }, [hasNextPage, isFetchingNextPage, fetchNextPage]),
    isStopped: stoppedAt !== null,
    stop,
    go,
  }
}

function useStops(): Pick<Feed, 'stop' | 'go'> & { readonly stoppedAt: number | null } {
  const [stops, setStops] = useState<{ readonly reasons: readonly StopReason[]; readonly at: number | null }>(RUNNING)
  return {
    stoppedAt: stops.at,
    stop: useCallback((reason) => {
      setStops((now) =>
        now.reasons.includes(reason) ? now : { reasons: [...now.reasons, reason], at: now.at ?? liveCalls.added },
      )
    }, []),
    go: useCallback((reason) => {
      setStops((now) => {
        const reasons = reason === 'all' ? [] : now.reasons.filter((one) => one !== reason)
        return reasons.length === 0 ? RUNNING : { ...now, reasons }
      })
    }, []),
  }
}

const RUNNING = { reasons: [], at: null }

/**
 * Grows when half of what the stream can remember came, so that what was read always reaches up to what is remembered. Not while
 * the list is stopped: whoever reads far down would lose the place.
 */
function usePart(isStopped: boolean): number {
  const now = Math.floor(liveCalls.added / (REMEMBERED_MAX / 2))
  const [kept, keep] = useState(now)
  if (!isStopped && kept !== now) keep(now)
  return kept
}
