import { useQuery } from '@tanstack/react-query'
import { useSession } from '../../../app/role.ts'
import { Field, Select } from '../../../ui/field.tsx'
import { connectionsAll, vendorsKnown } from '../reads.ts'

export interface ConnectionChoice {
  readonly name: string
  readonly vendor: string
}

/** An issuer may not list connections: it chooses among vendors, whose default connections have their names. */
export function useConnectionChoices(): readonly ConnectionChoice[] {
  const isIssuer = useSession()?.principal.role === 'issuer'
  const connections = useQuery({ ...connectionsAll, enabled: !isIssuer })
  const vendors = useQuery(vendorsKnown)
  if (isIssuer) return vendors.data?.data.map(({ vendor }) => ({ name: vendor, vendor })) ?? []
  return connections.data?.data.map(({ name, vendor }) => ({ name, vendor })) ?? []
}

export interface ConnectionFieldProps {
  readonly value: string
  readonly choices: readonly ConnectionChoice[]
  readonly error: string | undefined
  readonly onChange: (name: string) => void
}

export const ConnectionField = ({ value, choices, error, onChange }: ConnectionFieldProps) => (
  <Field label="Connection" hint="Whose account it spends from." error={error}>
    {(tied) => (
      <Select {...tied} value={value} onChange={(event) => onChange(event.target.value)}>
        <option value="">Choose…</option>
        {choices.map(({ name, vendor }) => (
          <option key={name} value={name}>
            {name === vendor ? name : `${name} (${vendor})`}
          </option>
        ))}
      </Select>
    )}
  </Field>
)
