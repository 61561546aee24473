/** ⌘K: every page and command by a few letters, and anything by its id. */
import { useNavigate } from '@tanstack/react-router'
import { type KeyboardEvent, useEffect, useId, useLayoutEffect, useRef, useState } from 'react'
import { cx } from '../ui/class-names.ts'
import { NAVIGATION_ITEMS } from './navigation-items.ts'
import { addressOfId, type Command, matching } from './palette-match.ts'
import { openHelp, openPalette, paletteOpen } from './palette-state.ts'
import { useShortcut } from './shortcuts.ts'
import { useStore } from './store.ts'
import { THEMES, themeStore } from './theme.ts'

interface Runnable extends Command {
  readonly run: () => void
}

export function Palette() {
  useShortcut('mod+k', 'Search and commands', openPalette)
  return useStore(paletteOpen) ? <OpenPalette /> : null
}

function useCommands(typed: string): readonly Runnable[] {
  const navigate = useNavigate()
  const go = (to: string, search: Record<string, string> = {}) => navigate({ to: to as never, search: search as never })
  const commands: readonly Runnable[] = [
    ...NAVIGATION_ITEMS.map(({ to, name, about }) => ({ id: to, name, about, run: () => void go(to) })),
    { id: 'new', name: 'Issue a key', about: 'a new vault key', run: () => void go('/keys/new') },
    {
      id: 'brake',
      name: 'Brake',
      about: 'stop all calls: goes to the control, which is then held',
      run: () => requestAnimationFrame(() => document.getElementById('brake')?.focus()),
    },
    ...THEMES.map((theme) => ({
      id: `theme ${theme}`,
      name: `Theme: ${theme}`,
      about: 'light, dark, or as the system says',
      run: () => themeStore.set(theme),
    })),
    { id: 'help', name: 'Keyboard shortcuts', about: 'help', run: openHelp },
  ]
  const named = addressOfId(typed)
  const byId =
    named === null
      ? []
      : [{ id: 'id', name: `Open ${typed.trim()}`, about: '', run: () => void go(named.to, named.search) }]
  const search = typed.trim()
  const found = [...byId, ...matching(commands, typed)]
  if (search === '' || named !== null) return found
  return [
    ...found,
    {
      id: 'q',
      name: `Calls with the id “${search}”`,
      about: 'vendor request or object id',
      run: () => void go('/', { q: search }),
    },
    {
      id: 'label',
      name: `Calls of label “${search}…”`,
      about: 'labels that begin so',
      run: () => void go('/', { label_prefix: search }),
    },
  ]
}

function OpenPalette() {
  const dialog = useRef<HTMLDialogElement>(null)
  const [typed, setTyped] = useState('')
  const [at, setAt] = useState(0)
  const listId = useId()
  const commands = useCommands(typed)
  const chosen = commands[Math.min(at, commands.length - 1)]
  useLayoutEffect(() => {
    const element = dialog.current
    element?.showModal()
    // Closed before it leaves the page, it gives the focus back.
    return () => element?.close()
  }, [])
  useEffect(() => {
    void document.getElementById(`${listId}-${chosen?.id}`)?.scrollIntoView({ block: 'nearest' })
  })
  const close = () => paletteOpen.set(false)
  const run = (command: Runnable) => {
    close()
    command.run()
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step !== undefined) setAt((commands.length + Math.min(at, commands.length - 1) + step) % commands.length)
    else if (event.key === 'Enter' && chosen !== undefined) run(chosen)
    else return
    event.preventDefault()
  }
  return (
    <dialog
      ref={dialog}
      aria-label="Search and commands"
      onCancel={close}
      onClick={(event) => event.target === dialog.current && close()}
      className="mx-auto mt-[12dvh] mb-auto max-h-[70dvh] w-[min(36rem,100vw-1.5rem)] overflow-hidden rounded-lg border border-line-strong bg-surface p-0 shadow-(--shadow) open:flex open:flex-col"
    >
      <input
        autoFocus
        role="combobox"
        aria-label="Page, command or id"
        aria-expanded="true"
        aria-controls={listId}
        aria-activedescendant={chosen === undefined ? undefined : `${listId}-${chosen.id}`}
        autoComplete="off"
        spellCheck={false}
        placeholder="Page, command, or an id: key_…, call_…, pi_…"
        value={typed}
        onKeyDown={onKeyDown}
        onChange={(event) => {
          setTyped(event.target.value)
          setAt(0)
        }}
        className="w-full border-b border-line bg-transparent px-4 py-3 text-[1rem] outline-none placeholder:text-ink-3"
      />
      <ul id={listId} role="listbox" aria-label="Commands" className="overflow-y-auto p-1.5">
        {commands.map((command) => (
          <li
            key={command.id}
            id={`${listId}-${command.id}`}
            role="option"
            aria-selected={command === chosen}
            onClick={() => run(command)}
            className={cx(
              'flex cursor-pointer items-baseline gap-3 rounded-md px-3 py-2 max-desk:py-3',
              command === chosen && 'bg-accent-soft',
            )}
          >
            <span className="shrink-0 font-medium">{command.name}</span>
            <span className="min-w-0 truncate text-sm text-ink-3">{command.about}</span>
          </li>
        ))}
      </ul>
    </dialog>
  )
}
