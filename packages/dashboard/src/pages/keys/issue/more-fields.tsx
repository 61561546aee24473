/** What most keys do without: shared budgets, further caps, tags, rules on parameters, and what only an operator may ask for. */
import { useQuery } from '@tanstack/react-query'
import { useReason } from '../../../app/role.ts'
import { Checkbox, Field, TextArea, TextInput } from '../../../ui/field.tsx'
import { namedBudgets } from '../../budgets/reads.ts'
import { type FieldsProps, MoreCapFields } from './cap-fields.tsx'

export interface MoreFieldsProps extends FieldsProps {
  /** Kinds of money that the allowlist reaches. */
  readonly classes: readonly string[]
}

export const MoreFields = (props: MoreFieldsProps) => (
  <details className="rounded-md border border-line">
    <summary className="px-4 py-2.5 font-medium">More: budgets, rates, caps by kind of money, tags, parameters</summary>
    <div className="flex flex-col gap-5 border-t border-line px-4 py-4">
      <Budgets {...props} />
      <MoreCapFields {...props} />
      <ClassCaps {...props} />
      <div className="grid gap-4 desk:grid-cols-2">
        <Field label="Tags" hint="One name=value a line; each audit row carries them." error={props.faults.tags}>
          {(tied) => (
            <TextArea {...tied} value={props.form.tags} onChange={(event) => props.set({ tags: event.target.value })} />
          )}
        </Field>
        <Field
          label="Parameter rules (JSON)"
          hint={'{"currency": {"in": ["usd"]}, "amount": {"max": 5000}}'}
          error={props.faults.parameters}
        >
          {(tied) => (
            <TextArea
              {...tied}
              spellCheck={false}
              className="font-mono text-xs"
              value={props.form.parameters}
              onChange={(event) => props.set({ parameters: event.target.value })}
            />
          )}
        </Field>
      </div>
      <OperatorOnly {...props} />
    </div>
  </details>
)

/** A cap on one kind of money apart from the rest, where there are several. */
function ClassCaps({ form, faults, set, classes }: MoreFieldsProps) {
  if (classes.length < 2) return null
  return (
    <fieldset>
      <legend className="text-sm font-medium">Of the cap, a day at most (USD)</legend>
      <div className="mt-1 grid gap-4 sm:grid-cols-2 wide:grid-cols-4">
        {classes.map((name) => (
          <Field key={name} label={name}>
            {(tied) => (
              <TextInput
                {...tied}
                inputMode="decimal"
                value={form.classDaily[name] ?? ''}
                onChange={(event) => set({ classDaily: { ...form.classDaily, [name]: event.target.value } })}
              />
            )}
          </Field>
        ))}
      </div>
      {faults.classDaily === undefined ? null : (
        <p role="alert" className="text-sm text-stop">
          {faults.classDaily}
        </p>
      )}
    </fieldset>
  )
}

/** A call must fit every budget its key draws on. */
function Budgets({ form, faults, set }: FieldsProps) {
  const { data } = useQuery(namedBudgets)
  if (data === undefined || data.data.length === 0) return null
  const flip = (name: string) =>
    set({ budgets: form.budgets.includes(name) ? form.budgets.filter((one) => one !== name) : [...form.budgets, name] })
  return (
    <fieldset>
      <legend className="text-sm font-medium">Draws on shared budgets as well</legend>
      <div className="flex flex-wrap gap-x-6">
        {data.data.map(({ id, name }) => (
          <Checkbox key={id} label={name} checked={form.budgets.includes(name)} onChange={() => flip(name)} />
        ))}
      </div>
      {faults.budgets === undefined ? null : (
        <p role="alert" className="text-sm text-stop">
          {faults.budgets}
        </p>
      )}
    </fieldset>
  )
}

function OperatorOnly({ form, faults, set }: FieldsProps) {
  const reason = useReason(['operator'], 'issue keys that only observe or have no cap')
  return (
    <fieldset aria-disabled={reason !== null} className={reason === null ? '' : 'opacity-55'}>
      <legend className="text-sm font-medium">For operators</legend>
      {reason === null ? null : <p className="text-xs text-ink-2">{reason}</p>}
      <div className="flex flex-wrap gap-x-6">
        <Checkbox
          label="Observe: record what its own rules would refuse, without refusing"
          checked={form.observe}
          aria-disabled={reason !== null}
          onChange={(event) => reason === null && set({ observe: event.target.checked })}
        />
        <Checkbox
          label="No cap at all"
          checked={form.uncapped}
          aria-disabled={reason !== null}
          onChange={(event) => reason === null && set({ uncapped: event.target.checked })}
        />
      </div>
      {(faults.observe ?? faults.uncapped) === undefined ? null : (
        <p role="alert" className="text-sm text-stop">
          {faults.observe ?? faults.uncapped}
        </p>
      )}
    </fieldset>
  )
}
