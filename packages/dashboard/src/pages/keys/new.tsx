/** Issue a key, from nothing or with the policy of one that was. */
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { IssuedKey } from '../../api/types.ts'
import { Link } from '../../app/link.tsx'
import { useSearchText } from '../../app/search.ts'
import { Given } from '../../ui/given.tsx'
import { Loaded } from '../../ui/loaded.tsx'
import { PageHead } from '../../ui/page-head.tsx'
import { EMPTY_FORM } from './issue/form.ts'
import { extrasOf, formOf } from './issue/form-of-key.ts'
import { IssueForm } from './issue/issue-form.tsx'
import { Issued } from './issue/issued.tsx'
import { keyById } from './reads.ts'

export function Page() {
  const { from, connection = '', enforce, daily } = useSearchText()
  const [issued, setIssued] = useState<IssuedKey | null>(null)
  if (issued !== null) return <Issued of={issued} onAnother={() => setIssued(null)} />
  if (from !== undefined) return <Again id={from} enforce={enforce === 'yes'} daily={daily} onIssued={setIssued} />
  return (
    <>
      <PageHead title="Issue a key" about="An allowlist, a cap and an end: what an agent may do, and no more." />
      <IssueForm initial={{ ...EMPTY_FORM, connection }} extras={{}} onIssued={setIssued} />
    </>
  )
}

interface AgainProps {
  readonly id: string
  /** The key that was only observed; the new one enforces. */
  readonly enforce: boolean
  /** Cap a day in place of the former one. */
  readonly daily: string | undefined
  readonly onIssued: (key: IssuedKey) => void
}

function Again({ id, enforce, daily, onIssued }: AgainProps) {
  const query = useQuery(keyById(id))
  return (
    <Loaded query={query} what="the key">
      {(key) => (
        <>
          <PageHead
            title={enforce ? 'Enforce a policy' : 'Issue a key again'}
            about={
              <>
                With the policy of{' '}
                <Link to={`/keys/${key.id}`}>
                  <Given>{key.label ?? key.id}</Given>
                </Link>
                , and a secret and a life of its own.
                {enforce ? ' Give it to the agent, then revoke the key that only observes.' : ''}
              </>
            }
          />
          <IssueForm
            key={id}
            initial={{ ...formOf(key), ...(enforce && { observe: false }), ...(daily !== undefined && { daily }) }}
            extras={extrasOf(key)}
            onIssued={onIssued}
          />
        </>
      )}
    </Loaded>
  )
}
