/** A new secret in place of the stored one, for the very next call. The vendor's own old secret is the operator's to end. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { patch } from '../../api/http.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Fault } from '../../ui/fault.tsx'
import { toast } from '../../ui/toast.tsx'
import { vendorsKnown } from '../keys/reads.ts'
import { secretOf } from './facts.ts'
import type { VersionedConnection } from './reads.ts'
import { SecretFields } from './secret-fields.tsx'

export interface RotateDialogProps {
  readonly of: VersionedConnection
  readonly onClose: () => void
}

export function RotateDialog({ of: { connection, etag }, onClose }: RotateDialogProps) {
  const { data } = useQuery(vendorsKnown)
  const [values, setValues] = useState<Readonly<Record<string, string>>>({})
  const queryClient = useQueryClient()
  const fields = data?.data.find(({ vendor }) => vendor === connection.vendor)?.secret_fields ?? []
  const rotate = useMutation({
    mutationFn: () =>
      patch(
        `/vault/connections/${encodeURIComponent(connection.name)}`,
        { secret: secretOf(fields, values) },
        etag === null ? {} : { 'If-Match': etag },
      ),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: ['connections'] })
      toast(`${connection.name} uses the new secret from the next call on.`)
      onClose()
    },
  })
  const missing = fields.some((name) => (values[name] ?? '') === '')
  return (
    <Dialog
      title={`New secret for ${connection.name}`}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Keep the old one</Button>
          <Button
            variant="primary"
            busy={rotate.isPending}
            disabledReason={missing ? 'Fill in the secret.' : null}
            onClick={() => rotate.mutate()}
          >
            Replace it
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <ol className="list-decimal pl-5 text-ink-2">
          <li>Make a second secret at {connection.vendor}, with the least rights its keys need.</li>
          <li>Put it in here: the next call uses it, calls under way end with the old one.</li>
          <li>When those have ended, revoke the old one at {connection.vendor}.</li>
        </ol>
        <SecretFields fields={fields} values={values} error={rotate.error} onChange={setValues} />
        <Fault error={rotate.error} />
      </div>
    </Dialog>
  )
}
