import type { Registry } from '@keybrake/ledger'
import { SetupError } from '../setup-error.ts'
import type { Keyring } from '../vault/keyring.ts'

const SETTING = 'master_key_check'

/**
 * Remembers the master key's check value at the first start and compares it at each later one.
 *
 * @throws SetupError where the store was written under another master key: nothing it holds could be opened.
 */
export async function checkMasterKey(registry: Registry, keyring: Keyring): Promise<void> {
  const stored = await registry.setting(SETTING)
  const present = keyring.checkValue()
  if (stored === null) return registry.setSetting(SETTING, present)
  if (stored !== present)
    throw new SetupError(
      'KEYBRAKE_MASTER_KEY is not the key this data folder was written with; vendor secrets and vault keys cannot be read without it',
    )
}
