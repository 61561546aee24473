/** One call of unknown fate: what happened, what to look for at the vendor, and the two ways to end it. */
import { Search } from 'lucide-react'
import { useState } from 'react'
import type { CallRow } from '../../api/types.ts'
import { Link } from '../../app/link.tsx'
import { useReason } from '../../app/role.ts'
import { usdText } from '../../format/money.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { Given } from '../../ui/given.tsx'
import { Time } from '../../ui/time.tsx'
import { evidenceOf } from './evidence.ts'
import { ResolveDialog } from './resolve-dialog.tsx'

export function UnknownCard({ of: row }: { readonly of: CallRow }) {
  const [open, setOpen] = useState<'charged' | 'released' | null>(null)
  const reason = useReason(['operator'], 'end an unknown hold')
  const { happened, lookFor, wouldProve, inquired } = evidenceOf(row)
  return (
    <article
      aria-label={`${row.operation ?? row.path}, ${usdText(row.cost_usd)}`}
      className="rounded-lg border border-line bg-surface"
    >
      <header className="flex flex-wrap items-baseline gap-x-4 gap-y-1 border-b border-line px-4 py-3">
        <Badge tone="warn">
          <span className="text-base font-semibold">{usdText(row.cost_usd)}</span> held
        </Badge>
        <Link to="." search={{ call: row.call_id }} className="font-medium">
          {row.operation ?? `${row.method} ${row.path}`}
        </Link>
        <span className="text-sm text-ink-2">
          <Given>{row.key_label ?? row.key_id}</Given>
          {row.run === null ? null : (
            <>
              , run <Given>{row.run}</Given>
            </>
          )}
          , {row.connection}
        </span>
        <Time at={row.time} className="ml-auto text-sm text-ink-2" />
      </header>
      <div className="grid gap-4 px-4 py-3 desk:grid-cols-[minmax(0,1fr)_auto]">
        <div className="min-w-0">
          <p>{happened}</p>
          <h2 className="mt-2 flex items-center gap-1.5 text-xs text-ink-3">
            <Search size={13} aria-hidden="true" /> Look at {row.vendor} for
          </h2>
          <ul className="mt-1 flex flex-wrap gap-x-4 gap-y-0.5 font-mono text-xs">
            {lookFor.map(([name, value]) => (
              <li key={name} className="inline-flex items-center gap-1 break-all">
                {name} {value} <CopyButton text={value} what={name} />
              </li>
            ))}
          </ul>
          <p className="mt-2 text-sm text-ink-2">
            {inquired.length === 0
              ? ''
              : `Keybrake asked ${row.vendor} itself (${inquired.join('; ')}) and found no proof. `}
            {wouldProve}
          </p>
        </div>
        <div className="flex flex-wrap items-start gap-2 desk:flex-col">
          <Button disabledReason={reason} className="desk:w-full" onClick={() => setOpen('charged')}>
            Settle as charged
          </Button>
          <Button disabledReason={reason} className="desk:w-full" onClick={() => setOpen('released')}>
            Release
          </Button>
        </div>
      </div>
      {open === null ? null : <ResolveDialog of={row} executed={open === 'charged'} onClose={() => setOpen(null)} />}
    </article>
  )
}
