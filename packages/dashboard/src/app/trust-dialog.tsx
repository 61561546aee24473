import { useEffect } from 'react'
import { liveState } from '../api/live/live.ts'
import { sentenceOf } from '../api/problem.ts'
import type { Status } from '../api/types.ts'
import { countText } from '../format/count.ts'
import { CopyButton } from '../ui/copy-button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Facts } from '../ui/facts.tsx'
import { Time } from '../ui/time.tsx'
import { diagnosticsOf } from './diagnostics.ts'
import { clockSkew } from './now.ts'
import { useSession } from './role.ts'
import { useStatus } from './use-status.ts'

/** All facts by which one can judge what the page shows, asked for anew when it opens. */
export function TrustDialog({ onClose }: { readonly onClose: () => void }) {
  const role = useSession()?.principal.role
  const { data, error, refetch } = useStatus()
  useEffect(() => void refetch(), [refetch])
  const text =
    data === undefined
      ? null
      : diagnosticsOf({
          status: data,
          role: role ?? 'signed out',
          stream: liveState.get(),
          skewMs: clockSkew(),
          browser: navigator.userAgent,
        })
  return (
    <Dialog
      title="Server facts"
      onClose={onClose}
      footer={text === null ? undefined : <CopyButton wide text={text} what="diagnostics" />}
    >
      {error === null ? null : <p className="text-stop">{sentenceOf(error)}</p>}
      {data === undefined ? null : <StatusFacts status={data} />}
    </Dialog>
  )
}

function StatusFacts({ status }: { readonly status: Status }) {
  const { version, public_url, started_at, time, ledger, clock, audit, brakes, event_streams } = status
  return (
    <Facts
      facts={[
        { name: 'Version', value: version },
        { name: 'Address', value: public_url },
        { name: 'Started', value: <Time at={started_at} as="full" /> },
        { name: 'Server’s time', value: <Time at={time} as="full" /> },
        {
          name: 'Clock',
          value: clock.stepped_ms === 0 ? 'not set since the start' : `set by ${clock.stepped_ms} ms since the start`,
        },
        {
          name: 'Ledger',
          value: `${ledger.kind === 'sqlite' ? 'SQLite' : 'PostgreSQL'}, ${ledger.writable ? 'commits' : 'cannot commit'}${ledger.commit_ms === null ? '' : ` in ${ledger.commit_ms} ms`}`,
        },
        { name: 'Fault', value: ledger.fault === null ? null : <span className="text-stop">{ledger.fault}</span> },
        {
          name: 'Outcomes',
          value: ledger.unrecorded_outcomes === 0 ? 'all recorded' : `${ledger.unrecorded_outcomes} not recorded yet`,
        },
        { name: 'Shared log', value: ledger.replica === null ? null : behindText(ledger.replica.behind) },
        {
          name: 'Audit log',
          value:
            audit === null ? null : audit.verified === null ? (
              'not verified since the start'
            ) : (
              <>
                {audit.verified.ok ? 'verified' : 'fault found'} <Time at={audit.verified.at} />
              </>
            ),
        },
        { name: 'Log caught up', value: audit === null ? null : caughtUpText(audit) },
        {
          name: 'Brakes',
          value: brakes.length === 0 ? 'none engaged' : brakes.map(({ vendor }) => vendor ?? 'all vendors').join(', '),
        },
        { name: 'Event streams', value: event_streams },
      ]}
    />
  )
}

const behindText = (behind: number | null): string =>
  behind === null
    ? 'the database could not be asked'
    : behind === 0
      ? 'nothing of other processes is missing here'
      : `${countText(behind)} commits of other processes behind`

/** A question to the log waits until it has everything that was answered before. */
const caughtUpText = ({ behind, caught_up_ms: ms }: NonNullable<Status['audit']>): string =>
  `in ${ms} ms${behind === null || behind === 0 ? '' : `, from ${countText(behind)} commits behind`}`
