import { useState } from 'react'
import type { Brake } from '../../api/types.ts'
import { useConnections } from '../../api/use-connections.ts'
import { Field, TextInput } from '../../ui/field.tsx'
import { Time } from '../../ui/time.tsx'
import { HoldButton } from './hold-button.tsx'
import { brakeOf, FIRST_REASON, type useMoveBrake } from './use-brake.ts'

export interface VendorBrakesProps {
  readonly brake: Brake | undefined
  readonly move: ReturnType<typeof useMoveBrake>
  readonly disabledReason: string | null
}

/** Vendors that have a connection, and any whose brake is engaged. */
export function VendorBrakes({ brake, move, disabledReason }: VendorBrakesProps) {
  const [reason, setReason] = useState('')
  const connections = useConnections()
  if (brake === undefined) return <p className="text-ink-2">The brake’s state is not known here.</p>
  const vendors = new Set([...connections, ...brake.vendors].map(({ vendor }) => vendor))
  return (
    <div className="flex flex-col gap-4">
      <Field label="Reason" hint="Stands in the audit log and on everyone’s screen.">
        {(tied) => (
          <TextInput
            {...tied}
            value={reason}
            maxLength={1024}
            placeholder={FIRST_REASON}
            onChange={(event) => setReason(event.target.value)}
          />
        )}
      </Field>
      <ul className="flex flex-col gap-3">
        {[...vendors].sort().map((vendor) => {
          const of = brakeOf(brake, vendor)
          return (
            <li key={vendor} className="flex items-center justify-between gap-3">
              <div className="min-w-0">
                <p className="truncate font-medium">{vendor}</p>
                <p className="text-xs text-ink-3">
                  {of.engaged ? (
                    <>
                      stopped <Time at={of.changed_at} /> by {of.changed_by}: {of.reason}
                    </>
                  ) : (
                    'calls may go'
                  )}
                </p>
              </div>
              <HoldButton
                small
                engages={!of.engaged}
                label={of.engaged ? 'Release' : 'Stop'}
                busy={move.isPending && move.variables.vendor === vendor}
                disabledReason={disabledReason}
                onHeld={() => move.mutate({ engaged: !of.engaged, vendor, reason: reason.trim() || FIRST_REASON })}
              />
            </li>
          )
        })}
      </ul>
      {vendors.size === 0 ? <p className="text-ink-2">No vendor is connected yet.</p> : null}
    </div>
  )
}
