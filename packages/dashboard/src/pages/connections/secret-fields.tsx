import { faultAt } from '../../api/problem.ts'
import { Field, TextInput } from '../../ui/field.tsx'

export interface SecretFieldsProps {
  /** Names of the vendor's secret, `auth_token`. */
  readonly fields: readonly string[]
  readonly values: Readonly<Record<string, string>>
  readonly error: unknown
  readonly onChange: (values: Readonly<Record<string, string>>) => void
}

/** A secret goes in and is never shown again, also not while it is typed. */
export const SecretFields = ({ fields, values, error, onChange }: SecretFieldsProps) => (
  <>
    {fields.map((name, index) => (
      <Field key={name} label={name.replaceAll('_', ' ')} error={index === 0 ? faultAt(error, '/secret') : null}>
        {(tied) => (
          <TextInput
            {...tied}
            type={name.endsWith('sid') ? 'text' : 'password'}
            autoComplete="off"
            className="font-mono"
            value={values[name] ?? ''}
            onChange={(event) => onChange({ ...values, [name]: event.target.value.trim() })}
          />
        )}
      </Field>
    ))}
  </>
)
