import { useMutation, useQueryClient } from '@tanstack/react-query'
import { remove } from '../../api/http.ts'
import type { Budget } from '../../api/types.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Fault } from '../../ui/fault.tsx'
import { toast } from '../../ui/toast.tsx'

export interface DeleteBudgetDialogProps {
  readonly of: Budget
  readonly onClose: () => void
  readonly onDeleted: () => void
}

export function DeleteBudgetDialog({ of: budget, onClose, onDeleted }: DeleteBudgetDialogProps) {
  const queryClient = useQueryClient()
  const drop = useMutation({
    mutationFn: () => remove(`/vault/budgets/${budget.id}`),
    onSuccess: async () => {
      // Away from its page first: what is gone must not be read again.
      onDeleted()
      queryClient.removeQueries({ queryKey: ['budgets', 'one'] })
      await queryClient.invalidateQueries({ queryKey: ['budgets'] })
      toast(`${budget.name} is deleted.`)
    },
  })
  return (
    <Dialog
      title={`Delete ${budget.name}`}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Keep</Button>
          <Button variant="stop" busy={drop.isPending} onClick={() => drop.mutate()}>
            Delete
          </Button>
        </>
      }
    >
      <p className="mb-3">
        No key can be issued on it any more. If the name is used again, it goes on with what was counted so far.
      </p>
      <Fault error={drop.error} />
    </Dialog>
  )
}
