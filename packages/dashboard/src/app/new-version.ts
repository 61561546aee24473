/** A new version was installed while the page was open: its old parts are gone. The page is then loaded anew, where it is. */
const KEY = 'keybrake-reloaded-at'
/** If that did not help, loading again will not either. */
const AGAIN_MS = 30_000

export function reloadOnNewVersion(): void {
  window.addEventListener('vite:preloadError', (event) => {
    try {
      if (Date.now() - Number.parseInt(sessionStorage.getItem(KEY) ?? '0', 10) < AGAIN_MS) return
      sessionStorage.setItem(KEY, String(Date.now()))
    } catch {
      // Without storage nothing says whether this was tried already.
      return
    }
    event.preventDefault()
    location.reload()
  })
}
