/** Caps and expiry of a key that is out. In force for the next call, once answered. */
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { patch } from '../../api/http.ts'
import { faultAt } from '../../api/problem.ts'
import type { Key } from '../../api/types.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Fault } from '../../ui/fault.tsx'
import { Field, TextInput } from '../../ui/field.tsx'
import { toast } from '../../ui/toast.tsx'
import { type CapTexts, capChanges, capTextsOf } from '../budgets/cap-changes.ts'
import { CapInputs } from '../budgets/cap-inputs.tsx'

export interface ChangeKeyDialogProps {
  readonly of: Key
  readonly onClose: () => void
}

export function ChangeKeyDialog({ of: key, onClose }: ChangeKeyDialogProps) {
  const before = capTextsOf(key)
  const [caps, setCaps] = useState<CapTexts>(before)
  const [expiresIn, setExpiresIn] = useState('')
  const queryClient = useQueryClient()
  const body = { ...capChanges(before, caps), ...(expiresIn.trim() === '' ? {} : { expires_in: expiresIn.trim() }) }
  const change = useMutation({
    mutationFn: () => patch<Key>(`/vault/keys/${encodeURIComponent(key.id)}`, body),
    onSuccess: async () => {
      await Promise.all(['keys', 'budgets'].map((name) => queryClient.invalidateQueries({ queryKey: [name] })))
      toast('Changed: in force for the next call.')
      onClose()
    },
  })
  const own = key.budgets.filter(({ budget }) => budget === `key:${key.id}`)
  return (
    <Dialog
      title={`Change ${key.label ?? 'the key'}`}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            variant="primary"
            busy={change.isPending}
            disabledReason={Object.keys(body).length === 0 ? 'Nothing is changed yet.' : null}
            onClick={() => change.mutate()}
          >
            Change
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <CapInputs caps={caps} lines={own} error={change.error} onChange={setCaps} />
        <Field
          label="New time to live"
          hint="Counted from now: 30m, 4h, 7d. Empty: as it is."
          error={faultAt(change.error, '/expires_in')}
        >
          {(tied) => <TextInput {...tied} value={expiresIn} onChange={(event) => setExpiresIn(event.target.value)} />}
        </Field>
      </div>
      <p className="mt-4 text-sm text-ink-2">
        Changes this key alone. A run or a shared budget is changed as a budget.
      </p>
      <Fault error={change.error} />
    </Dialog>
  )
}
