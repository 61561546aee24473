/** The fixed principal `admin`, and the credential by which the first operator gets in. */
import { randomBytes } from 'node:crypto'
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Instant, Secret } from '@keybrake/core'
import type { Registry } from '@keybrake/ledger'
import { writePrivateFile } from '../private-file.ts'
import type { Keyring } from '../vault/keyring.ts'

export const ADMIN_PRINCIPAL = 'admin'
export const ADMIN_KEY_FILE = 'admin-key'

/**
 * Makes the principal at the first start, and applies a configured credential that differs from the present one: the
 * former one then ends.
 *
 * @returns a credential that was made now and must be shown once, or null.
 */
export async function ensureAdmin(
  registry: Registry,
  keyring: Keyring,
  configured: Secret | null,
  dataDir: string,
  at: Instant,
): Promise<string | null> {
  const file = join(dataDir, ADMIN_KEY_FILE)
  const actor = { principalId: ADMIN_PRINCIPAL, at, address: null }
  const exists = (await registry.principal(ADMIN_PRINCIPAL)) !== null
  if (configured === null && exists) return null
  const credential = configured?.reveal() ?? `kb_admin_${randomBytes(24).toString('base64url')}`
  const mac = keyring.mac(credential)
  // The file comes first: a credential that only the store knew could never be shown again.
  if (configured === null) writePrivateFile(file, `${credential}\n`)
  if (!exists) {
    const principal = {
      id: ADMIN_PRINCIPAL,
      name: ADMIN_PRINCIPAL,
      role: 'operator',
      ceilings: null,
      createdAt: at,
    } as const
    await registry.createPrincipal(actor, principal, null, [], mac)
  } else if ((await registry.principalByCredential(mac))?.id !== ADMIN_PRINCIPAL) {
    await registry.rotateCredential(actor, ADMIN_PRINCIPAL, mac)
  }
  // What the file holds does not open anything any more.
  if (configured !== null) rmSync(file, { force: true })
  return configured === null ? credential : null
}

/** The operator's credential as this process can know it: configured, or in the data folder; else null. */
export function adminCredential(configured: Secret | null, dataDir: string): string | null {
  if (configured !== null) return configured.reveal()
  try {
    return readFileSync(join(dataDir, ADMIN_KEY_FILE), 'utf8').trim()
  } catch {
    return null
  }
}
