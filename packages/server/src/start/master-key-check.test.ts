import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SetupError } from '../setup-error.ts'
import { Keyring } from '../vault/keyring.ts'
import { checkMasterKey } from './master-key-check.ts'
import { tempStore } from './testing/temp-store.ts'

test('the master key of the first start is the only one a data folder opens with', async () => {
  await using temp = await tempStore()
  const { registry } = temp.store
  await checkMasterKey(registry, temp.keyring)
  await checkMasterKey(registry, new Keyring(Buffer.alloc(32, 7)))
  const wrong = checkMasterKey(registry, new Keyring(Buffer.alloc(32, 8)))
  await assert.rejects(wrong, (error) => error instanceof SetupError && error.message.startsWith('KEYBRAKE_MASTER_KEY'))
  await checkMasterKey(registry, temp.keyring)
})
