import { ExternalLink } from 'lucide-react'
import type { CallRow } from '../../api/types.ts'
import { Link } from '../../app/link.tsx'
import { useConnection } from '../../api/use-connections.ts'
import { CopyButton } from '../../ui/copy-button.tsx'
import { Facts } from '../../ui/facts.tsx'
import { objectLink, requestLink } from './vendor-links.ts'

/** What the vendor answered, and where its own dashboard shows it. */
export function AtVendor({ row }: { readonly row: CallRow }) {
  const connection = useConnection(row.connection)
  if (row.decision === 'refused') return <p className="text-ink-2">Nothing was sent.</p>
  const id = (text: string | null, link: string | null) =>
    text === null ? null : (
      <span className="inline-flex max-w-full items-baseline gap-1">
        {link === null || connection?.sandbox !== false ? (
          <code className="font-mono text-xs break-all">{text}</code>
        ) : (
          <a
            href={link}
            target="_blank"
            rel="noreferrer"
            className="inline-flex items-center gap-1 font-mono text-xs break-all text-accent underline"
          >
            {text} <ExternalLink size={12} aria-label="at the vendor" />
          </a>
        )}
        <CopyButton text={text} what="id" />
      </span>
    )
  return (
    <Facts
      facts={[
        { name: 'Status', value: row.status },
        { name: 'Request id', value: id(row.vendor_request_id, requestLink(row, connection?.mode ?? null)) },
        { name: 'Object', value: id(row.vendor_object_id, objectLink(row, connection?.mode ?? null)) },
        {
          name: 'Took',
          value: row.latency_ms === null ? null : `${row.latency_ms} ms, ${row.proxy_ms ?? '–'} ms of it here`,
        },
        { name: 'Error', value: row.error },
        {
          name: 'Repeat of',
          value:
            row.replay_of === null ? null : (
              <Link to="." search={{ call: row.replay_of }}>
                {row.replay_of}
              </Link>
            ),
        },
        {
          name: 'Idempotency key',
          value:
            row.idempotency_key === null ? null : (
              <code className="font-mono text-xs break-all" title="A hash; the key itself is not kept.">
                {row.idempotency_key}
              </code>
            ),
        },
      ]}
    />
  )
}
