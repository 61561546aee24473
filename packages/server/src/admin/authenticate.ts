/** Whose admin credential or session is this, and may its role make this call? */
import type { AnyOperation } from '@keybrake/contract'
import { VAULT_KEY_PREFIX } from '@keybrake/core'
import type { Instant } from '@keybrake/core'
import { whyForeign } from '../dashboard/origin.ts'
import { isProblem, type Problem, problem } from './answer.ts'
import type { CredentialHints } from './credential-hints.ts'
import type { AdminParts } from './parts.ts'
import type { Caller } from './route.ts'

const BEARER = /^Bearer +([\x21-\x7e]{1,512}) *$/i

export type HeaderOf = (name: string) => string | null

export interface AdminRequest {
  readonly header: HeaderOf
  readonly address: string | null
  readonly at: Instant
}

type Known = Pick<Caller, 'principal' | 'session' | 'maySee' | 'unprovenMac'>

/** @param hints what is remembered of credentials, where that will do: the call has the ledger ask again. Null: ask now */
export async function authenticate(
  parts: AdminParts,
  operation: AnyOperation,
  request: AdminRequest,
  hints: CredentialHints | null,
): Promise<Caller | Problem> {
  const { header, at } = request
  const known =
    header('authorization') === null && header('cookie') !== null
      ? await bySession(parts, operation, header, at)
      : await byBearer(parts, header('authorization'), hints)
  if (isProblem(known)) return known
  const { principal, session, maySee, unprovenMac } = known
  if (unprovenMac === null) parts.uses.note(principal.id, at)
  const { role } = principal
  if (operation.access !== 'public' && !operation.access.includes(role))
    return problem('role_not_allowed', `The role ${role} may not ${operation.method} ${operation.path}.`, { role })
  return {
    principal,
    role,
    session,
    sees: role === 'issuer' ? principal.id : null,
    maySee,
    unprovenMac,
    actor: { principalId: principal.id, at, address: request.address },
  }
}

async function byBearer(
  parts: AdminParts,
  authorization: string | null,
  hints: CredentialHints | null,
): Promise<Known | Problem> {
  const credential = BEARER.exec(authorization ?? '')?.[1]
  if (credential === undefined)
    return problem('unauthenticated', 'Send an admin credential as "Authorization: Bearer <credential>".')
  if (credential.startsWith(VAULT_KEY_PREFIX))
    return problem(
      'unauthenticated',
      'This is a vault key, which only calls vendors; the admin API takes an admin credential.',
    )
  const remembered = hints?.get(credential)
  const mac = remembered?.mac ?? parts.keyring.mac(credential)
  const find = () => parts.store.registry.principalByCredential(mac)
  const principal = remembered?.principal ?? (await find())
  if (principal === null || principal.deletedAt !== null)
    return problem('unauthenticated', 'This admin credential is not valid here.')
  if (remembered === undefined) hints?.set(credential, { mac, principal })
  const unprovenMac = remembered === undefined ? null : mac
  return { principal, session: null, unprovenMac, maySee: async () => (await find()) !== null }
}

async function bySession(
  parts: AdminParts,
  { method }: AnyOperation,
  header: HeaderOf,
  at: Instant,
): Promise<Known | Problem> {
  const { sessions } = parts.dashboard
  const found = await sessions.find(header('cookie'), at)
  if (found === null) return problem('unauthenticated', 'The session is over, or there is none: sign in at /dashboard.')
  const foreign = method === 'GET' ? null : foreignOrigin(parts, header)
  return (
    foreign ?? {
      ...found,
      unprovenMac: null,
      maySee: async (later) => (await sessions.stands(found.session, later)) !== null,
    }
  )
}

/** A problem where a request with a session, or for one, may have been made by a page that is not ours; else null. */
export function foreignOrigin({ publicUrl }: Pick<AdminParts, 'publicUrl'>, header: HeaderOf): Problem | null {
  const headers = { origin: header('origin'), host: header('host'), fetchSite: header('sec-fetch-site') }
  const why = whyForeign(headers, publicUrl())
  return why === null ? null : problem('wrong_origin', `This can only be done from this server’s own pages: ${why}.`)
}
