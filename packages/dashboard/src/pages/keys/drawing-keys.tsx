/** Who draws on a budget or a run. */
import { useQuery } from '@tanstack/react-query'
import { Link } from '../../app/link.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { Loaded } from '../../ui/loaded.tsx'
import { PageSection } from '../../ui/page-section.tsx'
import { KeyList } from './key-list.tsx'
import { keysOf } from './reads.ts'

export function DrawingKeys({ by, value }: { readonly by: 'run' | 'budget'; readonly value: string }) {
  const query = useQuery(keysOf(by, value))
  return (
    <PageSection
      title="Who draws on it"
      aside={
        <Link to="/keys" search={{ [by]: value, sort: 'newest' }}>
          In the list of keys
        </Link>
      }
    >
      <Loaded query={query} what="keys">
        {({ data, next_cursor }) => (
          <>
            <KeyList
              rows={data}
              caption="Keys that draw on it"
              empty={<EmptyState title="No key draws on it">Name it when a key is issued.</EmptyState>}
            />
            {next_cursor === null ? null : (
              <p className="mt-2 px-4 text-sm text-ink-2 desk:px-1">
                The newest {data.length.toLocaleString('en-US')}.
              </p>
            )}
          </>
        )}
      </Loaded>
    </PageSection>
  )
}
