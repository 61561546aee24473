/** The newest calls that match, with the way to all of them in the feed. */
import { useQuery } from '@tanstack/react-query'
import { Link } from '../../app/link.tsx'
import { useSetSearch } from '../../app/search.ts'
import { EmptyState } from '../../ui/empty-state.tsx'
import { Loaded } from '../../ui/loaded.tsx'
import { PageSection } from '../../ui/page-section.tsx'
import { Table } from '../../ui/table.tsx'
import { CALL_COLUMNS } from './call-columns.tsx'
import { recentCalls } from './reads.ts'

export interface RecentCallsProps {
  readonly filter: Readonly<Record<string, string>>
  readonly title?: string
}

export function RecentCalls({ filter, title = 'Newest calls' }: RecentCallsProps) {
  const setSearch = useSetSearch()
  const query = useQuery(recentCalls(filter))
  return (
    <PageSection
      title={title}
      aside={
        <Link to="/" search={filter}>
          All calls in the feed
        </Link>
      }
    >
      <Loaded query={query} what="calls">
        {({ data }) => (
          <Table
            caption={title}
            columns={CALL_COLUMNS}
            rows={data}
            rowKey={({ call_id }) => call_id}
            onOpen={({ call_id }) => setSearch({ call: call_id })}
            empty={<EmptyState title="No call yet">Calls stand here as soon as they are made.</EmptyState>}
          />
        )}
      </Loaded>
    </PageSection>
  )
}
