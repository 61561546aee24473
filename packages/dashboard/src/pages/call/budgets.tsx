import type { BudgetLine, CallRow } from '../../api/types.ts'
import { CapBar } from '../../ui/cap-bar.tsx'
import { Section } from '../../ui/facts.tsx'
import { lineBefore, standText } from './before-after.ts'
import { BudgetName } from './budget-name.tsx'

export interface BudgetsProps {
  readonly row: CallRow
  /** As the call found them; null where that is not known. */
  readonly before: readonly BudgetLine[] | null
}

/** Each budget that the call drew on: what it found there, and how it stood afterwards. */
export const Budgets = ({ row, before }: BudgetsProps) => (
  <Section title={titleOf(row, before)}>
    <ul className="flex flex-col gap-3.5">
      {row.budgets.map((line) => (
        <li key={`${line.kind} ${line.budget} ${line.window}`}>
          <p className="flex justify-between gap-3 pb-1 text-sm">
            <span className="min-w-0 truncate font-medium">
              <BudgetName line={line} row={row} />
            </span>
            <span className="text-ink-3">{line.window}</span>
          </p>
          {row.decision === 'refused' ? null : <Before line={lineBefore(line, before)} />}
          <CapBar line={line} />
        </li>
      ))}
    </ul>
    {row.budgets.length === 0 ? (
      <p className="text-ink-2">It drew on none.</p>
    ) : (
      <p className="mt-3 text-sm text-ink-2">
        {row.state === 'held'
          ? 'The bars stand as the call set its hold aside.'
          : row.decision === 'refused'
            ? 'A refused call leaves them as they are.'
            : 'The bars stand as its outcome was recorded: what other calls did meanwhile is in them.'}
      </p>
    )}
  </Section>
)

const titleOf = ({ decision }: CallRow, before: BudgetsProps['before']): string =>
  decision === 'refused'
    ? 'Budgets as the call found them'
    : before === null
      ? 'Budgets after the call'
      : 'Budgets before and after the call'

const Before = ({ line }: { readonly line: BudgetLine | null }) =>
  line === null ? null : <p className="pb-1 text-xs text-ink-2">Before: {standText(line)}</p>
