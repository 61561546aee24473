/** A link within the app: a path and what stands after `?`, both as plain text. */
import { Link as RouterLink, useRouter } from '@tanstack/react-router'
import type { MouseEvent, ReactNode } from 'react'
import { cx } from '../ui/class-names.ts'
import { writeSearch } from './search.ts'

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

export const Link = ({ to, plain = false, className, ...rest }: LinkProps) => {
  const look = cx(!plain && 'text-accent underline decoration-1 underline-offset-2 hover:decoration-2', className)
  return to === '.' ? <OnThisPage {...rest} className={look} /> : <Elsewhere {...rest} to={to} className={look} />
}

type Shown = Omit<LinkProps, 'to' | 'plain'>

/** Its address changes with the page's own. */
const OnThisPage = ({ search, children, ...rest }: Shown) => (
  <RouterLink
    {...rest}
    to={'.' as never}
    search={((before: object) => ({ ...before, ...search })) as never}
    resetScroll={false}
  >
    {children}
  </RouterLink>
)

/**
 * Its address stands fast, so it need not watch where one is, as the router's own link does: a list has two in each row, and
 * each would cost it half a millisecond.
 */
function Elsewhere({ to, search = {}, children, ...rest }: Shown & { readonly to: string }) {
  const router = useRouter()
  const target = { to: to as never, search: search as never }
  const onClick = (event: MouseEvent): void => {
    if (!isPlain(event)) return
    event.preventDefault()
    void router.navigate(target)
  }
  return (
    <a
      {...rest}
      href={router.history.createHref(`${router.options.basepath}${to === '/' ? '' : to}${writeSearch(search)}`)}
      onClick={onClick}
      onPointerEnter={() => void router.preloadRoute(target)}
      onFocus={() => void router.preloadRoute(target)}
    >
      {children}
    </a>
  )
}

/** Not one for another tab, window or a download. */
const isPlain = ({ button, metaKey, ctrlKey, shiftKey, altKey, defaultPrevented }: MouseEvent): boolean =>
  button === 0 && !metaKey && !ctrlKey && !shiftKey && !altKey && !defaultPrevented
