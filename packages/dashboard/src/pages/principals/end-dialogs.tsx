/** Replacing a principal's credential, and removing it with every key that it issued. */
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { post, remove } from '../../api/http.ts'
import type { Principal } from '../../api/types.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Fault } from '../../ui/fault.tsx'
import { toast } from '../../ui/toast.tsx'

interface EndProps {
  readonly of: Principal
  readonly onClose: () => void
}

export function RotatePrincipalDialog({
  of: principal,
  onClose,
  onRotated,
}: EndProps & { readonly onRotated: (credential: string) => void }) {
  const rotate = useMutation({
    // The answer has the credential: it is kept no longer than it is shown.
    gcTime: 0,
    mutationFn: () => post<{ readonly credential: string }>(`/vault/principals/${principal.id}/rotate`),
    onSuccess: ({ credential }) => onRotated(credential),
  })
  return (
    <Dialog
      title={`New credential for ${principal.name}`}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Keep the old one</Button>
          <Button variant="primary" busy={rotate.isPending} onClick={() => rotate.mutate()}>
            Replace it
          </Button>
        </>
      }
    >
      <p className="mb-3">
        The former one ends at once. Its keys and runs stay: they belong to the principal, not to the credential.
      </p>
      <Fault error={rotate.error} />
    </Dialog>
  )
}

export function RemovePrincipalDialog({ of: principal, onClose }: EndProps) {
  const queryClient = useQueryClient()
  const drop = useMutation({
    mutationFn: () => remove<{ readonly revoked: number }>(`/vault/principals/${principal.id}`),
    onSuccess: async ({ revoked }) => {
      await Promise.all(['principals', 'keys'].map((name) => queryClient.invalidateQueries({ queryKey: [name] })))
      toast(`${principal.name} is removed; ${revoked === 1 ? '1 key' : `${revoked} keys`} revoked.`)
      onClose()
    },
  })
  return (
    <Dialog
      title={`Remove ${principal.name}`}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Keep</Button>
          <Button variant="stop" busy={drop.isPending} onClick={() => drop.mutate()}>
            Remove and revoke its keys
          </Button>
        </>
      }
    >
      <ul className="mb-3 list-disc pl-5">
        <li>Its credential ends at once.</li>
        <li>Every key that it issued is revoked in the same step.</li>
        <li>There is no undo; what it did stays in the audit log.</li>
      </ul>
      <Fault error={drop.error} />
    </Dialog>
  )
}
