/** The period that a page shows, kept in its address. */
import { useMemo } from 'react'
import { useSearchText, useSetSearch } from '../../app/search.ts'
import { useStore } from '../../app/store.ts'
import { zoneStore } from '../../app/zone.ts'
import { Select } from '../../ui/field.tsx'
import { type Period, PERIODS, periodOf } from './period.ts'

/** Stays the same object until the hour or day is over: then it is another question. */
export function usePeriod(): { readonly period: Period; readonly zone: 'UTC' | 'local' } {
  const zone = useStore(zoneStore)
  const name = useSearchText()['period']
  const { to } = periodOf(name, Date.now(), zone)
  const period = useMemo(() => periodOf(name, to - 1, zone), [name, to, zone])
  return { period, zone }
}

export function PeriodSelect() {
  const name = useSearchText()['period']
  const setSearch = useSetSearch()
  return (
    <Select
      aria-label="Period"
      className="w-auto!"
      value={name ?? PERIODS[0].name}
      onChange={(event) => setSearch({ period: event.target.value }, true)}
    >
      {PERIODS.map(({ name: value, words }) => (
        <option key={value} value={value}>
          {words}
        </option>
      ))}
    </Select>
  )
}
