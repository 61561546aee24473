/** Every filter that the audit log knows, in one form. */
import { useQuery } from '@tanstack/react-query'
import { type SubmitEvent, useId } from 'react'
import { get } from '../api/http.ts'
import type { Page, Vendor } from '../api/types.ts'
import { useSetSearch } from '../app/search.ts'
import { useStore } from '../app/store.ts'
import { zoneStore } from '../app/zone.ts'
import { localZone, pickedTime, pickerText } from '../format/time.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Field, Select, TextInput } from '../ui/field.tsx'
import { type CallFilter, FILTER_NAMES, type FilterName, PERIODS } from './call-filter.ts'
import { DECISIONS, FILTER_WORDS, STATES } from './options.ts'

export interface FilterPanelProps {
  readonly filter: CallFilter
  readonly onClose: () => void
}

export function FilterPanel({ filter, onClose }: FilterPanelProps) {
  const setSearch = useSetSearch()
  const formId = useId()
  const zone = useStore(zoneStore)
  const { data } = useQuery({ queryKey: ['vendors'], queryFn: () => get<Page<Vendor>>('/vault/vendors') })
  const vendors = data?.data ?? []
  const operations = vendors.flatMap((vendor) => vendor.operations)
  const classes = [...new Set(operations.flatMap(({ money_class }) => money_class ?? []))]
  const tag = Object.entries(filter).find(([name]) => name.startsWith('tag.'))

  const submit = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault()
    const given = new FormData(event.currentTarget)
    const text = (name: string): string | undefined => String(given.get(name) ?? '').trim() || undefined
    const tagName = text('tag name')
    setSearch({
      ...(tag && { [tag[0]]: undefined }),
      ...Object.fromEntries(FILTER_NAMES.map((name) => [name, text(name)])),
      from: pickedTime(text('from'), zone),
      to: pickedTime(text('to'), zone),
      ...(tagName !== undefined && { [`tag.${tagName}`]: text('tag value') }),
    })
    onClose()
  }
  const input = (name: FilterName, more: Parameters<typeof TextInput>[0] = {}) => (
    <Field label={FILTER_WORDS[name]}>
      {(tied) => <TextInput {...tied} name={name} defaultValue={filter[name]} {...more} />}
    </Field>
  )
  const moment = (name: 'from' | 'to') => (
    <Field label={`${FILTER_WORDS[name]} (${zone === 'UTC' ? 'UTC' : localZone()})`}>
      {(tied) => (
        <TextInput {...tied} type="datetime-local" step="1" name={name} defaultValue={pickerText(filter[name], zone)} />
      )}
    </Field>
  )
  const select = (
    name: FilterName,
    options: readonly (string | { readonly value: string; readonly name: string })[],
  ) => (
    <Field label={FILTER_WORDS[name]}>
      {(tied) => (
        <Select {...tied} name={name} key={options.length} defaultValue={filter[name] ?? ''}>
          <option value="">any</option>
          {options.map((option) =>
            typeof option === 'string' ? (
              <option key={option}>{option}</option>
            ) : (
              <option key={option.value} value={option.value}>
                {option.name}
              </option>
            ),
          )}
        </Select>
      )}
    </Field>
  )
  return (
    <Dialog
      title="Filters"
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" form={formId} variant="primary">
            Show
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit} className="grid grid-cols-2 gap-x-4 gap-y-3 max-desk:grid-cols-1">
        {select('decision', DECISIONS)}
        {select('state', STATES)}
        {input('label')}
        {input('label_prefix')}
        {input('run')}
        {input('key_id', { placeholder: 'key_…' })}
        {select(
          'vendor',
          vendors.map(({ vendor }) => vendor),
        )}
        {input('operation', { list: `${formId}-operations` })}
        {select('money_class', classes)}
        {input('code', { placeholder: 'cap_exhausted' })}
        {input('status', { inputMode: 'numeric', pattern: '[1-5][0-9][0-9]', title: 'A number from 100 to 599' })}
        {input('min_usd', { inputMode: 'decimal', pattern: '\\d+(\\.\\d{1,6})?', title: 'USD, at most six decimals' })}
        {select('last', PERIODS)}
        {input('q', { placeholder: 'call_…, req_…, pi_…' })}
        {moment('from')}
        {moment('to')}
        <Field label="Tag">
          {(tied) => <TextInput {...tied} name="tag name" placeholder="env" defaultValue={tag?.[0].slice(4)} />}
        </Field>
        <Field label="has the value">
          {(tied) => <TextInput {...tied} name="tag value" placeholder="prod" defaultValue={tag?.[1]} />}
        </Field>
        <datalist id={`${formId}-operations`}>
          {operations.map(({ operation }) => (
            <option key={operation} value={operation} />
          ))}
        </datalist>
        <button type="submit" hidden />
      </form>
    </Dialog>
  )
}
