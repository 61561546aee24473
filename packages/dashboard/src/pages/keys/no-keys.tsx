import { useSession } from '../../app/role.ts'
import { Link } from '../../app/link.tsx'
import { CodeBlock } from '../../ui/copy-button.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'

/** The same request as the form makes, for those who would rather script it. */
const issueLine = (url: string): string =>
  `curl ${url}/vault/keys -H "Authorization: Bearer $KEYBRAKE_ADMIN_KEY" -H 'Content-Type: application/json' \\
  -d '{"vendor":"stripe","daily_usd_cap":60,"allowed_endpoints":["payment_intents.create"],"expires_in":"30m","label":"first-steps"}'`

export function NoKeys({ filtered }: { readonly filtered: boolean }) {
  const url = useSession()?.server.public_url ?? location.origin
  if (filtered)
    return (
      <EmptyState title="No key matches">
        <p>
          Labels, runs and budgets are compared whole. <Link to="/keys">Show all live keys</Link>, or{' '}
          <Link to="/keys" search={{ sort: 'newest' }}>
            all that ever were
          </Link>
          .
        </p>
      </EmptyState>
    )
  return (
    <EmptyState title="No live key">
      <p>
        A vault key stands where an agent would hold your real secret. <Link to="/keys/new">Issue the first one</Link>,
        or by curl:
      </p>
      <CodeBlock text={issueLine(url)} what="issue command" />
    </EmptyState>
  )
}
