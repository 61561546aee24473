/** One line to type in, the quick choices, everything else behind "Filters", and what is in force as chips. All of it is the address. */
import { SlidersHorizontal, X } from 'lucide-react'
import { type ReactNode, useRef, useState } from 'react'
import { Link } from '../app/link.tsx'
import { useSearchText, useSetSearch } from '../app/search.ts'
import { useShortcut } from '../app/shortcuts.ts'
import { Button } from '../ui/button.tsx'
import { cx } from '../ui/class-names.ts'
import { TextInput } from '../ui/field.tsx'
import { type CallFilter, readFilter } from './call-filter.ts'
import { FilterPanel } from './filter-panel.tsx'
import { filterOfText, wordsOf } from './options.ts'
import { SavedViews } from './saved-views-menu.tsx'

/** Choices that exclude each other; each sets decision and state. */
const QUICK = [
  { name: 'All', decision: undefined, state: undefined },
  { name: 'Refused', decision: 'refused', state: undefined },
  { name: 'Held', decision: undefined, state: 'held' },
  { name: 'Unknown', decision: undefined, state: 'unknown' },
] as const

/** @param props.children what else belongs into the line, at its end */
export function FilterBar({ children }: { readonly children?: ReactNode }) {
  const search = useSearchText()
  const filter = readFilter(search)
  const setSearch = useSetSearch()
  const [isOpen, setOpen] = useState(false)
  const input = useRef<HTMLInputElement>(null)
  useShortcut('/', 'Search', () => input.current?.focus())
  return (
    <div className="flex flex-col gap-3 px-4 pb-4 desk:px-1">
      <div className="flex flex-wrap items-center gap-2">
        <form
          role="search"
          className="min-w-0 flex-1 basis-40 desk:max-w-80"
          onSubmit={(event) => {
            event.preventDefault()
            setSearch(filterOfText(input.current?.value ?? ''))
          }}
        >
          <TextInput
            ref={input}
            type="search"
            key={filter['q'] ?? filter['label_prefix'] ?? ''}
            defaultValue={filter['q'] ?? filter['label_prefix'] ?? ''}
            aria-label="Label begins with, or an id"
            placeholder="Label begins with…, or an id"
          />
        </form>
        <Button
          icon={<SlidersHorizontal size={15} />}
          aria-label="Filters"
          aria-expanded={isOpen}
          onClick={() => setOpen(true)}
          className="max-desk:px-3"
        >
          <span className="max-desk:hidden">Filters</span>
        </Button>
        <SavedViews />
        <div
          role="group"
          aria-label="Quick filters"
          className="flex rounded-md border border-line-strong bg-surface p-0.5"
        >
          {QUICK.map(({ name, decision, state }) => {
            const isOn = filter['decision'] === decision && filter['state'] === state
            return (
              <button
                key={name}
                type="button"
                aria-pressed={isOn}
                onClick={() => setSearch({ decision, state })}
                className={cx(
                  'min-h-7.5 rounded px-2.5 text-sm max-desk:min-h-10',
                  isOn ? 'bg-accent-soft font-medium' : 'text-ink-2 hover:text-ink',
                )}
              >
                {name}
              </button>
            )
          })}
        </div>
        {children}
      </div>
      <Chips filter={filter} />
      {isOpen ? <FilterPanel filter={filter} onClose={() => setOpen(false)} /> : null}
    </div>
  )
}

function Chips({ filter }: { readonly filter: CallFilter }) {
  const setSearch = useSetSearch()
  const names = Object.keys(filter)
  if (names.length === 0) return null
  return (
    <ul aria-label="Filters in force" className="flex flex-wrap items-center gap-1.5">
      {Object.entries(filter).map(([name, value]) => (
        <li key={name}>
          <button
            type="button"
            onClick={() => setSearch({ [name]: undefined })}
            title="Take this filter away"
            className="flex min-h-7 max-w-full items-center gap-1 rounded-full border border-line-strong bg-surface pr-1.5 pl-2.5 text-sm hover:bg-sunken max-desk:min-h-9"
          >
            <span className="truncate">{wordsOf(name, value)}</span>
            <X size={13} className="shrink-0 text-ink-3" />
          </button>
        </li>
      ))}
      {filter['run'] === undefined ? null : (
        <li className="px-1 text-sm">
          <Link to="/runs" search={{ run: filter['run'] }}>
            Open the run
          </Link>
        </li>
      )}
      {names.length > 1 ? (
        <li>
          <Button
            small
            variant="quiet"
            onClick={() => setSearch(Object.fromEntries(names.map((name) => [name, undefined])))}
          >
            Clear all
          </Button>
        </li>
      ) : null}
    </ul>
  )
}
