import { KeyRound, RotateCcwKey, UserX } from 'lucide-react'
import type { Principal } from '../../api/types.ts'
import { useReason } from '../../app/role.ts'
import { usdText } from '../../format/money.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { Time } from '../../ui/time.tsx'
import { counted } from '../words.ts'
import { ceilingPhrases } from './ceilings.ts'

export interface PrincipalCardProps {
  readonly of: Principal
  readonly onRotate: () => void
  readonly onRemove: () => void
}

export function PrincipalCard({ of: principal, onRotate, onRemove }: PrincipalCardProps) {
  const reason = useReason(['operator'], 'change principals')
  const fixed = principal.id === 'admin' ? 'It is set by KEYBRAKE_ADMIN_KEY: change it there.' : null
  const phrases = ceilingPhrases(principal.ceilings)
  const { live_keys: liveKeys, outstanding_usd: outstanding, last_used_at: lastUsedAt } = principal
  return (
    <article aria-label={principal.name} className="rounded-lg border border-line bg-surface px-4 py-3">
      <div className="flex flex-wrap items-start gap-x-4 gap-y-2">
        <div className="min-w-0 flex-1 basis-64">
          <h2 className="flex flex-wrap items-center gap-2 font-semibold wrap-anywhere">
            {principal.name} <Badge tone={principal.role === 'operator' ? 'accent' : 'plain'}>{principal.role}</Badge>
          </h2>
          <p className="text-sm text-ink-2">
            since <Time at={principal.created_at} as="minute" />
            {lastUsedAt === null ? (
              ', never used'
            ) : (
              <>
                , last used <Time at={lastUsedAt} />
              </>
            )}
          </p>
        </div>
        <p className="flex items-center gap-1.5 text-sm">
          <KeyRound size={15} aria-hidden="true" className="text-ink-3" />
          {counted(liveKeys, 'live key')}
          {outstanding === null || liveKeys === 0 ? '' : `, ${usdText(outstanding)} outstanding`}
        </p>
        <div className="flex flex-wrap gap-2">
          <Button small icon={<RotateCcwKey size={15} />} disabledReason={reason ?? fixed} onClick={onRotate}>
            New credential
          </Button>
          <Button small icon={<UserX size={15} />} disabledReason={reason ?? fixed} onClick={onRemove}>
            Remove
          </Button>
        </div>
      </div>
      {principal.role !== 'issuer' ? null : phrases.length === 0 ? (
        <p className="mt-2 text-sm">No ceiling: it may issue any key.</p>
      ) : (
        <ul className="mt-2 flex flex-wrap gap-1.5" aria-label="Ceilings">
          {phrases.map((phrase) => (
            <li key={phrase} className="min-w-0 rounded bg-sunken px-2 py-0.5 text-sm wrap-anywhere">
              {phrase}
            </li>
          ))}
        </ul>
      )}
    </article>
  )
}
