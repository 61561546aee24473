/** Which names a connection may have: they stand first in paths and hosts, where other words stand too (SPEC section 4). */
import type { VendorAdapter } from '@keybrake/vendors'
import { ADMIN_SEGMENTS } from '../call/route.ts'

const NAME = /^[a-z][a-z0-9-]{0,31}$/
const VERSION = /^v[0-9]+$/

/**
 * Null where the name can be used, else why not.
 *
 * @param publicUrl how the proxy is reached: a connection named like its host's first label would take the admin API away
 */
export function whyNotConnectionName(
  name: string,
  adapters: ReadonlyMap<string, VendorAdapter>,
  publicUrl: string,
): string | null {
  if (!NAME.test(name)) return 'must begin with a letter and have 1 to 32 lower-case letters, digits or hyphens'
  if (ADMIN_SEGMENTS.has(name)) return `${name} is a path of the admin API`
  if (VERSION.test(name)) return `${name} is how vendors name their API versions`
  if (takesHost(name, adapters, new URL(publicUrl).hostname)) return `${name} begins the address of the admin API`
  for (const { vendor, roots, origins } of adapters.values()) {
    if (roots.includes(`/${name}`)) return `${name} is a path of ${vendor}`
    if (Object.hasOwn(origins, name)) return `${name} is a product of ${vendor}`
  }
  return null
}

/** Whether a request with this host would lead to the connection: as its first label, or after a product's. */
function takesHost(name: string, adapters: ReadonlyMap<string, VendorAdapter>, hostname: string): boolean {
  const [first = '', second, ...rest] = hostname.split('.')
  if (first === name) return second !== undefined
  return (
    second === name && rest.length > 0 && [...adapters.values()].some(({ origins }) => Object.hasOwn(origins, first))
  )
}
