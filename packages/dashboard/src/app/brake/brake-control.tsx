/** The brake in the header: one press that is held stops every call; beside it, the brake of each vendor. */
import { ChevronDown } from 'lucide-react'
import { Popover } from 'radix-ui'
import { cx } from '../../ui/class-names.ts'
import { useReason } from '../role.ts'
import { useShortcut } from '../shortcuts.ts'
import { HoldButton } from './hold-button.tsx'
import { brakeOf, FIRST_REASON, useBrake, useMoveBrake } from './use-brake.ts'
import { VendorBrakes } from './vendor-brakes.tsx'

const ID = 'brake'

export function BrakeControl() {
  const { brake } = useBrake()
  const move = useMoveBrake()
  const reason = useReason(['operator'], 'move the brake')
  useShortcut('Shift+B', 'To the brake', () => document.getElementById(ID)?.focus())
  // Not known is taken for released: then the press stops calls, whatever else is wrong.
  const engaged = brake !== undefined && brakeOf(brake, null).engaged
  const stopped = brake?.vendors.filter((of) => of.engaged).length ?? 0
  return (
    <div className="flex items-stretch">
      <HoldButton
        id={ID}
        engages={!engaged}
        label={engaged ? 'Release the brake' : 'Stop all calls'}
        busy={move.isPending}
        disabledReason={reason}
        onHeld={() =>
          move.mutate({
            engaged: !engaged,
            vendor: null,
            reason: engaged ? 'Released from the dashboard' : FIRST_REASON,
          })
        }
        className="rounded-r-none"
      />
      <Popover.Root>
        <Popover.Trigger
          aria-label={stopped === 0 ? 'Brakes of single vendors' : `Brakes of single vendors: ${stopped} engaged`}
          title="Brakes of single vendors"
          className={cx(
            'flex items-center gap-1 rounded-r-md border border-l-0 px-1.5 max-desk:px-3',
            engaged ? 'border-stop text-stop' : 'border-stop-fill bg-stop-fill text-white',
          )}
        >
          {stopped > 0 ? <span className="text-xs font-semibold">{stopped}</span> : null}
          <ChevronDown size={16} />
        </Popover.Trigger>
        <Popover.Portal>
          <Popover.Content
            aria-label="Brakes of single vendors"
            align="end"
            sideOffset={8}
            collisionPadding={12}
            className="z-40 w-[min(22rem,calc(100vw-1.5rem))] rounded-lg border border-line-strong bg-surface p-4 shadow-(--shadow)"
          >
            <VendorBrakes brake={brake} move={move} disabledReason={reason} />
          </Popover.Content>
        </Popover.Portal>
      </Popover.Root>
    </div>
  )
}
