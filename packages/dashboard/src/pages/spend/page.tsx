/** Where the money went: by label, run, operation, …, over hours or days. Every sum is the server's, from its rollups. */
import { useQuery } from '@tanstack/react-query'
import { Download } from 'lucide-react'
import { useMemo } from 'react'
import { type Search, useSearchText, useSetSearch } from '../../app/search.ts'
import { Button } from '../../ui/button.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { Loaded } from '../../ui/loaded.tsx'
import { PageHead } from '../../ui/page-head.tsx'
import { fileName } from '../file-name.ts'
import { csvOf } from './csv.ts'
import { downloadText } from './download.ts'
import { byOf } from './group-link.ts'
import { usePeriod } from './period-select.tsx'
import { SPEND_FILTERS, type SpendFilters, spendOver } from './reads.ts'
import { SpendExplorer } from './spend-explorer.tsx'
import { SpendFilterBar } from './spend-filter-bar.tsx'

export function Page() {
  const search = useSearchText()
  const setSearch = useSetSearch()
  const by = byOf(search['by'])
  const compare = search['compare'] === 'yes'
  const { period, zone } = usePeriod()
  const filters = useMemo(() => filtersOf(search), [search])
  const query = useQuery(spendOver({ by, period, filters, compare, zone }))
  const save = () => {
    if (query.data === undefined) return
    const name = fileName('spend', [`by-${by}`, search['period'] ?? '24h'], new Date(), 'csv')
    downloadText(name, csvOf(by, query.data.totals))
  }
  const noTag = by === 'tag' && search['tag'] === undefined
  return (
    <>
      <PageHead
        title="Spend"
        about="What was settled, and by whom. Each bar leads to the calls that make it up."
        actions={
          <Button
            icon={<Download size={15} />}
            disabledReason={query.data === undefined ? 'Nothing is read yet.' : null}
            onClick={save}
          >
            CSV
          </Button>
        }
      />
      <SpendFilterBar search={search} onChange={(change) => setSearch(change, true)} />
      {noTag ? (
        <EmptyState title="Which tag?">
          Keys carry tags such as team=billing: name the tag whose values to compare.
        </EmptyState>
      ) : (
        <Loaded query={query} what="spend">
          {(view) => <SpendExplorer {...{ view, by, filters, period, compare }} />}
        </Loaded>
      )}
    </>
  )
}

const filtersOf = (search: Search): SpendFilters =>
  Object.fromEntries(
    [...SPEND_FILTERS, 'tag'].flatMap((name) => (search[name] === undefined ? [] : [[name, search[name]]])),
  )
