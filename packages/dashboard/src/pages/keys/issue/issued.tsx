/** What was issued: the secret, this once, and the lines that point an SDK at the proxy. */
import { useState } from 'react'
import { useQuery } from '@tanstack/react-query'
import type { IssuedKey } from '../../../api/types.ts'
import { Link } from '../../../app/link.tsx'
import { useSession } from '../../../app/role.ts'
import { Button } from '../../../ui/button.tsx'
import { CodeBlock, CopyButton } from '../../../ui/copy-button.tsx'
import { Given } from '../../../ui/given.tsx'
import { PageHead } from '../../../ui/page-head.tsx'
import { PageSection } from '../../../ui/page-section.tsx'
import { Time } from '../../../ui/time.tsx'
import { connectionsAll } from '../reads.ts'
import { snippetsFor } from '../snippets.ts'

export function Issued({ of: key, onAnother }: { readonly of: IssuedKey; readonly onAnother: () => void }) {
  return (
    <>
      <PageHead
        title="Key issued"
        about={
          <>
            <Link to={`/keys/${key.id}`}>
              <Given>{key.label ?? key.id}</Given>
            </Link>{' '}
            on {key.connection}, ends <Time at={key.expires_at} />.
          </>
        }
        actions={<Button onClick={onAnother}>Issue another</Button>}
      />
      <Secret of={key} />
      <Snippets of={key} />
    </>
  )
}

const Secret = ({ of: { vault_key } }: { readonly of: IssuedKey }) => (
  <PageSection title="The vault key" boxed>
    {vault_key === null ? (
      <p>The secret of this key is no longer shown: the key is not active any more.</p>
    ) : (
      <>
        <p className="mb-3">
          <strong>Copy it now: it is shown this once.</strong> Keybrake keeps only a hash. Whoever has it can spend
          within its caps; it goes where the vendor’s secret went.
        </p>
        <div className="flex flex-wrap items-center gap-3">
          <code className="min-w-0 flex-1 basis-80 rounded-md border border-line-strong bg-sunken px-3 py-2 font-mono text-sm break-all select-all">
            {vault_key}
          </code>
          <CopyButton text={vault_key} what="vault key" wide />
        </div>
      </>
    )}
  </PageSection>
)

function Snippets({ of: key }: { readonly of: IssuedKey }) {
  const [chosen, setChosen] = useState(0)
  const isIssuer = useSession()?.principal.role === 'issuer'
  const { data } = useQuery({ ...connectionsAll, enabled: !isIssuer })
  const account = data?.data.find(({ name }) => name === key.connection)?.account ?? null
  const vaultKey = key.vault_key ?? 'VAULT_KEY'
  const snippets = snippetsFor({ vendor: key.vendor, baseUrl: key.base_url, vaultKey, account })
  const shown = snippets[chosen] ?? snippets[0]
  return (
    <PageSection title="Point the SDK at the proxy" boxed>
      <div role="group" aria-label="SDK" className="mb-3 flex flex-wrap gap-2">
        {snippets.map(({ id, sdk }, index) => (
          <Button
            key={id}
            small
            variant={index === chosen ? 'primary' : 'plain'}
            aria-pressed={index === chosen}
            onClick={() => setChosen(index)}
          >
            {sdk}
          </Button>
        ))}
      </div>
      {shown === undefined ? null : <CodeBlock text={shown.code} what={`${shown.sdk} snippet`} />}
      <p className="mt-3 text-sm text-ink-2">
        The first call shows up in{' '}
        <Link to="/" search={{ key_id: key.id }}>
          the feed of this key
        </Link>
        .
      </p>
    </PageSection>
  )
}
