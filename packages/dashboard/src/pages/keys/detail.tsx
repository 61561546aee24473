/** One key: how near it is to its caps, what it may do, what it did, and how to stop it. */
import { useQuery } from '@tanstack/react-query'
import { Ban, Copy, Pencil } from 'lucide-react'
import { useNavigate, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import type { Key } from '../../api/types.ts'
import { Link } from '../../app/link.tsx'
import { nowStore } from '../../app/now.ts'
import { useReason } from '../../app/role.ts'
import { useShortcut } from '../../app/shortcuts.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { CapLegend } from '../../ui/cap-bar.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { Loaded } from '../../ui/loaded.tsx'
import { PageHead } from '../../ui/page-head.tsx'
import { Given } from '../../ui/given.tsx'
import { FactGrid, PageSection } from '../../ui/page-section.tsx'
import { Time } from '../../ui/time.tsx'
import { PrincipalName } from '../principals/principal-name.tsx'
import { CapList } from './cap-list.tsx'
import { ChangeKeyDialog } from './change-key-dialog.tsx'
import { policyOfKey } from './key-policy.ts'
import { PolicyFacts } from './policy-facts.tsx'
import { keyById } from './reads.ts'
import { RecentCalls } from './recent-calls.tsx'
import { RevokeDialog } from './revoke/revoke-dialog.tsx'
import { StatusBadge } from './status-badge.tsx'
import { WorstCaseBox } from './worst-case-box.tsx'

export function Page() {
  const { id = '' } = useParams({ strict: false }) as { readonly id?: string }
  const query = useQuery(keyById(id))
  return (
    <Loaded query={query} what="the key">
      {(key) => <KeyDetail of={key} />}
    </Loaded>
  )
}

function KeyDetail({ of: key }: { readonly of: Key }) {
  const live = key.status === 'active' || key.status === 'exhausted'
  return (
    <>
      <PageHead
        title={key.label ?? key.id}
        about={
          <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <StatusBadge status={key.status} />
            {key.mode === 'observe' ? <Badge>observe</Badge> : null}
            <span>
              {key.connection === key.vendor ? key.vendor : `${key.connection} (${key.vendor})`},{' '}
              {live ? 'ends ' : key.revoked_at === null ? 'ended ' : 'revoked '}
              <Time at={key.revoked_at ?? key.expires_at} />
            </span>
          </span>
        }
        actions={<Actions of={key} live={live} />}
      />
      {live ? <WorstCase of={key} /> : null}
      {key.reason === null ? null : (
        <p className="mb-6 px-4 text-ink-2 desk:px-1">
          Revoked because: <Given>{key.reason}</Given>
        </p>
      )}
      <PageSection title="Caps" aside={<CapLegend />} boxed>
        {key.budgets.some(({ cap_usd }) => cap_usd !== null) ? null : (
          <p className="mb-3 font-medium">Nothing caps this key.</p>
        )}
        <CapList lines={key.budgets} of={{ key_id: key.id }} />
      </PageSection>
      <PageSection title="Policy" boxed>
        <PolicyFacts of={key} />
      </PageSection>
      <PageSection title="About" boxed>
        <FactGrid facts={factsOf(key)} />
      </PageSection>
      <RecentCalls filter={{ key_id: key.id }} title={`Newest of its ${key.calls.toLocaleString('en-US')} calls`} />
    </>
  )
}

const WorstCase = ({ of: key }: { readonly of: Key }) => (
  <div className="mb-8 max-desk:px-4">
    <WorstCaseBox policy={policyOfKey(key, nowStore.get())} vendor={key.vendor} />
  </div>
)

function Actions({ of: key, live }: { readonly of: Key; readonly live: boolean }) {
  const [open, setOpen] = useState<'revoke' | 'change' | null>(null)
  const navigate = useNavigate()
  const revokeReason = useReason(['operator', 'issuer'], 'revoke keys')
  const changeReason = useReason(['operator'], 'change keys')
  const ended = live ? null : 'The key has ended already.'
  const again = () => void navigate({ to: '/keys/new' as never, search: { from: key.id } as never })
  useShortcut('r', 'Revoke this key', () => live && revokeReason === null && setOpen('revoke'))
  return (
    <>
      <Button icon={<Pencil size={15} />} disabledReason={changeReason ?? ended} onClick={() => setOpen('change')}>
        Change caps
      </Button>
      <Button icon={<Copy size={15} />} disabledReason={revokeReason} onClick={again}>
        Reissue with same policy
      </Button>
      <Button
        variant="stop"
        icon={<Ban size={16} />}
        disabledReason={revokeReason ?? ended}
        onClick={() => setOpen('revoke')}
      >
        Revoke
      </Button>
      {open === 'change' ? <ChangeKeyDialog of={key} onClose={() => setOpen(null)} /> : null}
      {open === 'revoke' ? (
        <RevokeDialog
          target={{ by: 'key_id', value: key.id }}
          what={<Given>{key.label ?? 'this key'}</Given>}
          onClose={() => setOpen(null)}
          next={
            <Link to="/keys/new" search={{ from: key.id }}>
              Reissue with same policy
            </Link>
          }
        />
      ) : null}
    </>
  )
}

const factsOf = (key: Key) =>
  [
    [
      'Id',
      <span key="id" className="inline-flex items-center gap-1 font-mono text-xs break-all">
        {key.id} <CopyButton text={key.id} what="key id" />
      </span>,
    ],
    ['Issued by', <PrincipalName key="principal" id={key.principal} />],
    ['Issued', <Time key="issued" at={key.created_at} as="full" />],
    [key.revoked_at === null ? 'Ends' : 'Would have ended', <Time key="ends" at={key.expires_at} as="full" />],
    [
      'Run',
      key.run === null ? (
        '–'
      ) : (
        <Link key="run" to="/runs" search={{ run: key.run }}>
          <Given>{key.run}</Given>
        </Link>
      ),
    ],
    ['Tags', tagsText(key.tags)],
    [
      'Base URL',
      <span key="url" className="font-mono text-xs break-all">
        {key.base_url}
      </span>,
    ],
  ] as const

const tagsText = (tags: Key['tags']) => {
  const all = Object.entries(tags)
  if (all.length === 0) return '–'
  return (
    <span className="flex flex-wrap gap-x-3 gap-y-1">
      {all.map(([name, value]) => (
        <Link key={name} to="/" search={{ [`tag.${name}`]: value }} className="py-0.5 wrap-anywhere">
          {name}={value}
        </Link>
      ))}
    </span>
  )
}
