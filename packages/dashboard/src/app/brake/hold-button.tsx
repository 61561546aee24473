import { OctagonX } from 'lucide-react'
import { useId } from 'react'
import { cx } from '../../ui/class-names.ts'
import { HOLD_MS, useHold } from './use-hold.ts'

export interface HoldButtonProps {
  readonly label: string
  readonly onHeld: () => void
  readonly engages: boolean
  readonly busy: boolean
  readonly disabledReason?: string | null | undefined
  readonly small?: boolean
  readonly id?: string
  readonly className?: string
}

/** Held for 600 ms it acts; the fill shows how far. */
export function HoldButton(props: HoldButtonProps) {
  const { label, onHeld, engages, busy, disabledReason, small = false, id, className } = props
  const isOff = busy || (disabledReason !== undefined && disabledReason !== null)
  const { isHeld, isArmed, handlers } = useHold(onHeld, isOff)
  const hintId = useId()
  return (
    <>
      <button
        id={id}
        type="button"
        {...handlers}
        aria-disabled={isOff || undefined}
        aria-busy={busy || undefined}
        aria-describedby={hintId}
        title={disabledReason ?? `Hold to ${engages ? 'stop' : 'let go'}`}
        className={cx(
          'relative inline-flex shrink-0 touch-none items-center justify-center gap-2 overflow-hidden rounded-md border font-semibold whitespace-nowrap select-none',
          small ? 'min-h-8 px-2.5 text-sm max-desk:min-h-11' : 'min-h-9 px-3.5 max-desk:min-h-[48px] max-desk:px-5',
          engages ? 'border-stop-fill bg-stop-fill text-white' : 'border-stop bg-surface text-stop',
          isOff && 'opacity-55',
          className,
        )}
      >
        <span
          aria-hidden="true"
          className={cx('absolute inset-0 origin-left', engages ? 'bg-black/35' : 'bg-stop-soft')}
          style={{
            transform: `scaleX(${isHeld ? 1 : 0})`,
            transition: isHeld ? `transform ${HOLD_MS}ms linear` : 'transform 120ms ease-out',
          }}
        />
        <OctagonX size={small ? 15 : 17} className="relative" />
        <span className="relative">{busy ? 'Moving…' : isArmed ? 'Press again' : isHeld ? 'Keep holding' : label}</span>
      </button>
      <span id={hintId} className="sr-only">
        {disabledReason ?? 'Hold for a little more than half a second, or press twice.'}
      </span>
    </>
  )
}
