/** A labelled control with its hint and its fault. The control gets the ids that tie it to them. */
import { type ComponentProps, type ReactNode, useId } from 'react'
import { cx } from './class-names.ts'

interface Tied {
  readonly id: string
  readonly 'aria-describedby': string | undefined
  readonly 'aria-invalid': true | undefined
}

export interface FieldProps {
  readonly label: ReactNode
  readonly hint?: ReactNode
  /** What is wrong with it, as the server said (`faultAt(error, '/daily_usd_cap')`). */
  readonly error?: string | null | undefined
  readonly className?: string
  readonly children: (tied: Tied) => ReactNode
}

export function Field({ label, hint, error, className, children }: FieldProps) {
  const id = useId()
  const hintId = hint === undefined ? null : `${id}-hint`
  const errorId = error ? `${id}-error` : null
  const describedBy = [hintId, errorId].filter(Boolean).join(' ')
  return (
    <div className={cx('flex min-w-0 flex-col gap-1', className)}>
      <label htmlFor={id} className="text-sm font-medium">
        {label}
      </label>
      {children({ id, 'aria-describedby': describedBy || undefined, 'aria-invalid': error ? true : undefined })}
      {hintId === null ? null : (
        <p id={hintId} className="text-xs text-ink-3">
          {hint}
        </p>
      )}
      {errorId === null ? null : (
        <p id={errorId} role="alert" className="text-sm text-stop">
          {error}
        </p>
      )}
    </div>
  )
}

const CONTROL =
  'min-h-9 w-full min-w-0 rounded-md border border-line-strong bg-surface px-2.5 text-ink placeholder:text-ink-3 max-desk:min-h-11 max-desk:text-[1rem] aria-invalid:border-stop'

export const TextInput = ({ className, ...rest }: ComponentProps<'input'>) => (
  <input type="text" autoComplete="off" spellCheck={false} {...rest} className={cx(CONTROL, className)} />
)

export const TextArea = ({ className, ...rest }: ComponentProps<'textarea'>) => (
  <textarea rows={3} {...rest} className={cx(CONTROL, 'py-2', className)} />
)

/** The browser's own list: it is the one that phones, screen readers and keyboards know. */
export const Select = ({ className, ...rest }: ComponentProps<'select'>) => (
  <select {...rest} className={cx(CONTROL, 'pr-1', className)} />
)

export function Checkbox({ label, className, ...rest }: ComponentProps<'input'> & { readonly label: ReactNode }) {
  return (
    <label className={cx('flex min-h-9 items-center gap-2 max-desk:min-h-11', className)}>
      <input type="checkbox" {...rest} className="size-4 accent-(--accent)" />
      <span>{label}</span>
    </label>
  )
}
