/** The log: searched by the same filters as the feed, streamed as a file, and the state of its chain. */
import { useInfiniteQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { serverNow } from '../../app/now.ts'
import { get } from '../../api/http.ts'
import { sentenceOf } from '../../api/problem.ts'
import type { AdminRow, AuditRow, Page as PageOf } from '../../api/types.ts'
import { useSearchText, useSetSearch, writeSearch } from '../../app/search.ts'
import { readFilter, toQuery } from '../../filters/call-filter.ts'
import { FilterBar } from '../../filters/filter-bar.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { Select } from '../../ui/field.tsx'
import { PageHead } from '../../ui/page-head.tsx'
import { Table } from '../../ui/table.tsx'
import { AdminPanel } from './admin-panel.tsx'
import { ChainState } from './chain-state.tsx'
import { AUDIT_COLUMNS } from './columns.tsx'
import { Export } from './export.tsx'
import { ReadAgain } from './read-again.tsx'

const KINDS = [
  { value: 'call', name: 'Calls' },
  { value: 'admin', name: 'Admin actions' },
  { value: 'all', name: 'Calls and admin actions' },
]

const rowKey = (row: AuditRow): string => (row.kind === 'call' ? row.call_id : row.id)

export function Page() {
  const search = useSearchText()
  const setSearch = useSetSearch()
  const [action, setAction] = useState<AdminRow | null>(null)
  const kind = KINDS.find(({ value }) => value === search['kind'])?.value ?? 'call'
  const text = writeSearch(readFilter(search))
  const filter = useMemo(() => readFilter(search), [text])
  const { data, error, isLoading, isFetching, dataUpdatedAt, hasNextPage, isFetchingNextPage, fetchNextPage, refetch } =
    useInfiniteQuery({
      queryKey: ['log', kind, filter],
      queryFn: ({ pageParam, signal }) =>
        get<PageOf<AuditRow>>(
          '/vault/audit',
          { ...toQuery(filter, serverNow()), kind, limit: 200, cursor: pageParam },
          signal,
        ),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (last) => last.next_cursor ?? undefined,
    })
  const rows = useMemo(() => data?.pages.flatMap((page) => page.data) ?? [], [data])
  return (
    <>
      <PageHead
        title="Audit log"
        about={<ChainState />}
        actions={<Export filter={filter} kind={kind} at={dataUpdatedAt} />}
      />
      <FilterBar>
        <Select
          aria-label="What is listed"
          className="w-auto! max-w-56"
          value={kind}
          onChange={(event) => setSearch({ kind: event.target.value === 'call' ? undefined : event.target.value })}
        >
          {KINDS.map(({ value, name }) => (
            <option key={value} value={value}>
              {name}
            </option>
          ))}
        </Select>
        <ReadAgain key={dataUpdatedAt} busy={isFetching} onRead={() => void refetch()} />
      </FilterBar>
      {error === null ? null : <p className="px-4 pb-3 text-stop desk:px-1">{sentenceOf(error)}</p>}
      {isLoading ? null : (
        <Table
          caption="Entries of the log, newest first"
          columns={AUDIT_COLUMNS}
          rows={rows}
          rowKey={rowKey}
          openKey={search['call'] ?? action?.id ?? null}
          onOpen={(row) => (row.kind === 'call' ? setSearch({ call: row.call_id }) : setAction(row))}
          onEnd={hasNextPage && !isFetchingNextPage ? () => void fetchNextPage() : undefined}
          empty={
            <EmptyState title="Nothing in the log fits">
              <p>
                {kind === 'call'
                  ? 'No call fits these filters.'
                  : 'Filters by fields of calls show calls only: clear them to see admin actions.'}
              </p>
            </EmptyState>
          }
        />
      )}
      {action === null ? null : <AdminPanel row={action} onClose={() => setAction(null)} />}
    </>
  )
}
