import type { ReactNode } from 'react'
import { Field, TextInput } from '../../../ui/field.tsx'
import type { Faults, IssueField, IssueForm } from './form.ts'

export interface FieldsProps {
  readonly form: IssueForm
  readonly faults: Faults
  readonly set: (change: Partial<IssueForm>) => void
}

interface OneProps extends FieldsProps {
  readonly name: Extract<IssueField, keyof { [N in IssueField as IssueForm[N] extends string ? N : never]: 1 }>
  readonly label: string
  readonly hint?: ReactNode
  readonly placeholder?: string
  readonly decimal?: boolean
}

/** A text field of the form, with its fault beside it. */
export const One = ({ form, faults, set, name, label, hint, placeholder, decimal = false }: OneProps) => (
  <Field label={label} hint={hint} error={faults[name]}>
    {(tied) => (
      <TextInput
        {...tied}
        name={name}
        placeholder={placeholder}
        inputMode={decimal ? 'decimal' : 'text'}
        value={form[name]}
        onChange={(event) => set({ [name]: event.target.value })}
      />
    )}
  </Field>
)

/** How much, how often, how long. */
export const CapFields = (props: FieldsProps) => (
  <div className="grid gap-4 sm:grid-cols-2 wide:grid-cols-4">
    <One
      {...props}
      name="daily"
      label="Cap a day (USD)"
      hint="In each 24 hours from issue."
      placeholder="500"
      decimal
    />
    <One {...props} name="total" label="Cap in all (USD)" hint="Over its whole life." decimal />
    <One {...props} name="perCall" label="One call at most (USD)" decimal />
    <One {...props} name="expiresIn" label="Ends after" hint="30m, 4h, 7d. Default 1h." placeholder="1h" />
  </div>
)

export const MoreCapFields = (props: FieldsProps) => (
  <div className="grid gap-4 sm:grid-cols-2 wide:grid-cols-3">
    <One {...props} name="hourly" label="Cap an hour (USD)" decimal />
    <One {...props} name="monthly" label="Cap a month (USD)" hint="30 days from issue." decimal />
    <One {...props} name="rate" label="Rate" hint="60/m, 5/s. Free calls count too." />
    <One {...props} name="maxCalls" label="Calls that cost, at most" />
    <One {...props} name="concurrent" label="Calls at once, at most" />
  </div>
)
