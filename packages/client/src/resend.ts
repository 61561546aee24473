/** resend-node through the proxy. */
import type { VaultKey } from './vault-key.ts'

export type { VaultKey }

/**
 * `resendClient(Resend, key)`: the official client with the vault key in place of the API key. It throws nothing: a refusal
 * is the `error` of the result, for which there is `refusalOf(error)`.
 */
export function resendClient<Client>(
  Resend: new (key: string, options: { baseUrl: string }) => Client,
  key: VaultKey,
): Client {
  return new Resend(key.vault_key, { baseUrl: key.base_url })
}
