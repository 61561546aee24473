/** A person's word on a call of unknown fate; it stands in the audit log with the reason. */
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { post } from '../../api/http.ts'
import { faultAt } from '../../api/problem.ts'
import type { CallRow } from '../../api/types.ts'
import { usdText } from '../../format/money.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Fault } from '../../ui/fault.tsx'
import { Field, TextArea, TextInput } from '../../ui/field.tsx'
import { toast } from '../../ui/toast.tsx'

export interface ResolveDialogProps {
  readonly of: CallRow
  /** Whether the vendor performed it. */
  readonly executed: boolean
  readonly onClose: () => void
}

export function ResolveDialog({ of: row, executed, onClose }: ResolveDialogProps) {
  const [reason, setReason] = useState('')
  const [cost, setCost] = useState('')
  const queryClient = useQueryClient()
  const resolve = useMutation({
    mutationFn: () =>
      post(`/vault/audit/${row.call_id}/resolve`, {
        executed,
        reason: reason.trim(),
        ...(executed && cost.trim() !== '' ? { cost_usd: cost.trim() } : {}),
      }),
    onSuccess: async () => {
      await Promise.all(
        ['unknown', 'audit', 'budgets', 'keys', 'runs'].map((name) =>
          queryClient.invalidateQueries({ queryKey: [name] }),
        ),
      )
      toast(executed ? 'Settled as charged.' : `${usdText(row.cost_usd)} given back.`)
      onClose()
    },
  })
  return (
    <Dialog
      title={executed ? 'Settle as charged' : 'Release the hold'}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Leave it unknown</Button>
          <Button
            variant="primary"
            busy={resolve.isPending}
            disabledReason={reason.trim() === '' ? 'Say how you know.' : null}
            onClick={() => resolve.mutate()}
          >
            {executed ? 'Settle' : 'Release'}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <p>
          {executed
            ? `The vendor performed this call: it counts for good.`
            : `The vendor certainly did not perform this call: ${usdText(row.cost_usd)} become free again, and the cap lets as much more through. If it was performed after all, the cap is exceeded by that much.`}
        </p>
        {executed ? (
          <Field
            label="What it cost (USD)"
            hint={`Empty: the whole hold, ${usdText(row.cost_usd)}.`}
            error={faultAt(resolve.error, '/cost_usd')}
          >
            {(tied) => (
              <TextInput {...tied} inputMode="decimal" value={cost} onChange={(event) => setCost(event.target.value)} />
            )}
          </Field>
        ) : null}
        <Field label="How you know" hint="Required; stands in the audit log." error={faultAt(resolve.error, '/reason')}>
          {(tied) => (
            <TextArea
              {...tied}
              autoFocus
              required
              maxLength={1024}
              placeholder={
                executed ? 'found pi_… in the vendor’s dashboard' : 'the vendor’s log has no such request in that hour'
              }
              value={reason}
              onChange={(event) => setReason(event.target.value)}
            />
          )}
        </Field>
        <Fault error={resolve.error} />
      </div>
    </Dialog>
  )
}
