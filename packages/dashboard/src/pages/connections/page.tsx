/** Vendor accounts: whose secret is stored, in which mode, how near to its cap. Never the secret. */
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Plus } from 'lucide-react'
import { useState } from 'react'
import { useLiveLines } from '../../api/live/live.ts'
import type { Connection } from '../../api/types.ts'
import { Link } from '../../app/link.tsx'
import { useReason } from '../../app/role.ts'
import { usdText } from '../../format/money.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { CapBar } from '../../ui/cap-bar.tsx'
import type { Column } from '../../ui/columns.ts'
import { EmptyState } from '../../ui/empty-state.tsx'
import { Loaded } from '../../ui/loaded.tsx'
import { PageHead } from '../../ui/page-head.tsx'
import { Table } from '../../ui/table.tsx'
import { Time } from '../../ui/time.tsx'
import { tightest, windowText, worthShowing } from '../budgets/tightest.ts'
import { connectionsAll } from '../keys/reads.ts'
import { ModeBadge } from './mode-badge.tsx'
import { NewConnectionDialog } from './new-connection-dialog.tsx'

const COLUMNS: readonly Column<Connection>[] = [
  {
    id: 'name',
    header: 'Connection',
    card: 'title',
    width: '22%',
    sortBy: ({ name }) => name,
    cell: ({ name, vendor }) => (
      <>
        <Link to={`/connections/${name}`} plain className="font-medium hover:underline">
          {name}
        </Link>
        {name === vendor ? null : <span className="ml-2 text-xs text-ink-3">{vendor}</span>}
      </>
    ),
  },
  {
    id: 'mode',
    header: 'Mode',
    card: 'end',
    width: '13rem',
    cell: (connection) =>
      connection.has_secret ? <ModeBadge of={connection} /> : <Badge tone="stop">no secret</Badge>,
  },
  { id: 'account', header: 'Account', wideOnly: true, width: '10rem', cell: ({ account }) => account ?? '–' },
  { id: 'cap', header: 'Spent', card: 'bare', cell: ({ budgets }) => <Spent lines={budgets} /> },
  {
    id: 'success',
    header: 'Last success',
    align: 'end',
    width: '8.5rem',
    cell: ({ last_success_at }) => <Time at={last_success_at} />,
  },
  {
    id: 'secret',
    header: 'Secret since',
    align: 'end',
    width: '8.5rem',
    cell: ({ secret_set_at }) => <Time at={secret_set_at} />,
  },
]

function Spent({ lines }: { readonly lines: Connection['budgets'] }) {
  const shown = worthShowing(useLiveLines(lines))
  const line = tightest(shown) ?? shown[0]
  if (line === undefined) return <>–</>
  if (line.cap_usd === null) return <span className="text-ink-2">{usdText(line.spent_usd)}, no cap</span>
  return (
    <span className="flex min-w-0 items-center gap-3">
      <CapBar line={line} bare className="w-28 shrink-0 max-desk:flex-1" />
      <span className="truncate text-xs text-ink-2">
        {usdText(line.spent_usd)} of {usdText(line.cap_usd)} {windowText(line.window)}
      </span>
    </span>
  )
}

export function Page() {
  const [open, setOpen] = useState(false)
  const navigate = useNavigate()
  const reason = useReason(['operator'], 'add connections')
  const query = useQuery(connectionsAll)
  return (
    <>
      <PageHead
        title="Connections"
        about="Your accounts at vendors. The secret goes in once, encrypted, and never comes out again."
        actions={
          <Button variant="primary" icon={<Plus size={16} />} disabledReason={reason} onClick={() => setOpen(true)}>
            Add a connection
          </Button>
        }
      />
      <Loaded query={query} what="connections">
        {({ data }) => (
          <Table
            caption="Connections"
            columns={COLUMNS}
            rows={data}
            rowKey={({ name }) => name}
            onOpen={({ name }) => void navigate({ to: `/connections/${name}` as never })}
            empty={
              <EmptyState title="No connection">
                <p>Store a vendor’s secret here once; keys are then issued for it.</p>
              </EmptyState>
            }
          />
        )}
      </Loaded>
      {open ? <NewConnectionDialog onClose={() => setOpen(false)} /> : null}
    </>
  )
}
