/** All that is known of one call, beside the page one is on. */
import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { get } from '../../api/http.ts'
import { useLatestRow } from '../../api/live/live.ts'
import { sentenceOf } from '../../api/problem.ts'
import { queryClient } from '../../api/query-client.ts'
import type { JudgedCall } from '../../api/types.ts'
import { Counted } from '../../calls/counted.tsx'
import { Decision } from '../../calls/decision.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { SidePanel } from '../../ui/dialog.tsx'
import { Section } from '../../ui/facts.tsx'
import { Time } from '../../ui/time.tsx'
import { Budgets } from './budgets.tsx'
import { Identity } from './identity.tsx'
import { Judgement } from './judgement.tsx'
import { Money } from './money-facts.tsx'
import { Raw } from './raw.tsx'
import { Request } from './request.tsx'
import { RunLink } from './run-link.tsx'
import { AtVendor } from './at-vendor.tsx'

export interface CallPanelProps {
  readonly callId: string
  readonly onClose: () => void
}

export function CallPanel({ callId, onClose }: CallPanelProps) {
  const { data, error } = useQuery({
    queryKey: ['call', callId],
    queryFn: ({ signal }) => get<JudgedCall>(`/vault/audit/${encodeURIComponent(callId)}`, {}, signal),
    staleTime: 0,
  })
  return (
    <SidePanel
      title={data === undefined ? 'Call' : (data.operation ?? `${data.method ?? ''} ${data.path ?? ''}`)}
      actions={<CopyButton text={callId} what="call id" />}
      onClose={onClose}
    >
      {error === null ? null : <p className="text-stop">{sentenceOf(error)}</p>}
      {data === undefined ? null : <Details call={data} />}
    </SidePanel>
  )
}

function Details({ call }: { readonly call: JudgedCall }) {
  const row = useLatestRow(call)
  useEffect(() => {
    // It ended while one looked: how it was judged ends with it.
    if (row.state !== call.state) void queryClient.invalidateQueries({ queryKey: ['call', call.call_id] })
  }, [row.state, call])
  return (
    <>
      <div className="flex flex-wrap items-center gap-x-5 gap-y-1 pb-4 text-lg">
        <Decision row={row} />
        <span className="ml-auto">
          <Counted row={row} />
        </span>
        <p className="w-full text-sm text-ink-2">
          <Time at={row.time} as="full" /> · <Time at={row.time} />
          {row.run === null ? null : (
            <>
              {' '}
              · run <RunLink label={row.run} />
            </>
          )}
        </p>
      </div>
      <Section title="Judgement">
        <Judgement steps={call.judgement} />
      </Section>
      <Section title="Money">
        <Money row={row} />
      </Section>
      <Budgets row={row} before={call.budgets_before} />
      <Section title="Request">
        <Request row={row} />
      </Section>
      <Section title="At the vendor">
        <AtVendor row={row} />
      </Section>
      <Section title="Who">
        <Identity row={row} />
      </Section>
      <Raw row={row} />
    </>
  )
}
