import { Link as RouterLink, useNavigate } from '@tanstack/react-router'
import { NAVIGATION, NAVIGATION_ITEMS, type NavigationItem } from './navigation-items.ts'
import { useSession } from './role.ts'
import { UnknownMark } from './unknown-mark.tsx'
import { useShortcut } from './shortcuts.ts'

export function Sidebar() {
  const navigate = useNavigate()
  return (
    <nav
      aria-label="Pages"
      className="sticky top-(--header) hidden h-[calc(100dvh-var(--header))] w-44 shrink-0 flex-col gap-5 overflow-y-auto py-5 pl-3 desk:flex"
    >
      {NAVIGATION.map(({ name, items }) => (
        <div key={name}>
          <h2 className="px-3 pb-1 text-xs font-medium text-ink-3">{name}</h2>
          <ul>
            {items.map((item) => (
              <li key={item.to}>
                <Item item={item} />
              </li>
            ))}
          </ul>
        </div>
      ))}
      {NAVIGATION_ITEMS.map(({ to, key, name }) => (
        <GoTo key={to} keys={`g ${key}`} name={name} go={() => void navigate({ to: to as never })} />
      ))}
    </nav>
  )
}

function GoTo({ keys, name, go }: { readonly keys: string; readonly name: string; readonly go: () => void }) {
  useShortcut(keys, `To ${name}`, go)
  return null
}

function Item({ item: { to, name, icon: Icon, roles } }: { readonly item: NavigationItem }) {
  const role = useSession()?.principal.role
  const isShut = roles !== undefined && role !== undefined && !roles.includes(role)
  const look = 'flex min-h-8 items-center gap-2.5 rounded-md px-3 text-ink-2'
  if (isShut)
    return (
      <span
        className={`${look} opacity-50`}
        aria-disabled="true"
        title={`An ${role} does not see ${name.toLowerCase()}.`}
      >
        <Icon size={16} strokeWidth={1.75} />
        {name}
      </span>
    )
  return (
    <RouterLink
      to={to as never}
      activeOptions={{ exact: to === '/', includeSearch: false }}
      className={`${look} hover:bg-sunken hover:text-ink data-[status=active]:bg-accent-soft data-[status=active]:font-medium data-[status=active]:text-ink`}
    >
      <Icon size={16} strokeWidth={1.75} />
      {name}
      {to === '/unknown' ? <UnknownMark /> : null}
    </RouterLink>
  )
}
