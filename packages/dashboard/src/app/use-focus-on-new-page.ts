import { useEffect, useRef } from 'react'

/** Another page came: who reads by ear or by keyboard is taken to it, unless the page itself put the focus into a field. */
export function useFocusOnNewPage(pathname: string): void {
  const last = useRef(pathname)
  useEffect(() => {
    if (last.current === pathname) return
    last.current = pathname
    const page = document.getElementById('page')
    if (page !== null && !page.contains(document.activeElement)) page.focus({ preventScroll: true })
  }, [pathname])
}
