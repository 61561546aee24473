import { keys, type RevokeSelector, wireReach } from '@keybrake/contract'
import { readVaultKey } from '@keybrake/core'
import type { KeySelector } from '@keybrake/ledger'
import { invalid, isProblem, json, type Problem } from '../../answer.ts'
import { unknownConnection, unknownVendor } from '../../find-connection.ts'
import type { AdminParts } from '../../parts.ts'
import { route } from '../../route.ts'

export const revokeKeys = route(keys.revokeKeys, async ({ parts, body, at }, caller) => {
  const selector = await selectorOf(parts, body.selector)
  if (isProblem(selector)) return selector
  if (body.dryRun) {
    const reach = await parts.store.registry.reach({ ...selector, principalId: caller.sees }, at)
    return json(wireReach(reach))
  }
  const result =
    selector === NOTHING
      ? { keyIds: [] }
      : await parts.store.registry.revokeKeys(caller.actor, { ...selector, principalId: caller.sees }, body.reason)
  parts.keyHints.forgetAll()
  return json({ revoked: result.keyIds.length, key_ids: result.keyIds })
})

type Selection = Omit<KeySelector, 'principalId'>
/** A well-formed credential that this proxy never issued: there is nothing to revoke. */
const NOTHING: Selection = {}

async function selectorOf(parts: AdminParts, { by, value }: RevokeSelector): Promise<Selection | Problem> {
  if (by === 'vendor' && !parts.adapters.has(value))
    return invalid({ pointer: '/vendor', message: unknownVendor(parts, value) })
  if (by === 'connection' && (await parts.store.registry.connection(value)) === null)
    return invalid({ pointer: '/connection', message: unknownConnection(parts, value) })
  if (by !== 'vaultKey') return { [by]: value }
  const lookup = readVaultKey(value)?.lookup
  if (lookup === undefined) return invalid({ pointer: '/vault_key', message: 'is not a whole vault key' })
  const record = await parts.store.registry.keyByLookup(lookup)
  return record !== null && parts.keyring.matches(value, record.mac) ? { keyId: record.id } : NOTHING
}
