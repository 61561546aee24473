/** The allowlist: templates, the picker, and the entries themselves, which can also be typed. */
import { X } from 'lucide-react'
import { useState } from 'react'
import { Button, IconButton } from '../../../ui/button.tsx'
import { TextInput } from '../../../ui/field.tsx'
import { type Coverage, covered, type VendorOperation } from '../policy/vendor-operation.ts'
import { templatesFor } from '../policy/templates.ts'
import { counted } from '../../words.ts'
import { AllowlistPicker } from './allowlist-picker.tsx'

export interface AllowlistFieldProps {
  readonly vendor: string
  readonly entries: readonly string[]
  readonly operations: readonly VendorOperation[]
  readonly error: string | undefined
  readonly onChange: (entries: readonly string[]) => void
}

export function AllowlistField({ vendor, entries, operations, error, onChange }: AllowlistFieldProps) {
  return (
    <fieldset className="min-w-0">
      <legend className="mb-1 text-sm font-medium">May call</legend>
      <div className="mb-2 flex flex-wrap items-center gap-2">
        <span className="text-xs text-ink-3">Begin with</span>
        {templatesFor(vendor, operations).map(({ name, entries: own }) => (
          <Button key={name} small onClick={() => onChange(own)}>
            {name}
          </Button>
        ))}
      </div>
      <AllowlistPicker entries={entries} operations={operations} onChange={onChange} />
      <Entries {...{ entries, operations, onChange }} />
      {error === undefined ? null : (
        <p role="alert" className="mt-1 text-sm text-stop">
          {error}
        </p>
      )}
    </fieldset>
  )
}

function Entries({ entries, operations, onChange }: Pick<AllowlistFieldProps, 'entries' | 'operations' | 'onChange'>) {
  const [text, setText] = useState('')
  const coverage = entries.length === 0 ? null : covered(entries, operations)
  const add = () => {
    if (text.trim() === '') return
    onChange([...new Set([...entries, text.trim()])])
    setText('')
  }
  return (
    <div className="mt-3">
      <p className="text-xs text-ink-3" aria-live="polite">
        {coverage === null ? 'Nothing allowed yet.' : coverageText(coverage)}
      </p>
      <ul className="mt-1 flex max-h-40 flex-wrap gap-1.5 overflow-auto" aria-label="Entries of the allowlist">
        {entries.map((entry) => (
          <li
            key={entry}
            className={`inline-flex items-center rounded bg-sunken pl-2 font-mono text-xs break-all ${coverage?.ok === false && coverage.entry === entry ? 'ring-1 ring-stop' : ''}`}
          >
            {entry}
            <IconButton
              small
              label={`Remove ${entry}`}
              icon={<X size={13} />}
              className="size-7 max-desk:size-9"
              onClick={() => onChange(entries.filter((one) => one !== entry))}
            />
          </li>
        ))}
      </ul>
      <div className="mt-2 flex gap-2">
        <TextInput
          aria-label="Another entry"
          placeholder="POST /v1/payment_intents, charges.*, *"
          className="max-w-md font-mono text-xs"
          value={text}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter') return
            event.preventDefault()
            add()
          }}
        />
        <Button onClick={add}>Add</Button>
      </div>
    </div>
  )
}

const coverageText = (coverage: Coverage): string =>
  coverage.ok
    ? `Lets through ${counted(coverage.operations.length, 'operation')}:`
    : `${coverage.entry}: ${coverage.why}`
