/** The pages on a phone: four under the thumb, the others behind "More". */
import { Link as RouterLink } from '@tanstack/react-router'
import { Ellipsis } from 'lucide-react'
import { useState } from 'react'
import { Dialog } from '../ui/dialog.tsx'
import { NAVIGATION_ITEMS, type NavigationItem } from './navigation-items.ts'

const FIRST = ['/', '/runs', '/keys', '/budgets']
const first = FIRST.flatMap((to) => NAVIGATION_ITEMS.find((item) => item.to === to) ?? [])
const LOOK =
  'flex min-h-14 flex-1 flex-col items-center justify-center gap-0.5 text-xs text-ink-2 data-[status=active]:font-medium data-[status=active]:text-accent'

export function BottomBar() {
  const [isOpen, setOpen] = useState(false)
  return (
    <nav
      aria-label="Pages"
      className="fixed inset-x-0 bottom-0 z-40 flex border-t border-line bg-surface pb-[env(safe-area-inset-bottom)] desk:hidden"
    >
      {first.map((item) => (
        <PageLink key={item.to} item={item} className={LOOK} onClick={() => setOpen(false)} />
      ))}
      <button type="button" className={LOOK} aria-expanded={isOpen} onClick={() => setOpen(true)}>
        <Ellipsis size={20} strokeWidth={1.75} />
        More
      </button>
      {isOpen ? (
        <Dialog title="Pages" onClose={() => setOpen(false)}>
          <ul className="grid grid-cols-2 gap-1">
            {NAVIGATION_ITEMS.map((item) => (
              <li key={item.to}>
                <PageLink
                  item={item}
                  className="flex min-h-12 items-center gap-3 rounded-md px-3 data-[status=active]:bg-accent-soft"
                  onClick={() => setOpen(false)}
                />
              </li>
            ))}
          </ul>
        </Dialog>
      ) : null}
    </nav>
  )
}

interface PageLinkProps {
  readonly item: NavigationItem
  readonly className: string
  readonly onClick: () => void
}

const PageLink = ({ item: { to, name, icon: Icon }, className, onClick }: PageLinkProps) => (
  <RouterLink to={to as never} activeOptions={{ exact: to === '/', includeSearch: false }} {...{ className, onClick }}>
    <Icon size={20} strokeWidth={1.75} />
    {name}
  </RouterLink>
)
