/** Takes an account away: its secret is erased and every key for it revoked. */
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { remove } from '../../api/http.ts'
import type { Connection } from '../../api/types.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Fault } from '../../ui/fault.tsx'
import { toast } from '../../ui/toast.tsx'

export interface DeleteConnectionDialogProps {
  readonly of: Connection
  readonly onClose: () => void
  readonly onDeleted: () => void
}

export function DeleteConnectionDialog({ of: connection, onClose, onDeleted }: DeleteConnectionDialogProps) {
  const queryClient = useQueryClient()
  const drop = useMutation({
    mutationFn: () => remove(`/vault/connections/${encodeURIComponent(connection.name)}`),
    onSuccess: async () => {
      // Away from its page first: what is gone must not be read again.
      onDeleted()
      queryClient.removeQueries({ queryKey: ['connections', 'one'] })
      await Promise.all(['connections', 'keys'].map((name) => queryClient.invalidateQueries({ queryKey: [name] })))
      toast(`${connection.name} is deleted, its secret erased.`)
    },
  })
  return (
    <Dialog
      title={`Delete ${connection.name}`}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Keep</Button>
          <Button variant="stop" busy={drop.isPending} onClick={() => drop.mutate()}>
            Erase the secret and delete
          </Button>
        </>
      }
    >
      <ul className="mb-3 list-disc pl-5 text-ink-2">
        <li>Every key for it is revoked in the same step.</li>
        <li>The stored secret is erased. It stays good at {connection.vendor} until you end it there.</li>
        <li>While a hold is open it is refused: first settle or release what is unknown.</li>
      </ul>
      <Fault error={drop.error} />
    </Dialog>
  )
}
