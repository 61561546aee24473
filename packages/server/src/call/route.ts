/** Which plane and which connection a request is for (SPEC section 4, in its order of precedence). Pure. */
import type { Head } from '../http/head.ts'

/** First path segments of the admin plane. No connection can have one of these names. */
export const ADMIN_SEGMENTS: ReadonlySet<string> = new Set([
  'vault',
  'dashboard',
  'docs',
  'openapi.json',
  'healthz',
  'readyz',
  'metrics',
])

export type Route =
  | { readonly kind: 'admin' }
  /** The path names the connection; `path` is what is left for the vendor. `hostProduct`: the product a host label named. */
  | {
      readonly kind: 'connection'
      readonly connection: string
      readonly path: string
      readonly hostProduct: string | null
    }
  /** The path is a vendor's own: the vault key decides. */
  | { readonly kind: 'by_key'; readonly path: string }

export interface Routing {
  readonly isConnection: (name: string) => boolean
  /** Product names of a connection's vendor, for `<product>.<connection>.<host>`. */
  readonly hasProduct: (connection: string, product: string) => boolean
}

/**
 * @param path the canonical path of the request line
 * @param bearsVaultKey the credential has the form of a vault key
 */
export function route(head: Pick<Head, 'hostname'>, path: string, bearsVaultKey: boolean, routing: Routing): Route {
  const byHost = hostRoute(head.hostname, routing)
  if (byHost !== null) return { kind: 'connection', ...byHost, path }
  const first = firstSegment(path)
  if (ADMIN_SEGMENTS.has(first)) return { kind: 'admin' }
  if ((path === '/v1/keys' || path.startsWith('/v1/keys/')) && !bearsVaultKey) return { kind: 'admin' }
  if (routing.isConnection(first))
    return { kind: 'connection', connection: first, path: path.slice(first.length + 1) || '/', hostProduct: null }
  return { kind: 'by_key', path }
}

/**
 * The path of a target that is not canonical, as it seems to be meant. Only the shape of the refusal goes by it: nothing that
 * needs it is passed on.
 */
export const seemingPath = (target: string): string =>
  target
    .replace(/^[A-Za-z][A-Za-z0-9+.-]*:\/\/[^/\\?#]*/, '')
    .replace(/[?#;][^]*/, '')
    .replaceAll('\\', '/')

function hostRoute(
  hostname: string,
  routing: Routing,
): { readonly connection: string; readonly hostProduct: string | null } | null {
  const dot = hostname.indexOf('.')
  if (dot < 0) return null
  const first = hostname.slice(0, dot)
  if (routing.isConnection(first)) return { connection: first, hostProduct: null }
  // `verify.twilio.<host>`: the connection must itself stand before a host.
  const end = hostname.indexOf('.', dot + 1)
  const second = hostname.slice(dot + 1, Math.max(end, 0))
  if (second === '' || !routing.isConnection(second)) return null
  return routing.hasProduct(second, first) ? { connection: second, hostProduct: first } : null
}

function firstSegment(path: string): string {
  const end = path.indexOf('/', 1)
  return end < 0 ? path.slice(1) : path.slice(1, end)
}
