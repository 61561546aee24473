/** The part of the address after `?`, as flat text: every filter of every page lives there. */
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useCallback } from 'react'

export type Search = Readonly<Record<string, string>>

export const readSearch = (text: string): Search =>
  Object.fromEntries([...new URLSearchParams(text)].filter(([, value]) => value !== ''))

export function writeSearch(search: Readonly<Record<string, unknown>>): string {
  const given = Object.entries(search).flatMap(([name, value]) =>
    value === undefined || value === null || value === '' ? [] : [[name, String(value)]],
  )
  const text = new URLSearchParams(given).toString()
  return text === '' ? '' : `?${text}`
}

export const useSearchText = (): Search => useSearch({ strict: false }) as Search

/** Changes some names of the address (`undefined` takes one away) and leaves the others. */
export function useSetSearch(): (change: Readonly<Record<string, string | undefined>>, replace?: boolean) => void {
  const navigate = useNavigate()
  return useCallback(
    (change, replace = false) =>
      void navigate({
        to: '.',
        search: (before: object) => ({ ...before, ...change }) as never,
        replace,
        resetScroll: false,
      }),
    [navigate],
  )
}
