import { useQuery } from '@tanstack/react-query'
import { ShieldAlert, ShieldCheck } from 'lucide-react'
import { cx } from '../../ui/class-names.ts'
import { vendorsKnown } from './reads.ts'
import { type KeyPolicy, worstCase } from './policy/worst-case.ts'

export interface WorstCaseBoxProps {
  readonly policy: KeyPolicy
  readonly vendor: string
}

/** "What could this key do at worst": for the form while it is filled, and for a key that is out. */
export function WorstCaseBox({ policy, vendor }: WorstCaseBoxProps) {
  const { data } = useQuery(vendorsKnown)
  const operations = data?.data.find((one) => one.vendor === vendor)?.operations
  if (operations === undefined) return null
  const { level, sentence, points } = worstCase(policy, operations)
  const wide = level === 'open' || level === 'shared'
  const Icon = wide ? ShieldAlert : ShieldCheck
  return (
    <div
      role="status"
      className={cx(
        'flex gap-3 rounded-md px-4 py-3',
        wide ? 'bg-sunken ring-2 ring-ink ring-inset' : 'bg-accent-soft',
      )}
    >
      <Icon size={20} aria-hidden="true" className={cx('mt-0.5 shrink-0', wide ? 'text-ink' : 'text-accent')} />
      <div className="min-w-0 wrap-anywhere">
        <p className="font-medium">{sentence}</p>
        {points.length === 0 ? null : (
          <ul className="mt-1 text-sm text-ink-2">
            {points.map((point) => (
              <li key={point}>{point}</li>
            ))}
          </ul>
        )}
      </div>
    </div>
  )
}
