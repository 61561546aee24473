/** Caps of a whole account, with what each new one would mean now. */
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { patch } from '../../api/http.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Fault } from '../../ui/fault.tsx'
import { toast } from '../../ui/toast.tsx'
import { capChanges, capTextsOf } from '../budgets/cap-changes.ts'
import { CapInputs } from '../budgets/cap-inputs.tsx'
import type { VersionedConnection } from './reads.ts'

export interface ChangeCapsDialogProps {
  /** As it was when the dialog was opened: a change that someone else overtook is refused. */
  readonly opened: VersionedConnection
  readonly onClose: () => void
}

export function ChangeCapsDialog({ opened: { connection, etag }, onClose }: ChangeCapsDialogProps) {
  const [before] = useState(() => capTextsOf(connection))
  const [version] = useState(etag)
  const [caps, setCaps] = useState(before)
  const queryClient = useQueryClient()
  const body = capChanges(before, caps)
  const change = useMutation({
    mutationFn: () =>
      patch(
        `/vault/connections/${encodeURIComponent(connection.name)}`,
        body,
        version === null ? {} : { 'If-Match': version },
      ),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: ['connections'] })
      toast('Changed: in force for the next call.')
      onClose()
    },
  })
  return (
    <Dialog
      title={`Change the caps of ${connection.name}`}
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
        <CapInputs caps={caps} lines={connection.budgets} error={change.error} onChange={setCaps} />
        <p className="text-sm text-ink-2">Every call of the account must fit these, whatever its key allows.</p>
        <Fault error={change.error} />
      </div>
    </Dialog>
  )
}
