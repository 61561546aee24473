import { useSyncExternalStore } from 'react'

/** Whether a media query holds now. */
export function useMedia(query: string): boolean {
  return useSyncExternalStore(
    (listener) => {
      const list = matchMedia(query)
      list.addEventListener('change', listener)
      return () => list.removeEventListener('change', listener)
    },
    () => matchMedia(query).matches,
  )
}

/** Narrow: tables are cards. The same width as the `desk` breakpoint of the styles. */
export const usePhone = (): boolean => useMedia('(width < 56rem)')
export const useWide = (): boolean => useMedia('(width >= 80rem)')
