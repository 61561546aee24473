/** Runs: all keys that one principal issued for one connection under one label, and the budget they share. */
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import type { Budget } from '../../api/types.ts'
import { Link } from '../../app/link.tsx'
import { useSearchText } from '../../app/search.ts'
import { CapLegend } from '../../ui/cap-bar.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { Loaded } from '../../ui/loaded.tsx'
import { PageHead } from '../../ui/page-head.tsx'
import { Table } from '../../ui/table.tsx'
import { RUN_COLUMNS } from '../budgets/budget-columns.tsx'
import { budgetsNearest, runsNewest } from '../budgets/reads.ts'
import { RunsOf } from './runs-of.tsx'

export function Page() {
  const { run, sort } = useSearchText()
  return (
    <>
      <PageHead
        title="Runs"
        about="One agent run, however many processes and keys it has: one budget, one timeline, one switch."
      />
      <div className="mb-2 flex flex-wrap items-baseline gap-4 px-4 text-sm desk:px-1">
        {run === undefined ? <Order sort={sort} /> : <Link to="/runs">All runs</Link>}
        <div className="ml-auto">
          <CapLegend />
        </div>
      </div>
      {run !== undefined ? <RunsOf label={run} /> : sort === 'nearest' ? <Nearest /> : <Newest />}
    </>
  )
}

const Order = ({ sort }: { readonly sort: string | undefined }) =>
  sort === 'nearest' ? (
    <span>
      Nearest to their cap first. <Link to="/runs">Newest first</Link>
    </span>
  ) : (
    <span>
      Newest first.{' '}
      <Link to="/runs" search={{ sort: 'nearest' }}>
        Nearest to their cap first
      </Link>
    </span>
  )

function Nearest() {
  const query = useQuery(budgetsNearest('run'))
  return (
    <Loaded query={query} what="runs">
      {({ data }) => <RunTable rows={data} />}
    </Loaded>
  )
}

function Newest() {
  const query = useInfiniteQuery(runsNewest)
  return (
    <Loaded query={query} what="runs">
      {({ pages }) => (
        <RunTable
          rows={pages.flatMap(({ data }) => data)}
          onEnd={query.hasNextPage && !query.isFetchingNextPage ? () => void query.fetchNextPage() : undefined}
        />
      )}
    </Loaded>
  )
}

function RunTable({ rows, onEnd }: { readonly rows: readonly Budget[]; readonly onEnd?: (() => void) | undefined }) {
  const navigate = useNavigate()
  return (
    <Table
      caption="Runs"
      columns={RUN_COLUMNS}
      rows={rows}
      rowKey={({ id }) => id}
      onOpen={({ id }) => void navigate({ to: `/runs/${id}` as never })}
      onEnd={onEnd}
      empty={
        <EmptyState title="No run yet">
          <p>
            Give keys a run label (<code>agent_run_label</code>, the id of a Dagster run or an agent session) and they
            share one cap, stand here together, and can be stopped together.
          </p>
        </EmptyState>
      }
    />
  )
}
