/** All vault keys: the live ones nearest to their cap first, or all by age. */
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import { useNavigate } from '@tanstack/react-router'
import { Link } from '../../app/link.tsx'
import { useReason } from '../../app/role.ts'
import { type Search, useSearchText, useSetSearch } from '../../app/search.ts'
import { useShortcut } from '../../app/shortcuts.ts'
import { Button } from '../../ui/button.tsx'
import { CapLegend } from '../../ui/cap-bar.tsx'
import { Loaded } from '../../ui/loaded.tsx'
import { PageHead } from '../../ui/page-head.tsx'
import { KeyFilterBar } from './key-filter-bar.tsx'
import { KeyList } from './key-list.tsx'
import { NoKeys } from './no-keys.tsx'
import { KEY_FILTERS, type KeyFilters, keysNearest, keysNewest } from './reads.ts'
import { RevokeManyButton } from './revoke/revoke-many-button.tsx'

export function Page() {
  const search = useSearchText()
  const setSearch = useSetSearch()
  const navigate = useNavigate()
  const reason = useReason(['operator', 'issuer'], 'issue keys')
  const filters = filtersOf(search)
  const open = () => void navigate({ to: '/keys/new' as never })
  useShortcut('n', 'Issue a key', open)
  return (
    <>
      <PageHead
        title="Keys"
        about="What agents hold instead of your secrets. Each spends within its caps and ends by itself."
        actions={
          <>
            <RevokeManyButton />
            <Button variant="primary" icon={<Plus size={16} />} disabledReason={reason} onClick={open}>
              Issue a key
            </Button>
          </>
        }
      />
      <KeyFilterBar search={search} onChange={(change) => setSearch(change, true)} />
      <div className="mb-2 flex justify-end max-desk:px-4">
        <CapLegend />
      </div>
      {search['sort'] === 'newest' || isEnded(filters) ? <Newest filters={filters} /> : <Nearest filters={filters} />}
    </>
  )
}

const filtersOf = (search: Search): KeyFilters =>
  Object.fromEntries(KEY_FILTERS.flatMap((name) => (search[name] === undefined ? [] : [[name, search[name]]])))

/** What has ended cannot come nearer to its cap. */
const isEnded = ({ status }: KeyFilters): boolean => status === 'revoked' || status === 'expired'

function Nearest({ filters }: { readonly filters: KeyFilters }) {
  const query = useQuery(keysNearest(filters))
  return (
    <Loaded query={query} what="keys">
      {({ data, considered, complete }) => (
        <>
          <KeyList rows={data} empty={<NoKeys filtered={Object.keys(filters).length > 0} />} />
          {data.length === 0 ? null : (
            <p className="mt-2 px-4 text-sm text-ink-2 desk:px-1">
              {complete
                ? 'Live keys, nearest to their cap first.'
                : `The nearest ${data.length} of the newest ${considered.toLocaleString('en-US')} live keys.`}{' '}
              <Link to="." search={{ sort: 'newest' }}>
                Show all, newest first
              </Link>
            </p>
          )}
        </>
      )}
    </Loaded>
  )
}

function Newest({ filters }: { readonly filters: KeyFilters }) {
  const query = useInfiniteQuery(keysNewest(filters))
  return (
    <Loaded query={query} what="keys">
      {({ pages }) => (
        <KeyList
          rows={pages.flatMap(({ data }) => data)}
          empty={<NoKeys filtered={Object.keys(filters).length > 0} />}
          onEnd={query.hasNextPage && !query.isFetchingNextPage ? () => void query.fetchNextPage() : undefined}
        />
      )}
    </Loaded>
  )
}
