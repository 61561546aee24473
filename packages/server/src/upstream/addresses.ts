/** Where a connection's calls go, by product: what its operator gave, else the vendor's own address. */
import type { VendorAdapter } from '@keybrake/vendors'
import type { ConnectionDocument } from '../admin/connection-document.ts'

type Settled = Pick<ConnectionDocument, 'upstreams' | 'settings'>

/** A part of a host that a setting gives: `https://{shop}.myshopify.com`. One label, so that no setting leads elsewhere. */
const VARIABLE = /\{([a-z0-9_]+)\}/g
const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/

/** Null where a setting is missing that the vendor's address needs, or cannot stand in one. */
export function addressOf(adapter: Pick<VendorAdapter, 'origins'>, document: Settled, product: string): string | null {
  // One address given for `api` stands for a whole mock: every product goes there unless it has its own.
  const given = document.upstreams[product] ?? document.upstreams.api
  if (given !== undefined) return given
  const standard = adapter.origins[product]
  return standard === undefined || missingSetting(adapter, document, product) !== null
    ? null
    : standard.replace(VARIABLE, (_whole, name: string) => document.settings[name] ?? '')
}

/** The setting that is missing or no label of a host, or null where the address is complete. */
export function missingSetting(
  adapter: Pick<VendorAdapter, 'origins'>,
  document: Settled,
  product: string,
): string | null {
  if ((document.upstreams[product] ?? document.upstreams.api) !== undefined) return null
  for (const [, name = ''] of (adapter.origins[product] ?? '').matchAll(VARIABLE))
    if (!LABEL.test(document.settings[name] ?? '')) return name
  return null
}
