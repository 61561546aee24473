/** Nothing has been called yet: the two lines that change this, with this server's real address and a real key. */
import { useMutation } from '@tanstack/react-query'
import { post } from '../../api/http.ts'
import { sentenceOf } from '../../api/problem.ts'
import type { IssuedKey } from '../../api/types.ts'
import { Link } from '../../app/link.tsx'
import { useReason, useSession } from '../../app/role.ts'
import { Button } from '../../ui/button.tsx'
import { CodeBlock } from '../../ui/copy-button.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { firstCallLine } from './first-call-line.ts'

/** Of a run, so that this can be looked at and stopped too; a run that was stopped takes no key any more, hence the time. */
const keyOf = (now: Date) => ({
  vendor: 'stripe',
  agent_run_label: `first-steps/${now.toISOString().slice(11, 19)}`,
  total_usd_cap: 60,
  allowed_endpoints: ['payment_intents.create'],
  expires_in: '30m',
})

export function FirstCall() {
  const server = useSession()?.server
  const notAllowed = useReason(['operator', 'issuer'], 'issue keys')
  const issue = useMutation({ mutationFn: () => post<IssuedKey>('/vault/keys', keyOf(new Date())) })
  if (server === undefined) return null
  if (!server.sandbox)
    return (
      <EmptyState title="No call yet">
        <p>
          Calls appear here the moment they are made. <Link to="/keys/new">Issue a vault key</Link>, and give it to an
          agent instead of the vendor’s own key.
        </p>
      </EmptyState>
    )
  return (
    <EmptyState title="No call yet">
      <p>
        This server has simulated vendors: no money moves. Issue a key that may spend $60 for half an hour, then make
        three charges of $29.99 with it, as an agent in a loop would. The third is refused, and this page shows it.
      </p>
      {issue.data?.vault_key ? (
        <>
          <CodeBlock what="the command" text={firstCallLine(server.public_url, issue.data.vault_key)} />
          <p>Copy it into a terminal. This page moves on by itself with the first call.</p>
        </>
      ) : (
        <p className="flex flex-wrap items-center gap-3">
          <Button variant="primary" busy={issue.isPending} disabledReason={notAllowed} onClick={() => issue.mutate()}>
            Issue the key
          </Button>
          {issue.error === null ? null : <span className="text-stop">{sentenceOf(issue.error)}</span>}
        </p>
      )}
    </EmptyState>
  )
}
