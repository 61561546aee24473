/** One connection: its caps, its settings, its secret's age. */
import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { Ban, Plus, RotateCcwKey } from 'lucide-react'
import { useState } from 'react'
import { Link } from '../../app/link.tsx'
import { useReason } from '../../app/role.ts'
import { usdText } from '../../format/money.ts'
import { Button } from '../../ui/button.tsx'
import { CapLegend } from '../../ui/cap-bar.tsx'
import { Loaded } from '../../ui/loaded.tsx'
import { PageHead } from '../../ui/page-head.tsx'
import { FactList, Section } from '../../ui/section.tsx'
import { Time } from '../../ui/time.tsx'
import { CapList } from '../keys/cap-list.tsx'
import { RevokeDialog } from '../keys/revoke/revoke-dialog.tsx'
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
      <Section title="Caps of the whole account" aside={<CapLegend />} boxed>
        <CapList lines={connection.budgets} />
      </Section>
      <Section title="About" boxed>
        <FactList facts={factsOf(connection)} />
      </Section>
      <p className="mb-8 px-4 text-sm desk:px-1">
        <Link to="/keys" search={{ vendor: connection.vendor }}>
          Keys at {connection.vendor}
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
  const [open, setOpen] = useState<'rotate' | 'revoke' | null>(null)
  const rotateReason = useReason(['operator'], 'replace secrets')
  const revokeReason = useReason(['operator', 'issuer'], 'revoke keys')
  const { connection } = versioned
  const rotate = connection.sandbox ? 'A simulated vendor has its own secret, new at every start.' : null
  return (
    <>
      <Button
        icon={<RotateCcwKey size={16} />}
        disabledReason={rotateReason ?? rotate}
        onClick={() => setOpen('rotate')}
      >
        Replace the secret
      </Button>
      <Link
        to="/keys/new"
        search={{ connection: connection.name }}
        plain
        className="inline-flex min-h-9 items-center gap-1.5 rounded-md border border-line-strong bg-surface px-3.5 font-medium hover:bg-sunken max-desk:min-h-11"
      >
        <Plus size={16} /> Issue a key for it
      </Link>
      <Button variant="stop" icon={<Ban size={16} />} disabledReason={revokeReason} onClick={() => setOpen('revoke')}>
        Revoke its keys
      </Button>
      {open === 'rotate' ? <RotateDialog of={versioned} onClose={() => setOpen(null)} /> : null}
      {open === 'revoke' ? (
        <RevokeDialog
          target={{ by: 'vendor', value: connection.vendor }}
          what={`all keys at ${connection.vendor}`}
          onClose={() => setOpen(null)}
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
