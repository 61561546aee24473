/**
 * Whether a browser's request comes from a page of ours. A cookie goes along with whatever page asks, and other ports of this
 * host count as the same site: so each write with a session must prove where it comes from.
 */
export interface OriginHeaders {
  readonly origin: string | null
  readonly host: string | null
  /** `Sec-Fetch-Site`. */
  readonly fetchSite: string | null
}

/** What is wrong with it, in words; null where it is of ours. */
export function whyForeign({ origin, host, fetchSite }: OriginHeaders, publicUrl: string): string | null {
  if (fetchSite !== null && fetchSite !== 'same-origin') return `the browser says it is ${JSON.stringify(fetchSite)}`
  if (origin === null) return 'it names no Origin'
  if (origin === publicUrl) return null
  // The page was loaded from the address that it now writes to: no other page can have this origin.
  if (host !== null && URL.parse(origin)?.host === host) return null
  return `its Origin is ${JSON.stringify(origin)}; behind a proxy, set KEYBRAKE_PUBLIC_URL to what browsers see`
}
