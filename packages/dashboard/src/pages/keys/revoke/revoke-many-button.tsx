/** Revoke by what keys have in common: a label prefix, a run, a budget, a vendor, a connection. */
import { Ban } from 'lucide-react'
import { useDeferredValue, useState } from 'react'
import { useReason } from '../../../app/role.ts'
import { useShortcut } from '../../../app/shortcuts.ts'
import { Button } from '../../../ui/button.tsx'
import { Field, Select, TextInput } from '../../../ui/field.tsx'
import type { RevokeTarget } from './radius.ts'
import { RevokeDialog } from './revoke-dialog.tsx'

const BY = [
  ['label_prefix', 'Label begins with'],
  ['label', 'Label is'],
  ['run', 'Run is'],
  ['budget', 'Draws on the budget'],
  ['vendor', 'Vendor is'],
  ['connection', 'Connection is'],
] as const

type By = (typeof BY)[number][0]

export function RevokeManyButton() {
  const [open, setOpen] = useState(false)
  const reason = useReason(['operator', 'issuer'], 'revoke keys')
  useShortcut('r', 'Revoke keys', () => reason === null && setOpen(true))
  return (
    <>
      <Button icon={<Ban size={16} />} disabledReason={reason} onClick={() => setOpen(true)}>
        Revoke several…
      </Button>
      {open ? <RevokeMany onClose={() => setOpen(false)} /> : null}
    </>
  )
}

function RevokeMany({ onClose }: { readonly onClose: () => void }) {
  const [by, setBy] = useState<By>('label_prefix')
  const [value, setValue] = useState('')
  const target: RevokeTarget = { by, value: useDeferredValue(value.trim()) }
  return (
    <RevokeDialog target={target} what="several keys" onClose={onClose}>
      <div className="flex flex-wrap gap-3">
        <Field label="Whose" className="flex-1 basis-40">
          {(tied) => (
            <Select
              {...tied}
              value={by}
              onChange={(event) => setBy(BY.find(([name]) => name === event.target.value)?.[0] ?? 'label')}
            >
              {BY.map(([name, words]) => (
                <option key={name} value={name}>
                  {words}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <Field label="Value" className="flex-1 basis-40">
          {(tied) => <TextInput {...tied} autoFocus value={value} onChange={(event) => setValue(event.target.value)} />}
        </Field>
      </div>
    </RevokeDialog>
  )
}
