/** Who is signed in, in which zone times are, how it looks, and the way out. */
import { UserRound } from 'lucide-react'
import { Popover } from 'radix-ui'
import { signOut } from '../api/session.ts'
import { sentenceOf } from '../api/problem.ts'
import { localZone } from '../format/time.ts'
import { Button } from '../ui/button.tsx'
import { cx } from '../ui/class-names.ts'
import { toast } from '../ui/toast.tsx'
import { openHelp } from './palette-state.ts'
import { useSession } from './role.ts'
import { type Store, useStore } from './store.ts'
import { THEMES, themeStore } from './theme.ts'
import { zoneStore } from './zone.ts'

export function HeaderMenu() {
  const session = useSession()
  const zone = useStore(zoneStore)
  if (session === null) return null
  const { name, role } = session.principal
  return (
    <Popover.Root>
      <Popover.Trigger className="flex min-h-9 items-center gap-1.5 rounded-md px-2 text-sm text-ink-2 hover:bg-sunken hover:text-ink max-desk:min-h-11">
        <UserRound size={17} strokeWidth={1.75} />
        <span className="max-w-32 truncate max-desk:sr-only">{name}</span>
        <span className="rounded bg-sunken px-1 text-xs" title="Zone in which times are shown">
          {zone === 'UTC' ? 'UTC' : 'local'}
        </span>
        <span className="sr-only">, {role}, settings</span>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          aria-label="Settings"
          align="end"
          sideOffset={8}
          collisionPadding={12}
          className="z-40 flex w-72 flex-col gap-4 rounded-lg border border-line-strong bg-surface p-4 shadow-(--shadow)"
        >
          <div>
            <p className="truncate font-medium">{name}</p>
            <p className="text-sm text-ink-2">signed in as {role}</p>
          </div>
          <Choice
            label="Times"
            store={zoneStore}
            options={[
              { value: 'local', name: localZone() === 'UTC' ? 'Local (UTC)' : localZone() },
              { value: 'UTC', name: 'UTC' },
            ]}
          />
          <Choice label="Theme" store={themeStore} options={THEMES.map((value) => ({ value, name: value }))} />
          <div className="flex flex-wrap gap-2">
            <Button
              small
              onClick={() => void signOut().catch((error: unknown) => toast({ text: sentenceOf(error), tone: 'stop' }))}
            >
              Sign out
            </Button>
            <Popover.Close asChild>
              <Button small variant="quiet" onClick={openHelp}>
                Shortcuts
              </Button>
            </Popover.Close>
          </div>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  )
}

interface ChoiceProps<T extends string> {
  readonly label: string
  readonly store: Store<T>
  readonly options: readonly { readonly value: T; readonly name: string }[]
}

function Choice<T extends string>({ label, store, options }: ChoiceProps<T>) {
  const chosen = useStore(store)
  return (
    <fieldset>
      <legend className="pb-1 text-xs text-ink-3">{label}</legend>
      <div className="flex rounded-md border border-line-strong p-0.5">
        {options.map(({ value, name }) => (
          <label
            key={value}
            className={cx(
              'flex min-h-8 min-w-0 flex-1 cursor-pointer items-center justify-center rounded px-2 text-sm has-focus-visible:outline-2 has-focus-visible:outline-accent',
              chosen === value ? 'bg-accent-soft font-medium' : 'text-ink-2',
            )}
          >
            <input
              type="radio"
              className="sr-only"
              name={label}
              checked={chosen === value}
              onChange={() => store.set(value)}
            />
            <span className="truncate">{name}</span>
          </label>
        ))}
      </div>
    </fieldset>
  )
}
