import { faultAt } from '../../api/problem.ts'
import type { BudgetLine } from '../../api/types.ts'
import { Field, TextInput } from '../../ui/field.tsx'
import { CAP_FIELDS, type CapTexts, effectOf } from './cap-changes.ts'

export interface CapInputsProps {
  readonly caps: CapTexts
  /** Live spend that a new cap is held against; none where nothing is counted yet. */
  readonly lines: readonly BudgetLine[] | null
  readonly error: unknown
  readonly onChange: (caps: CapTexts) => void
}

/** The four caps of a budget or key, each with what it would mean now. */
export const CapInputs = ({ caps, lines, error, onChange }: CapInputsProps) => (
  <div className="grid gap-4 sm:grid-cols-2">
    {CAP_FIELDS.map(({ name, wire, words, window }) => (
      <Field
        key={name}
        label={words}
        hint={lines === null ? undefined : effectOf(caps[name], lines, window)}
        error={faultAt(error, `/${wire}`)}
      >
        {(tied) => (
          <TextInput
            {...tied}
            inputMode="decimal"
            placeholder="no cap"
            value={caps[name]}
            onChange={(event) => onChange({ ...caps, [name]: event.target.value })}
          />
        )}
      </Field>
    ))}
  </div>
)
