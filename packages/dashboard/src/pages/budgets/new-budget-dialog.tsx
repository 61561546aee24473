import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { post } from '../../api/http.ts'
import { faultAt } from '../../api/problem.ts'
import type { Budget } from '../../api/types.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Fault } from '../../ui/fault.tsx'
import { Field, TextInput } from '../../ui/field.tsx'
import { capChanges, NO_CAP_TEXTS } from './cap-changes.ts'
import { CapInputs } from './cap-inputs.tsx'

export function NewBudgetDialog({ onClose }: { readonly onClose: () => void }) {
  const [name, setName] = useState('')
  const [caps, setCaps] = useState(NO_CAP_TEXTS)
  const queryClient = useQueryClient()
  const navigate = useNavigate()
  const make = useMutation({
    mutationFn: () => post<Budget>('/vault/budgets', { name, ...capChanges(NO_CAP_TEXTS, caps) }),
    onSuccess: async ({ id }) => {
      await queryClient.invalidateQueries({ queryKey: ['budgets'] })
      onClose()
      void navigate({ to: `/budgets/${id}` as never })
    },
  })
  return (
    <Dialog
      title="Make a budget"
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" busy={make.isPending} onClick={() => make.mutate()}>
            Make it
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <Field
          label="Name"
          hint="Keys draw on it by this name; a name used before goes on with its old counters."
          error={faultAt(make.error, '/name')}
        >
          {(tied) => (
            <TextInput
              {...tied}
              autoFocus
              value={name}
              placeholder="team-billing"
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </Field>
        <CapInputs caps={caps} lines={null} error={make.error} onChange={setCaps} />
        <Fault error={make.error} />
      </div>
    </Dialog>
  )
}
