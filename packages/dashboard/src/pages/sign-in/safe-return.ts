/** Where to go after sign-in: an address of the app as it was left, and never one of another site. */
export function safeReturn(to: string | undefined): string {
  if (to === undefined) return '/'
  try {
    const origin = 'http://keybrake.invalid'
    const url = new URL(to, origin)
    return url.origin === origin && to.startsWith('/') && !url.pathname.startsWith('/sign-in')
      ? url.pathname + url.search
      : '/'
  } catch {
    return '/'
  }
}
