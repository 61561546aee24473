/** Caps of a shared budget, with what each new one would mean for what is held. A change that someone else overtook is not made. */
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { patch } from '../../api/http.ts'
import type { Budget } from '../../api/types.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Fault } from '../../ui/fault.tsx'
import { toast } from '../../ui/toast.tsx'
import { counted } from '../words.ts'
import { budgetName } from './budget-columns.tsx'
import { capChanges, capTextsOf } from './cap-changes.ts'
import { CapInputs } from './cap-inputs.tsx'
import { changedMeanwhile, conflictsOf, rebased } from './conflict.ts'
import { budgetBy, type VersionedBudget } from './reads.ts'

export interface ChangeBudgetDialogProps {
  /** As it was when the dialog was opened: what the change is held against. */
  readonly opened: VersionedBudget
  readonly onClose: () => void
}

export function ChangeBudgetDialog({ opened, onClose }: ChangeBudgetDialogProps) {
  const [base, setBase] = useState(opened)
  const before = capTextsOf(base.budget)
  const [caps, setCaps] = useState(before)
  const queryClient = useQueryClient()
  const body = capChanges(before, caps)
  const change = useMutation({
    mutationFn: () =>
      patch<Budget>(`/vault/budgets/${base.budget.id}`, body, base.etag === null ? {} : { 'If-Match': base.etag }),
    onSuccess: async () => {
      await Promise.all(['budgets', 'runs'].map((name) => queryClient.invalidateQueries({ queryKey: [name] })))
      toast('Changed: in force for the next call.')
      onClose()
    },
  })
  const theirs = changedMeanwhile(change.error)
  const takeOver = async () => {
    const current = await queryClient.fetchQuery({ ...budgetBy(base.budget.id), staleTime: 0 })
    setCaps(rebased(before, current.budget, caps))
    setBase(current)
    change.reset()
  }
  return (
    <Dialog
      title={`Change the caps of ${budgetName(base.budget)}`}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            variant="primary"
            busy={change.isPending}
            disabledReason={
              theirs !== null
                ? 'First look at what changed.'
                : Object.keys(body).length === 0
                  ? 'Nothing is changed yet.'
                  : null
            }
            onClick={() => change.mutate()}
          >
            Change
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        {theirs === null ? null : (
          <Overtaken before={before} theirs={theirs} mine={caps} onTakeOver={() => void takeOver()} />
        )}
        <CapInputs caps={caps} lines={base.budget.budgets} error={change.error} onChange={setCaps} />
        <p className="text-sm text-ink-2">
          {base.budget.open_holds === 0
            ? 'No hold is open.'
            : `${counted(base.budget.open_holds, 'hold')} open: what is held stays held, and counts against the new cap.`}{' '}
          What is spent is never lowered by a change.
        </p>
        {theirs === null ? <Fault error={change.error} /> : null}
      </div>
    </Dialog>
  )
}

interface OvertakenProps {
  readonly before: ReturnType<typeof capTextsOf>
  readonly theirs: Budget
  readonly mine: ReturnType<typeof capTextsOf>
  readonly onTakeOver: () => void
}

const Overtaken = ({ before, theirs, mine, onTakeOver }: OvertakenProps) => (
  <div role="alert" className="rounded-md border-2 border-ink px-4 py-3">
    <p className="font-semibold">Someone else changed this budget since you opened it.</p>
    <p className="text-sm text-ink-2">Your change was not made, so that theirs is not undone unseen.</p>
    <ul className="mt-2 text-sm">
      {conflictsOf(before, theirs, mine).map(({ words, before: was, theirs: now, mine: wanted }) => (
        <li key={words}>
          {words}: was {was}, is now <strong>{now}</strong>
          {wanted === was ? '' : `; you want ${wanted}`}
        </li>
      ))}
    </ul>
    <Button className="mt-3" onClick={onTakeOver}>
      Go on from how it is now
    </Button>
  </div>
)
