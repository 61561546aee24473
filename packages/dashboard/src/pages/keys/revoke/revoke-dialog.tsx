/** Says what would stop before it is stopped; done when the server has answered, and only then told. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { post } from '../../../api/http.ts'
import { sentenceOf } from '../../../api/problem.ts'
import { Button } from '../../../ui/button.tsx'
import { Dialog } from '../../../ui/dialog.tsx'
import { Field, TextInput } from '../../../ui/field.tsx'
import { toast } from '../../../ui/toast.tsx'
import { blastConsequences, blastText } from '../blast-radius.ts'
import { radiusOf, type RevokeTarget } from './radius.ts'

export interface RevokeDialogProps {
  readonly target: RevokeTarget
  /** `the key nightly-billing` */
  readonly what: ReactNode
  readonly onClose: () => void
  /** For the toast: what can be done next. */
  readonly next?: ReactNode
  /** Above the radius: what is to be revoked, where it is chosen here. */
  readonly children?: ReactNode
}

export function RevokeDialog({ target, what, onClose, next, children }: RevokeDialogProps) {
  const [reason, setReason] = useState('')
  const queryClient = useQueryClient()
  const radius = useQuery(radiusOf(target))
  const revoke = useMutation({
    mutationFn: () => revokeNow(target, reason.trim()),
    onSuccess: async (revoked) => {
      await Promise.all(['keys', 'budgets', 'runs'].map((name) => queryClient.invalidateQueries({ queryKey: [name] })))
      toast({ text: revoked === 1 ? 'Revoked. Its next call is refused.' : `${revoked} keys revoked.`, action: next })
      onClose()
    },
  })
  const nothing = target.value === '' || (radius.data?.keys === 0 && radius.data.closesRuns.length === 0)
  return (
    <Dialog
      title={<>Revoke {what}</>}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Keep</Button>
          <Button
            variant="stop"
            busy={revoke.isPending}
            disabledReason={nothing ? 'Nothing would be revoked.' : null}
            onClick={() => revoke.mutate()}
          >
            {radius.data === undefined || radius.data.keys === 1 ? 'Revoke now' : `Revoke ${radius.data.keys} keys now`}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        {children}
        <div aria-live="polite" className="min-h-16">
          {radius.data === undefined ? (
            <p className="text-ink-2">
              {radius.error === null
                ? target.value === ''
                  ? ''
                  : 'Looking what it would hit…'
                : sentenceOf(radius.error)}
            </p>
          ) : (
            <>
              <p className="text-lg font-semibold">{blastText(radius.data)}</p>
              <ul className="mt-1 list-disc pl-5 text-ink-2">
                {blastConsequences(radius.data).map((line) => (
                  <li key={line}>{line}</li>
                ))}
              </ul>
            </>
          )}
        </div>
        <Field label="Reason" hint="Stands in the audit log and in the key.">
          {(tied) => (
            <TextInput {...tied} value={reason} maxLength={1024} onChange={(event) => setReason(event.target.value)} />
          )}
        </Field>
        {revoke.error === null ? null : (
          <p role="alert" className="text-stop">
            {sentenceOf(revoke.error)}
          </p>
        )}
      </div>
    </Dialog>
  )
}

async function revokeNow({ by, value }: RevokeTarget, reason: string): Promise<number> {
  const why = reason === '' ? {} : { reason }
  return (await post<{ readonly revoked: number }>('/vault/keys/revoke', { [by]: value, ...why })).revoked
}
