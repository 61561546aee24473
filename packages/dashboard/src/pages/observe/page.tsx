/** What keys in observe mode would have been refused, and how to enforce what they were watched for. */
import { useQuery } from '@tanstack/react-query'
import { EmptyState } from '../../ui/empty-state.tsx'
import { Loaded } from '../../ui/loaded.tsx'
import { PageHead } from '../../ui/page-head.tsx'
import { ObservedCard } from './observed-card.tsx'
import { observed } from './reads.ts'

export function Page() {
  const query = useQuery(observed)
  return (
    <>
      <PageHead
        title="Observe"
        about="Keys that only observe: their own rules are recorded and stop nothing. Here is what those rules would have refused in the last 7 days."
      />
      <Loaded query={query} what="observed calls">
        {({ data, from, to, considered, complete }) =>
          data.length === 0 ? (
            <EmptyState title="No key observes">
              <p>
                Issue a key with <code>mode: observe</code> (under “More” in the form) to try a policy on an agent that
                runs already: nothing of the policy is enforced, and this page says what it would have stopped.
              </p>
            </EmptyState>
          ) : (
            <div className="flex flex-col gap-4 px-4 pb-8 desk:px-1">
              {data.map((one) => (
                <ObservedCard key={one.label ?? ''} of={one} span={{ from, to }} />
              ))}
              {complete ? null : (
                <p className="text-sm text-ink-2">Of the newest {considered.toLocaleString('en-US')} live keys.</p>
              )}
            </div>
          )
        }
      </Loaded>
    </>
  )
}
