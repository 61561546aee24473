/**
 * What the policy says of a call, in the order of SPEC section 5, up to the body: brake, expiry and revocation, connection,
 * account, closed endpoints, allowlist. Pure: it looks at values only, and the ledger checks again what may have changed.
 */
import type { Code, Instant, Method } from '@keybrake/core'
import type { BrakeState } from '@keybrake/ledger'
import type { Location, Operation, VendorAdapter } from '@keybrake/vendors'
import type { Head } from '../http/head.ts'
import type { Caller } from './authenticate.ts'
import type { KeyHint } from './key-hints.ts'
import { brakeEngaged, keyExpired, keyRevoked } from './refusals.ts'
import type { Route } from './route.ts'
import { type Stop, stop } from './stop.ts'

const METHODS: ReadonlySet<string> = new Set<Method>(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD'])

/** Which vendor endpoint the call is for. `path` is the one that is matched, recorded and sent. */
export interface Meaning {
  readonly method: Method
  readonly product: string
  readonly path: string
  readonly operation: Operation | null
}

/** Exactly one credential: the vendor's own header for keys and `Authorization` are two, whatever they hold. */
export function decideCredential({ connection }: Caller, { headers }: Pick<Head, 'headers'>): Stop | null {
  const { credentialHeader } = connection.adapter
  if (credentialHeader === null || !headers.has(credentialHeader) || !headers.has('authorization')) return null
  return stop(
    'bad_request',
    `Two credentials came with the call, in Authorization and in ${credentialHeader}. Send the vault key in one of them and leave the other out. Nothing was sent. Do not retry it unchanged.`,
  )
}

export function decideStanding({ key, connection }: Caller, brake: BrakeState | null, at: Instant): Stop | null {
  if (brake !== null) return brakeEngaged(brake.reason, brake.vendor)
  if (key.record.revokedAt !== null) return keyRevoked()
  if (key.record.expiresAt <= at) return keyExpired()
  if (connection.credential !== null) return null
  return stop('key_revoked', 'The connection of this vault key has no secret any more. Ask an operator. Do not retry.')
}

/**
 * Where the call goes, by the vendor's own rules; a stop where it leads to another connection, account or nowhere.
 *
 * @param adapters of all vendors: a path at the root may be another's
 */
export function decideMeaning(
  { key, connection }: Caller,
  head: Head,
  route: Exclude<Route, { kind: 'admin' }>,
  adapters: ReadonlyMap<string, VendorAdapter>,
): Meaning | Stop {
  if (route.kind === 'connection' && route.connection !== key.record.connection)
    return stop(
      'vendor_mismatch',
      `This vault key is for the connection ${key.record.connection}, not for ${route.connection}. Use the key issued for it; do not retry with this one.`,
      { connection: key.record.connection, attempted_connection: route.connection },
    )
  const { adapter, facts } = connection
  const hostProduct = route.kind === 'connection' ? route.hostProduct : null
  const location = adapter.locate(route.path, hostProduct) ?? spelledOut(key, head, route)
  if (location === null && route.kind === 'by_key' && isAnothers(adapter, adapters, route.path))
    return stop(
      'vendor_mismatch',
      `This vault key is for ${adapter.vendor}, and ${route.path} is a path of another vendor. Use the key issued for that one; do not retry with this one.`,
      { connection: key.record.connection, attempted: route.path },
    )
  if (location === null)
    return stop('unknown_route', `${adapter.vendor} has no path ${route.path}. Check the base URL. Do not retry.`, {
      attempted: route.path,
    })
  if (!METHODS.has(head.method))
    return stop('bad_request', `The method ${head.method} is not passed on. Nothing was sent. Do not retry.`)
  const account = adapter.checkAccount(
    { path: location.path, headers: head.headers },
    { accounts: key.policy.accounts, keyId: key.record.id },
    facts,
  )
  if ('refused' in account)
    return stop(
      'account_not_allowed',
      `This vault key may not act on the account ${account.refused}. Leave the account out, or ask for a key that names it. Do not retry.`,
      { account: account.refused },
    )
  const method = head.method as Method
  return {
    method,
    product: location.product,
    path: account.path,
    operation: adapter.operation(method, location.product, account.path),
  }
}

function isAnothers(own: VendorAdapter, adapters: ReadonlyMap<string, VendorAdapter>, path: string): boolean {
  const holds = ({ roots }: VendorAdapter): boolean =>
    roots.some((root) => path === root || path.startsWith(`${root}/`))
  return !holds(own) && [...adapters.values()].some(holds)
}

/**
 * A path of none of the vendor's known roots, which an entry spells out: only the vendor knows it, at its first host. Where the
 * key alone leads to the connection the path could be anyone's.
 */
function spelledOut(key: KeyHint, { method }: Head, route: Exclude<Route, { kind: 'admin' }>): Location | null {
  if (route.kind === 'by_key' || (route.hostProduct ?? 'api') !== 'api') return null
  return key.allowlist.allows(method, route.path, null) ? { product: 'api', path: route.path } : null
}

/** Closed endpoints stay closed even in observe mode; an allowlist's refusal is then only observed. */
export function decideEndpoint({ key }: Caller, meaning: Meaning): Stop | null {
  const { operation, method, path } = meaning
  if (operation !== null && operation.closed && !key.opened.has(operation.name))
    return stop(
      'endpoint_not_allowed',
      `${method} ${path} mints or shows credentials and is closed whatever the allowlist says. Do not retry.`,
      { attempted: `${method} ${path}`, allowed_endpoints: key.policy.allowedEndpoints, closed: true },
    )
  if (key.allowlist.allows(method, path, operation?.name ?? null)) return null
  const help =
    operation === null
      ? 'It is no endpoint the proxy knows, so only an entry that spells it out without a wildcard allows it; ask for a key that has one.'
      : 'Use one of allowed_endpoints, or ask for a key that names it.'
  return stop('endpoint_not_allowed', `This vault key may not call ${method} ${path}. ${help} Do not retry.`, {
    attempted: `${method} ${path}`,
    allowed_endpoints: key.policy.allowedEndpoints,
  })
}

/** Observe mode turns these two refusals of the policy into a remark on the row. */
export const OBSERVABLE: ReadonlySet<Code> = new Set<Code>(['endpoint_not_allowed', 'parameter_not_allowed'])
