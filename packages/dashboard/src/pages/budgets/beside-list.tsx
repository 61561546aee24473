import { useQuery } from '@tanstack/react-query'
import { CapBar } from '../../ui/cap-bar.tsx'
import { PageSection } from '../../ui/page-section.tsx'
import { keysOf } from '../keys/reads.ts'
import { counted } from '../words.ts'
import { besideOf } from './beside.ts'
import { ownerText, windowText } from './tightest.ts'

/** The other budgets that calls on this one must fit as well. */
export function BesideList({ name }: { readonly name: string }) {
  const { data } = useQuery(keysOf('budget', name))
  const beside = besideOf(name, data?.data ?? [])
  if (beside.length === 0) return null
  return (
    <PageSection title="What its calls must fit as well" boxed>
      <ul className="flex flex-col gap-4">
        {beside.map(({ line, keys }) => (
          <li
            key={`${line.budget} ${line.window}`}
            className="grid gap-x-6 gap-y-1 desk:grid-cols-[minmax(10rem,1fr)_3fr]"
          >
            <span className="min-w-0 text-sm wrap-anywhere">
              <span className="font-medium">{ownerText(line)}</span>{' '}
              <span className="text-ink-3">{windowText(line.window)}</span>
              <span className="block text-xs text-ink-3">{counted(keys, 'key')} of it</span>
            </span>
            <CapBar line={line} />
          </li>
        ))}
      </ul>
    </PageSection>
  )
}
