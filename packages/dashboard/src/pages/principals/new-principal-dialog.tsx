import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { post } from '../../api/http.ts'
import { faultAt } from '../../api/problem.ts'
import type { CreatedPrincipal, Role } from '../../api/types.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Fault } from '../../ui/fault.tsx'
import { Field, Select, TextArea, TextInput } from '../../ui/field.tsx'
import { CEILING_WIRE, type CeilingForm, ceilingsOf, EMPTY_CEILINGS } from './ceilings.ts'

const ROLES: readonly (readonly [Role, string])[] = [
  ['issuer', 'issuer: issues keys within ceilings, sees its own'],
  ['auditor', 'auditor: reads everything, changes nothing'],
  ['operator', 'operator: everything'],
]

const CEILINGS: readonly (readonly [name: keyof CeilingForm, label: string, hint: string])[] = [
  ['vendors', 'Vendors', 'stripe, twilio. Empty: all.'],
  ['maxCap', 'Largest cap of a key (USD)', 'Each key then needs one.'],
  ['maxTtl', 'Longest life of a key', '4h, 7d'],
  ['outstanding', 'Outstanding at most (USD)', 'What all its live keys may still spend.'],
  ['daily', 'A day in all (USD)', 'However many keys it issues.'],
  ['perMinute', 'Keys a minute', ''],
]

export interface NewPrincipalDialogProps {
  readonly onClose: () => void
  readonly onMade: (made: CreatedPrincipal) => void
}

export function NewPrincipalDialog({ onClose, onMade }: NewPrincipalDialogProps) {
  const [name, setName] = useState('')
  const [role, setRole] = useState<Role>('issuer')
  const [form, setForm] = useState(EMPTY_CEILINGS)
  const queryClient = useQueryClient()
  const ceilings = ceilingsOf(form)
  const make = useMutation({
    // The answer has the credential: it is kept no longer than it is shown.
    gcTime: 0,
    mutationFn: () =>
      post<CreatedPrincipal>('/vault/principals', {
        name: name.trim(),
        role,
        ...(role === 'issuer' && Object.keys(ceilings).length > 0 ? { ceilings } : {}),
      }),
    onSuccess: async (made) => {
      await queryClient.invalidateQueries({ queryKey: ['principals'] })
      onMade(made)
    },
  })
  const faultOf = (field: keyof CeilingForm) => faultAt(make.error, `/ceilings/${CEILING_WIRE[field]}`)
  return (
    <Dialog
      title="Add a principal"
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" busy={make.isPending} onClick={() => make.mutate()}>
            Add and show its credential
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <Field label="Name" error={faultAt(make.error, '/name')}>
          {(tied) => (
            <TextInput
              {...tied}
              autoFocus
              placeholder="batch jobs"
              value={name}
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </Field>
        <Field label="Role">
          {(tied) => (
            <Select
              {...tied}
              value={role}
              onChange={(event) => setRole(ROLES.find(([one]) => one === event.target.value)?.[0] ?? 'auditor')}
            >
              {ROLES.map(([value, words]) => (
                <option key={value} value={value}>
                  {words}
                </option>
              ))}
            </Select>
          )}
        </Field>
        {role === 'issuer' ? (
          <fieldset>
            <legend className="mb-2 font-medium">Ceilings</legend>
            <div className="grid gap-4 sm:grid-cols-2">
              {CEILINGS.map(([field, label, hint]) => (
                <Field key={field} label={label} hint={hint || undefined} error={faultOf(field)}>
                  {(tied) => (
                    <TextInput
                      {...tied}
                      value={form[field]}
                      onChange={(event) => setForm({ ...form, [field]: event.target.value })}
                    />
                  )}
                </Field>
              ))}
            </div>
            <Field
              label="Endpoints"
              hint="One entry a line; every entry of its keys must lie within. Empty: all."
              error={faultOf('endpoints')}
              className="mt-4"
            >
              {(tied) => (
                <TextArea
                  {...tied}
                  className="font-mono text-xs"
                  value={form.endpoints}
                  onChange={(event) => setForm({ ...form, endpoints: event.target.value })}
                />
              )}
            </Field>
          </fieldset>
        ) : null}
        <Fault error={make.error} />
      </div>
    </Dialog>
  )
}
