import { Bookmark, X } from 'lucide-react'
import { Popover } from 'radix-ui'
import { useState } from 'react'
import { Link } from '../app/link.tsx'
import { readSearch, useSearchText, writeSearch } from '../app/search.ts'
import { useStore } from '../app/store.ts'
import { Button, IconButton } from '../ui/button.tsx'
import { TextInput } from '../ui/field.tsx'
import { readFilter } from './call-filter.ts'
import { forgetView, savedViews, saveView } from './saved-views.ts'

export function SavedViews() {
  const views = useStore(savedViews)
  const filter = readFilter(useSearchText())
  const [name, setName] = useState('')
  const isEmpty = Object.keys(filter).length === 0
  return (
    <Popover.Root>
      <Popover.Trigger asChild>
        <Button variant="quiet" icon={<Bookmark size={15} />} aria-label="Views" className="max-desk:px-3">
          <span className="max-desk:hidden">Views</span>
        </Button>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          aria-label="Views"
          align="end"
          sideOffset={8}
          collisionPadding={12}
          className="z-40 flex w-[min(20rem,calc(100vw-1.5rem))] flex-col gap-3 rounded-lg border border-line-strong bg-surface p-3 shadow-(--shadow)"
        >
          {views.length === 0 ? (
            <p className="text-sm text-ink-2">
              Filters that you come back to: give them a name here. They stay in this browser.
            </p>
          ) : (
            <ul className="flex flex-col">
              {views.map((view) => (
                <li key={view.name} className="flex items-center gap-1">
                  <Popover.Close asChild>
                    <span className="min-w-0 flex-1">
                      <Link
                        to="."
                        plain
                        search={{ ...without(filter), ...readSearch(view.search) }}
                        className="block truncate rounded px-2 py-1.5 hover:bg-sunken"
                      >
                        {view.name}
                      </Link>
                    </span>
                  </Popover.Close>
                  <IconButton
                    small
                    label={`Forget ${view.name}`}
                    icon={<X size={14} />}
                    onClick={() => forgetView(view.name)}
                  />
                </li>
              ))}
            </ul>
          )}
          <form
            className="flex gap-2"
            onSubmit={(event) => {
              event.preventDefault()
              if (isEmpty) return
              saveView({ name: name.trim(), search: writeSearch(filter) })
              setName('')
            }}
          >
            <TextInput
              required
              aria-label="Name of the view"
              placeholder="Name of these filters"
              maxLength={60}
              value={name}
              onChange={(event) => setName(event.target.value)}
            />
            <Button type="submit" disabledReason={isEmpty ? 'No filter is in force.' : null}>
              Save
            </Button>
          </form>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  )
}

/** What is in force now, each taken away. */
const without = (filter: Readonly<Record<string, string>>): Record<string, undefined> =>
  Object.fromEntries(Object.keys(filter).map((name) => [name, undefined]))
