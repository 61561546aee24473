/** The columns of a list of keys. */
import { useLiveLines } from '../../api/live/live.ts'
import type { Key } from '../../api/types.ts'
import { Link } from '../../app/link.tsx'
import { countText } from '../../format/count.ts'
import { Badge } from '../../ui/badge.tsx'
import { CapBar } from '../../ui/cap-bar.tsx'
import type { Column } from '../../ui/columns.ts'
import { Given } from '../../ui/given.tsx'
import { Time } from '../../ui/time.tsx'
import { nearestOwn, ownerText, ownerWord, usedShare, windowText } from '../budgets/tightest.ts'
import { PrincipalName } from '../principals/principal-name.tsx'
import { StatusBadge } from './status-badge.tsx'

export const KEY_COLUMNS: readonly Column<Key>[] = [
  {
    id: 'key',
    header: 'Key',
    card: 'title',
    width: '26%',
    sortBy: ({ label, id }) => label ?? id,
    cell: (key) => <KeyName of={key} />,
  },
  {
    id: 'status',
    header: 'Status',
    card: 'end',
    width: '9.5rem',
    sortBy: ({ status }) => status,
    cell: ({ status, mode }) => (
      <span className="inline-flex gap-1">
        <StatusBadge status={status} />
        {mode === 'observe' ? <Badge>observe</Badge> : null}
      </span>
    ),
  },
  {
    id: 'cap',
    header: 'Nearest cap',
    card: 'bare',
    sortBy: ({ budgets }) => shareOf(budgets),
    cell: ({ budgets }) => <NearestCap lines={budgets} />,
  },
  {
    id: 'connection',
    header: 'Connection',
    width: '8rem',
    sortBy: ({ connection }) => connection,
    cell: ({ connection }) => connection,
  },
  {
    id: 'calls',
    header: 'Calls',
    align: 'end',
    width: '6rem',
    sortBy: ({ calls }) => calls,
    cell: ({ id, calls }) => (
      <Link to="/" search={{ key_id: id }} title="The calls of this key">
        {countText(calls)}
      </Link>
    ),
  },
  {
    id: 'principal',
    header: 'Issued by',
    width: '9rem',
    wideOnly: true,
    sortBy: ({ principal }) => principal,
    cell: ({ principal }) => <PrincipalName id={principal} />,
  },
  {
    id: 'expires',
    header: 'Ends',
    align: 'end',
    width: '8.5rem',
    sortBy: ({ expires_at }) => Date.parse(expires_at),
    cell: ({ expires_at, revoked_at }) => <Time at={revoked_at ?? expires_at} />,
  },
]

const shareOf = (lines: Key['budgets']): number | null => {
  const line = nearestOwn(lines)
  return line === null ? null : usedShare(line)
}

const KeyName = ({ of: { id, label, run } }: { readonly of: Key }) => (
  <>
    <Link
      to={`/keys/${id}`}
      plain
      className="inline-block max-w-full truncate align-bottom font-medium hover:underline"
    >
      {label === null ? <span className="font-mono text-xs">{id}</span> : <Given>{label}</Given>}
    </Link>
    {run === null || run === label ? null : (
      <span className="ml-2 text-xs text-ink-3">
        <Given>{run}</Given>
      </span>
    )}
  </>
)

/** The cap that will stop it first, with whose it is; as it stands after the last call. */
function NearestCap({ lines }: { readonly lines: Key['budgets'] }) {
  const line = nearestOwn(useLiveLines(lines))
  if (line === null) return <span className="text-ink-3">no cap</span>
  return (
    <span className="flex min-w-0 items-center gap-3">
      <CapBar line={line} bare className="w-28 shrink-0 max-desk:w-full max-desk:flex-1" />
      <span className="min-w-0 truncate text-xs text-ink-2" title={ownerText(line)}>
        {usedText(line)}
      </span>
    </span>
  )
}

function usedText(line: Key['budgets'][number]): string {
  const percent = Math.floor((usedShare(line) ?? 0) / 100)
  const owner = ownerWord(line)
  const cap = `$${countText(line.cap_usd ?? 0)} ${windowText(line.window)}`
  return `${percent} % of ${cap}${owner === '' ? '' : `, ${owner}`}`
}
