/**
 * The one-time link that the server prints, `/dashboard#link=…`. It is as good as the credential until it is used: it is taken
 * out of the address and the history before anything else happens.
 */
let link: string | null = null

export function takeLinkFromAddress(): void {
  link = new URLSearchParams(location.hash.slice(1)).get('link')
  if (link !== null) history.replaceState(history.state, '', location.pathname + location.search)
}

/** The link, once. */
export function takeLink(): string | null {
  const taken = link
  link = null
  return taken
}
