/** stripe-node through the proxy. */
import type { VaultKey } from './vault-key.ts'

export type { VaultKey }

/** Longer than the proxy waits for Stripe (80 s): a client that gives up first learns nothing. */
const TIMEOUT_MS = 90_000

export interface StripeAddress {
  host: string
  port: number
  protocol: 'http' | 'https'
  timeout: number
}

/**
 * What points stripe-node at the proxy. The SDK takes no path, so a call arrives at Stripe's own path, and the vault key
 * tells the proxy which connection is meant.
 */
export function stripeAddress({ base_url }: Pick<VaultKey, 'base_url'>): StripeAddress {
  const { protocol, hostname, port } = new URL(base_url)
  const secure = protocol === 'https:'
  return {
    // A URL has an IPv6 address in brackets; a socket wants it without.
    host: hostname.replace(/^\[(.*)\]$/, '$1'),
    port: port === '' ? (secure ? 443 : 80) : Number.parseInt(port, 10),
    protocol: secure ? 'https' : 'http',
    timeout: TIMEOUT_MS,
  }
}

/**
 * `stripeClient(Stripe, key)`: the official client with the vault key in place of the secret.
 *
 * @param config goes to the SDK as well; what is named here wins
 */
export function stripeClient<Client, Config extends object>(
  Stripe: new (key: string, config: Config) => Client,
  key: VaultKey,
  config?: Partial<Config>,
): Client {
  return new Stripe(key.vault_key, { ...stripeAddress(key), ...config } as unknown as Config)
}
