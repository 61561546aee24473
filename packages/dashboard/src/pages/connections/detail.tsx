/** One connection: its caps, its settings, its secret's age. */
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { Ban, Pencil, RotateCcwKey, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { Link } from '../../app/link.tsx'
import { useReason } from '../../app/role.ts'
import { usdText } from '../../format/money.ts'
import { Button } from '../../ui/button.tsx'
import { CapLegend } from '../../ui/cap-bar.tsx'
import { Loaded } from '../../ui/loaded.tsx'
import { PageHead } from '../../ui/page-head.tsx'
import { FactGrid, PageSection } from '../../ui/page-section.tsx'
import { Time } from '../../ui/time.tsx'
import { CapList } from '../keys/cap-list.tsx'
import { RevokeDialog } from '../keys/revoke/revoke-dialog.tsx'
import { ChangeCapsDialog } from './change-caps-dialog.tsx'
import { DeleteConnectionDialog } from './delete-dialog.tsx'
import { ModeBadge } from './mode-badge.tsx'
import { connectionBy, type VersionedConnection } from './reads.ts'
import { RotateDialog } from './rotate-dialog.tsx'

export function Page() {
  const { name = '' } = useParams({ strict: false }) as { readonly name?: string }
  const query = useQuery(connectionBy(name))
  return (
    <Loaded query={query} what="the connection">
      {(versioned) => <ConnectionDetail of={versioned} />}
    </Loaded>
  )
}

function ConnectionDetail({ of: versioned }: { readonly of: VersionedConnection }) {
  const { connection } = versioned
  return (
    <>
      <PageHead
        title={connection.name}
        about={
          <span className="flex flex-wrap items-center gap-3">
            <ModeBadge of={connection} /> {connection.vendor}
            {connection.account === null ? '' : `, account ${connection.account}`}
          </span>
        }
        actions={<Actions of={versioned} />}
      />
      <PageSection title="Caps of the whole account" aside={<CapLegend />} boxed>
        <CapList lines={connection.budgets} />
      </PageSection>
      <PageSection title="About" boxed>
        <FactGrid facts={factsOf(connection)} />
      </PageSection>
      <p className="mb-8 px-4 text-sm desk:px-1">
        <Link to="/keys/new" search={{ connection: connection.name }}>
          Issue a key for it
        </Link>
        {', '}
        <Link to="/keys" search={{ connection: connection.name }}>
          its keys
        </Link>
        {', '}
        <Link to="/" search={{ vendor: connection.vendor }}>
          its calls
        </Link>
        {', '}
        <Link to="/spend" search={{ by: 'operation', vendor: connection.vendor }}>
          what it was spent on
        </Link>
      </p>
    </>
  )
}

function Actions({ of: versioned }: { readonly of: VersionedConnection }) {
  const [open, setOpen] = useState<'caps' | 'rotate' | 'revoke' | 'delete' | null>(null)
  const navigate = useNavigate()
  const changeReason = useReason(['operator'], 'change connections')
  const revokeReason = useReason(['operator', 'issuer'], 'revoke keys')
  const { connection } = versioned
  const close = () => setOpen(null)
  const simulated = connection.sandbox ? 'A simulated vendor has its own secret, new at every start.' : null
  return (
    <>
      <Button icon={<Pencil size={15} />} disabledReason={changeReason} onClick={() => setOpen('caps')}>
        Change caps
      </Button>
      <Button
        icon={<RotateCcwKey size={16} />}
        disabledReason={changeReason ?? simulated}
        onClick={() => setOpen('rotate')}
      >
        Replace the secret
      </Button>
      <Button icon={<Trash2 size={15} />} disabledReason={changeReason} onClick={() => setOpen('delete')}>
        Delete
      </Button>
      <Button variant="stop" icon={<Ban size={16} />} disabledReason={revokeReason} onClick={() => setOpen('revoke')}>
        Revoke its keys
      </Button>
      {open === 'caps' ? <ChangeCapsDialog opened={versioned} onClose={close} /> : null}
      {open === 'rotate' ? <RotateDialog of={versioned} onClose={close} /> : null}
      {open === 'revoke' ? (
        <RevokeDialog
          target={{ by: 'connection', value: connection.name }}
          what={`all keys of ${connection.name}`}
          onClose={close}
        />
      ) : null}
      {open === 'delete' ? (
        <DeleteConnectionDialog
          of={connection}
          onClose={close}
          onDeleted={() => void navigate({ to: '/connections' as never })}
        />
      ) : null}
    </>
  )
}

const boundText = (usd: number | null): string => (usd === null ? 'no bound' : usdText(usd))

const factsOf = (connection: VersionedConnection['connection']) =>
  [
    ['Secret', connection.has_secret ? 'stored, encrypted' : 'missing'],
    ['Secret since', <Time key="secret" at={connection.secret_set_at} as="full" />],
    ['Last success', <Time key="success" at={connection.last_success_at} as="full" />],
    ['Changed', <Time key="changed" at={connection.updated_at} as="full" />],
    [
      'Agents reach it at',
      <span key="url" className="font-mono text-xs break-all">
        {connection.base_url}
      </span>,
    ],
    ['Vendor reached at', Object.values(connection.upstreams).join(', ') || 'its own address'],
    ['One call at most', boundText(connection.max_usd_per_call)],
    ['Rate', connection.rate_limit ?? 'no bound'],
    ['At once', connection.max_concurrent_calls === null ? 'no bound' : String(connection.max_concurrent_calls)],
    ['Call id left at the vendor', connection.correlate ? 'yes' : 'no'],
    ['Opened endpoints', connection.opened_endpoints.join(', ') || 'none'],
    [
      'Settings',
      Object.entries(connection.settings)
        .map(([name, value]) => `${name} ${value}`)
        .join(', ') || 'none',
    ],
  ] as const
