/** While a brake is engaged: a red frame round the whole page, and who stopped what, when and why, with the why to be made better. */
import { OctagonX } from 'lucide-react'
import { useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { TextInput } from '../../ui/field.tsx'
import { Time } from '../../ui/time.tsx'
import { useReason } from '../role.ts'
import { type BrakeOf, useBrake, useMoveBrake } from './use-brake.ts'

export function BrakeNotice() {
  const { brake } = useBrake()
  if (brake === undefined) return null
  const stopped = brake.vendors.filter(({ engaged }) => engaged)
  if (!brake.engaged && stopped.length === 0) return null
  return (
    <>
      {brake.engaged ? <div className="brake-frame" aria-hidden="true" data-brake-frame /> : null}
      {/* Apart from what is shown: its times tick, and would be spoken with every second. */}
      <p role="alert" className="sr-only">
        {brake.engaged
          ? 'All calls are stopped.'
          : `Stopped: calls to ${stopped.map(({ vendor }) => vendor).join(', ')}.`}
      </p>
      <section aria-label="Brake" className="border-b border-stop bg-stop-soft px-4 py-2 text-ink desk:px-6">
        {brake.engaged ? <Line what="All calls are stopped" of={brake} vendor={null} /> : null}
        {stopped.map((of) => (
          <Line key={of.vendor} what={`Calls to ${of.vendor} are stopped`} of={of} vendor={of.vendor} />
        ))}
      </section>
    </>
  )
}

interface LineProps {
  readonly what: string
  readonly of: BrakeOf
  readonly vendor: string | null
}

function Line({ what, of, vendor }: LineProps) {
  const [words, setWords] = useState<string | null>(null)
  const move = useMoveBrake()
  const notAllowed = useReason(['operator'], 'change the reason')
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1 py-0.5">
      <OctagonX size={16} className="shrink-0 text-stop" />
      <p className="min-w-0 flex-1 basis-72">
        <strong>{what}</strong> by {of.changed_by}, <Time at={of.changed_at} as="minute" /> (
        <Time at={of.changed_at} />
        ): <q>{of.reason}</q>. Calls under way still end.
      </p>
      {words === null ? (
        <Button small variant="quiet" disabledReason={notAllowed} onClick={() => setWords(of.reason ?? '')}>
          Say why
        </Button>
      ) : (
        <form
          className="flex w-full gap-2 desk:w-auto"
          onSubmit={(event) => {
            event.preventDefault()
            move.mutate({ engaged: true, vendor, reason: words }, { onSuccess: () => setWords(null) })
          }}
        >
          <TextInput
            autoFocus
            required
            aria-label="Reason"
            maxLength={1024}
            value={words}
            className="desk:w-80"
            onChange={(event) => setWords(event.target.value)}
          />
          <Button type="submit" small busy={move.isPending}>
            Save
          </Button>
        </form>
      )}
    </div>
  )
}
