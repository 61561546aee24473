/** A link within the app: a path and what stands after `?`, both as plain text. */
import { Link as RouterLink } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { cx } from '../ui/class-names.ts'

export interface LinkProps {
  /** `/keys/key_1`; `.` for the page one is on. */
  readonly to: string
  /** All of the address after `?`; with `to="."` the names given are changed and the others stay. */
  readonly search?: Readonly<Record<string, string | undefined>>
  /** Without the look of a link. */
  readonly plain?: boolean
  readonly className?: string
  readonly title?: string
  readonly children: ReactNode
}

export const Link = ({ to, search, plain = false, className, children, ...rest }: LinkProps) => (
  <RouterLink
    {...rest}
    to={to as never}
    search={(to === '.' ? (before: object) => ({ ...before, ...search }) : (search ?? {})) as never}
    {...(to === '.' && { resetScroll: false })}
    className={cx(!plain && 'text-accent underline decoration-1 underline-offset-2 hover:decoration-2', className)}
  >
    {children}
  </RouterLink>
)
