import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { post } from '../../api/http.ts'
import { faultAt } from '../../api/problem.ts'
import type { Connection } from '../../api/types.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Fault } from '../../ui/fault.tsx'
import { Field, Select, TextInput } from '../../ui/field.tsx'
import { toast } from '../../ui/toast.tsx'
import { vendorsKnown } from '../keys/reads.ts'
import { secretOf } from './facts.ts'
import { SecretFields } from './secret-fields.tsx'

export function NewConnectionDialog({ onClose }: { readonly onClose: () => void }) {
  const { data } = useQuery(vendorsKnown)
  const [vendor, setVendor] = useState('stripe')
  const [name, setName] = useState('')
  const [daily, setDaily] = useState('')
  const [values, setValues] = useState<Readonly<Record<string, string>>>({})
  const queryClient = useQueryClient()
  const fields = data?.data.find((one) => one.vendor === vendor)?.secret_fields ?? []
  const make = useMutation({
    mutationFn: () =>
      post<Connection>('/vault/connections', {
        name: name.trim(),
        vendor,
        secret: secretOf(fields, values),
        ...(daily.trim() === '' ? {} : { daily_usd_cap: daily.trim() }),
      }),
    onSuccess: async (made) => {
      await queryClient.invalidateQueries({ queryKey: ['connections'] })
      toast(`${made.name} is stored. Its secret is not shown again.`)
      onClose()
    },
  })
  return (
    <Dialog
      title="Add a connection"
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" busy={make.isPending} onClick={() => make.mutate()}>
            Store it
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <Field label="Vendor" error={faultAt(make.error, '/vendor')}>
          {(tied) => (
            <Select {...tied} value={vendor} onChange={(event) => (setVendor(event.target.value), setValues({}))}>
              {data?.data.map((one) => (
                <option key={one.vendor}>{one.vendor}</option>
              ))}
            </Select>
          )}
        </Field>
        <Field
          label="Name"
          hint="In paths and hosts: a-z, digits, hyphens. The one named like its vendor is the default."
          error={faultAt(make.error, '/name')}
        >
          {(tied) => (
            <TextInput
              {...tied}
              placeholder={`${vendor}-eu`}
              value={name}
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </Field>
        <SecretFields fields={fields} values={values} error={make.error} onChange={setValues} />
        <Field
          label="Cap a day for the whole account (USD)"
          hint="Optional: on top of what each key may."
          error={faultAt(make.error, '/daily_usd_cap')}
        >
          {(tied) => (
            <TextInput {...tied} inputMode="decimal" value={daily} onChange={(event) => setDaily(event.target.value)} />
          )}
        </Field>
        <Fault error={make.error} />
      </div>
    </Dialog>
  )
}
