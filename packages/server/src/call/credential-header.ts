/** The headers beside `Authorization` in which vendors' SDKs put their key, and in which a vault key therefore arrives. */
import { VAULT_KEY_PREFIX } from '@keybrake/core'
import type { VendorAdapter } from '@keybrake/vendors'
import type { Head } from '../http/head.ts'

/**
 * The one that is this request's credential; null where it has an `Authorization`, or none of them. Which vendor the request
 * is for is not known yet: the header that holds a vault key is meant, whatever else an SDK sends.
 */
export function credentialHeaderOf(
  { headers }: Pick<Head, 'headers'>,
  adapters: ReadonlyMap<string, Pick<VendorAdapter, 'credentialHeader'>>,
): string | null {
  if (headers.has('authorization')) return null
  let present: string | null = null
  for (const { credentialHeader } of adapters.values()) {
    const value = credentialHeader === null ? undefined : headers.get(credentialHeader)
    if (value?.includes(VAULT_KEY_PREFIX) === true) return credentialHeader
    if (value !== undefined) present ??= credentialHeader
  }
  return present
}
