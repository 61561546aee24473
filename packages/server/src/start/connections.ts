/** The default connections: made or updated from the environment at start, or for the sandbox vendors. */
import type { Instant } from '@keybrake/core'
import type { ConnectionRecord, Registry } from '@keybrake/ledger'
import type { ConnectionSecret } from '@keybrake/vendors'
import {
  EMPTY_CONNECTION_DOCUMENT,
  decodeConnectionDocument,
  encodeConnectionDocument,
} from '../admin/connection-document.ts'
import type { VendorSettings } from '../config.ts'
import { newId } from '../ids.ts'
import { seal } from '../vault/envelope.ts'
import type { Keyring } from '../vault/keyring.ts'
import { ADMIN_PRINCIPAL } from './admin-principal.ts'

interface Wanted {
  readonly name: string
  readonly vendor: string
  readonly fields: ConnectionSecret
  readonly upstream: string | null
  readonly sandbox: boolean
}

/**
 * Applies the environment's credentials. A value equal to the last one applied changes nothing; where only the address is another one,
 * the secret stays as it is, as it may have been replaced by hand since.
 */
export async function applyEnvironment(
  registry: Registry,
  keyring: Keyring,
  vendors: readonly VendorSettings[],
  at: Instant,
): Promise<void> {
  for (const { vendor, secret, upstream } of vendors) {
    if (secret === null) continue
    const fields = Object.fromEntries(Object.entries(secret).map(([name, value]) => [name, value.reveal()]))
    const setting = `environment:${vendor}`
    const secretSetting = `environment-secret:${vendor}`
    const reference = keyring.reference(JSON.stringify([fields, upstream]))
    const secretReference = keyring.reference(JSON.stringify(fields))
    const present = await registry.connection(vendor)
    const stands = present !== null && present.deletedAt === null && !present.sandbox
    if (stands && (await registry.setting(setting)) === reference) continue
    const keepsSecret = stands && (await registry.setting(secretSetting)) === secretReference
    if (keepsSecret) await putUpstream(registry, present, upstream, at)
    else await putConnection(registry, keyring, { name: vendor, vendor, fields, upstream, sandbox: false }, present, at)
    await registry.setSetting(secretSetting, secretReference)
    await registry.setSetting(setting, reference)
  }
}

async function putUpstream(
  registry: Registry,
  present: ConnectionRecord,
  upstream: string | null,
  at: Instant,
): Promise<void> {
  const document = encodeConnectionDocument({
    ...decodeConnectionDocument(present.document),
    upstreams: upstream === null ? {} : { api: upstream },
  })
  const { secretRef } = present
  await registry.changeConnection(actorAt(at), present.name, { document, secretRef })
}

/** Sandbox connections live with the process that made them: what an earlier one left ends, with its keys. */
export async function endSandbox(registry: Registry, at: Instant): Promise<void> {
  for (const connection of await registry.connections()) {
    if (!connection.sandbox || connection.deletedAt !== null) continue
    await revokeKeysOf(registry, connection, at)
    await registry.deleteConnection(actorAt(at), connection.name)
  }
}

export async function putSandbox(
  registry: Registry,
  keyring: Keyring,
  sandbox: { readonly vendor: string; readonly url: string; readonly fields: ConnectionSecret },
  at: Instant,
): Promise<void> {
  const { vendor, url, fields } = sandbox
  const present = await registry.connection(vendor)
  // One that an operator made stays as it is, also while it has no secret.
  if (present !== null && present.deletedAt === null && !present.sandbox) return
  await putConnection(registry, keyring, { name: vendor, vendor, fields, upstream: url, sandbox: true }, present, at)
}

async function putConnection(
  registry: Registry,
  keyring: Keyring,
  wanted: Wanted,
  present: ConnectionRecord | null,
  at: Instant,
): Promise<void> {
  const actor = actorAt(at)
  const plain = JSON.stringify(wanted.fields)
  // What was opened or set for play money, or for a connection that is gone, holds for no other.
  const goesOn = present !== null && present.deletedAt === null && present.sandbox === wanted.sandbox
  const base = goesOn ? decodeConnectionDocument(present.document) : EMPTY_CONNECTION_DOCUMENT
  const document = encodeConnectionDocument({
    ...base,
    upstreams: wanted.upstream === null ? {} : { api: wanted.upstream },
    secretSetAt: at,
  })
  const record = {
    vendor: wanted.vendor,
    secret: seal(keyring.sealing, wanted.name, plain),
    secretRef: keyring.reference(plain),
    sandbox: wanted.sandbox,
    document,
  }
  if (present === null || present.deletedAt !== null) {
    await registry.createConnection(actor, { ...record, name: wanted.name, budgetId: newId('bud') }, {})
    return
  }
  // Keys that were issued for play money must not come to hold a real secret.
  if (present.sandbox && !wanted.sandbox) await revokeKeysOf(registry, present, at)
  await registry.changeConnection(actor, wanted.name, record)
}

async function revokeKeysOf(registry: Registry, connection: ConnectionRecord, at: Instant): Promise<void> {
  await registry.revokeKeys(
    actorAt(at),
    { connection: connection.name, principalId: null },
    'the sandbox connection of an earlier process ended',
  )
}

const actorAt = (at: Instant) => ({ principalId: ADMIN_PRINCIPAL, at, address: null })
