import { X } from 'lucide-react'
import type { Search } from '../../app/search.ts'
import { Button } from '../../ui/button.tsx'
import { Checkbox, Select, TextInput } from '../../ui/field.tsx'
import { byOf, GROUPS } from './group-link.ts'
import { PeriodSelect } from './period-select.tsx'
import { SPEND_FILTERS } from './reads.ts'

export interface SpendFilterBarProps {
  readonly search: Search
  readonly onChange: (change: Readonly<Record<string, string | undefined>>) => void
}

export const SpendFilterBar = ({ search, onChange }: SpendFilterBarProps) => (
  <div role="search" aria-label="What is shown" className="mb-4 flex flex-wrap items-center gap-2 px-4 desk:px-1">
    <Select
      aria-label="Group by"
      className="w-auto!"
      value={byOf(search['by'])}
      onChange={(event) => onChange({ by: event.target.value, tag: undefined })}
    >
      {GROUPS.map(({ by, words }) => (
        <option key={by} value={by}>
          By {words.toLowerCase()}
        </option>
      ))}
    </Select>
    {byOf(search['by']) === 'tag' ? (
      <TextInput
        aria-label="Name of the tag"
        placeholder="team"
        className="w-32!"
        value={search['tag'] ?? ''}
        onChange={(event) => onChange({ tag: event.target.value || undefined })}
      />
    ) : null}
    <PeriodSelect />
    <Checkbox
      label="Compare with the period before"
      checked={search['compare'] === 'yes'}
      onChange={(event) => onChange({ compare: event.target.checked ? 'yes' : undefined })}
    />
    {SPEND_FILTERS.flatMap((name) =>
      search[name] === undefined
        ? []
        : [
            <Button
              key={name}
              small
              variant="quiet"
              icon={<X size={14} />}
              aria-label={`${name}: ${search[name]}, remove this filter`}
              onClick={() => onChange({ [name]: undefined })}
            >
              {name}: <span className="max-w-48 truncate">{search[name]}</span>
            </Button>,
          ],
    )}
  </div>
)
