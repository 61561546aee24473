/** The first page: every call as it happens, newest on top. It stops under the pointer and while one reads further down. */
import { useEffect, useMemo } from 'react'
import { sentenceOf } from '../../api/problem.ts'
import type { CallRow } from '../../api/types.ts'
import { useSearchText, useSetSearch, writeSearch } from '../../app/search.ts'
import { readFilter } from '../../filters/call-filter.ts'
import { FilterBar } from '../../filters/filter-bar.tsx'
import { PageHead } from '../../ui/page-head.tsx'
import { Table } from '../../ui/table.tsx'
import { FEED_COLUMNS } from './columns.tsx'
import { FirstCall } from './first-call.tsx'
import { LastMinute } from './last-minute.tsx'
import { NothingMatches } from './nothing-matches.tsx'
import { StopGo } from './stop-go.tsx'
import { useFeed } from './use-feed.ts'

/** Scrolled further than this, one reads. */
const TOP_PX = 40

const rowKey = (row: CallRow): string => row.call_id

export function Page() {
  const search = useSearchText()
  const setSearch = useSetSearch()
  const text = writeSearch(readFilter(search))
  const filter = useMemo(() => readFilter(search), [text])
  const feed = useFeed(filter)
  const { stop, go } = feed
  useEffect(() => {
    const onScroll = (): void => (window.scrollY > TOP_PX ? stop('scroll') : go('scroll'))
    window.addEventListener('scroll', onScroll, { passive: true })
    return () => window.removeEventListener('scroll', onScroll)
  }, [stop, go])
  const isFiltered = Object.keys(filter).length > 0
  const isEmpty = !feed.isLoading && feed.rows.length === 0
  return (
    <>
      <PageHead title="Feed" about={<LastMinute feed={feed} />} />
      {isEmpty && !isFiltered ? null : (
        <FilterBar>
          <StopGo feed={feed} />
        </FilterBar>
      )}
      {feed.error === null ? null : <p className="px-4 pb-3 text-stop desk:px-1">{sentenceOf(feed.error)}</p>}
      {isEmpty ? (
        isFiltered ? (
          <NothingMatches waiting={feed.waiting.length} onShow={() => go('all')} />
        ) : (
          <FirstCall />
        )
      ) : (
        <div
          // By a movement: a pointer that merely rests where the first rows appear is not over what one reads.
          onPointerMove={(event) => event.pointerType === 'mouse' && stop('pointer')}
          onPointerLeave={(event) => event.pointerType === 'mouse' && go('pointer')}
        >
          <Table
            caption="Calls, newest first"
            columns={FEED_COLUMNS}
            rows={feed.rows}
            rowKey={rowKey}
            openKey={search['call'] ?? null}
            onOpen={({ call_id }) => setSearch({ call: call_id })}
            onEnd={feed.readMore}
          />
        </div>
      )}
    </>
  )
}
