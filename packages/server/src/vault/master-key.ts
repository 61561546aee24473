import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { writePrivateFile } from '../private-file.ts'
import { SetupError } from '../setup-error.ts'

export const MASTER_KEY_FILE = 'master-key'
/** What a data folder has that was used: the ledger, or a replica of one. */
const USED = ['ledger.db', 'replica'] as const

/**
 * The 32 bytes from which every other key is derived.
 *
 * @param configured base64 from the settings, or null: then the data folder's own key is used, made at first start.
 * @returns the key and whether it was made now.
 * @throws SetupError naming the setting, for anything that is not 32 bytes of base64; naming the file, where the folder was written with
 * a key that is gone.
 */
export function loadMasterKey(
  configured: string | null,
  dataDir: string,
): { readonly key: Buffer; readonly made: boolean } {
  if (configured !== null) return { key: decodeMasterKey(configured, 'KEYBRAKE_MASTER_KEY'), made: false }
  const path = join(dataDir, MASTER_KEY_FILE)
  if (existsSync(path)) return { key: decodeMasterKey(readFileSync(path, 'utf8'), path), made: false }
  if (USED.some((name) => existsSync(join(dataDir, name))))
    throw new SetupError(
      `${path} is missing, and the data folder was written with it: put it back, or set KEYBRAKE_MASTER_KEY to what it was`,
    )
  const key = randomBytes(32)
  writePrivateFile(path, `${key.toString('base64')}\n`)
  return { key, made: true }
}

/** @throws SetupError naming `source`, for anything that is not 32 bytes of base64. */
export function decodeMasterKey(text: string, source: string): Buffer {
  const trimmed = text.trim()
  const key = Buffer.from(trimmed, 'base64')
  // Node decodes garbage leniently; only a text that encodes back to itself is base64.
  if (key.length !== 32 || key.toString('base64') !== trimmed)
    throw new SetupError(`${source} must be 32 bytes in base64 (make one with: openssl rand -base64 32)`)
  return key
}
