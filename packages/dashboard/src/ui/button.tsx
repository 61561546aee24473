import { type ComponentProps, type ReactNode, useId } from 'react'
import { cx } from './class-names.ts'

const VARIANTS = {
  plain: 'bg-surface border-line-strong text-ink hover:bg-sunken',
  primary: 'bg-accent border-accent text-accent-on hover:brightness-110',
  stop: 'bg-stop-fill border-stop-fill text-white hover:brightness-110',
  quiet: 'border-transparent text-ink-2 hover:bg-sunken hover:text-ink',
}

export interface ButtonProps extends Omit<ComponentProps<'button'>, 'disabled'> {
  readonly variant?: keyof typeof VARIANTS
  /** Why it can't be used now: it stays where it is, reachable by keyboard, and says why. */
  readonly disabledReason?: string | null | undefined
  /** The request it started is under way. */
  readonly busy?: boolean
  readonly small?: boolean
  readonly icon?: ReactNode
}

export function Button({
  variant = 'plain',
  disabledReason,
  busy = false,
  small = false,
  icon,
  className,
  children,
  onClick,
  ...rest
}: ButtonProps) {
  const reasonId = useId()
  const off = busy || (disabledReason !== undefined && disabledReason !== null)
  return (
    <>
      <button
        type="button"
        {...rest}
        aria-disabled={off || undefined}
        aria-busy={busy || undefined}
        title={disabledReason ?? rest.title}
        aria-describedby={disabledReason ? reasonId : rest['aria-describedby']}
        onClick={off ? (event) => event.preventDefault() : onClick}
        className={cx(
          'inline-flex shrink-0 items-center justify-center gap-1.5 rounded-md border font-medium whitespace-nowrap select-none',
          small ? 'min-h-8 px-2.5 text-sm max-desk:min-h-10' : 'min-h-9 px-3.5 max-desk:min-h-11',
          VARIANTS[variant],
          off && 'opacity-55 hover:brightness-100',
          className,
        )}
      >
        {icon}
        {children}
      </button>
      {disabledReason ? (
        <span id={reasonId} className="sr-only">
          {disabledReason}
        </span>
      ) : null}
    </>
  )
}

/** A button that is only an icon: its name is for those who do not see it, and its title for those who do not know it. */
export function IconButton({ label, className, ...rest }: ButtonProps & { readonly label: string }) {
  return (
    <Button
      variant="quiet"
      aria-label={label}
      title={label}
      {...rest}
      className={cx('size-9 px-0! max-desk:size-11', className)}
    />
  )
}
