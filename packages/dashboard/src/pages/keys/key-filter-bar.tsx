import { X } from 'lucide-react'
import { type FormEvent, useRef, useState } from 'react'
import type { Search } from '../../app/search.ts'
import { useShortcut } from '../../app/shortcuts.ts'
import { Button } from '../../ui/button.tsx'
import { Select, TextInput } from '../../ui/field.tsx'
import { KEY_FILTERS } from './reads.ts'

export interface KeyFilterBarProps {
  readonly search: Search
  readonly onChange: (change: Readonly<Record<string, string | undefined>>) => void
}

const STATUSES = ['active', 'exhausted', 'expired', 'revoked']
const TEXTS = [
  ['label', 'Label'],
  ['run', 'Run'],
  ['budget', 'Budget'],
  ['vendor', 'Vendor'],
  ['connection', 'Connection'],
] as const

export function KeyFilterBar({ search, onChange }: KeyFilterBarProps) {
  const [by, setBy] = useState<string>('label')
  const [text, setText] = useState('')
  const input = useRef<HTMLInputElement>(null)
  useShortcut('/', 'Filter', () => input.current?.focus())
  const given = KEY_FILTERS.filter((name) => name !== 'status' && search[name] !== undefined)
  const add = (event: FormEvent) => {
    event.preventDefault()
    if (text.trim() === '') return
    onChange({ [by]: text.trim() })
    setText('')
  }
  return (
    <form
      onSubmit={add}
      className="mb-3 flex flex-wrap items-center gap-2 max-desk:px-4"
      role="search"
      aria-label="Filter keys"
    >
      <Select
        aria-label="Status"
        className="w-auto!"
        value={search['status'] ?? ''}
        onChange={(event) => onChange({ status: event.target.value || undefined })}
      >
        <option value="">Any status</option>
        {STATUSES.map((status) => (
          <option key={status}>{status}</option>
        ))}
      </Select>
      <Select
        aria-label="Order"
        className="w-auto!"
        value={search['sort'] ?? ''}
        onChange={(event) => onChange({ sort: event.target.value || undefined })}
      >
        <option value="">Live, nearest to cap</option>
        <option value="newest">All, newest first</option>
      </Select>
      <Select aria-label="Filter by" className="w-auto!" value={by} onChange={(event) => setBy(event.target.value)}>
        {TEXTS.map(([value, name]) => (
          <option key={value} value={value}>
            {name}
          </option>
        ))}
      </Select>
      <TextInput
        aria-label={`${by} is exactly`}
        placeholder="is exactly …"
        className="w-44! max-desk:flex-1"
        ref={input}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <Button type="submit">Filter</Button>
      {given.map((name) => (
        <Button
          key={name}
          small
          variant="quiet"
          icon={<X size={14} />}
          onClick={() => onChange({ [name]: undefined })}
          aria-label={`${name}: ${search[name]}, remove this filter`}
        >
          {name}: <span className="max-w-48 truncate">{search[name]}</span>
        </Button>
      ))}
    </form>
  )
}
