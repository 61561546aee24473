/** The books of a data folder, looked at without the product: recomputed counters and the audit log's chains. */
import assert from 'node:assert/strict'
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Store } from '@keybrake/ledger'
import { openSqliteStore } from '@keybrake/ledger/sqlite'
import { loadMasterKey } from '../../packages/server/src/vault/master-key.ts'
import { Keyring } from '../../packages/server/src/vault/keyring.ts'

/** The folder's own store, for a folder that no process uses. */
export function openBooks(dataDir: string): Promise<Store> {
  const keyring = new Keyring(loadMasterKey(null, dataDir).key)
  return openSqliteStore({ dataDir, checkpointKey: keyring.checkpoint })
}

/** Works on a copy, so that what a crash left is still there for the product's own restart. Returns the log's entries. */
export async function verifyCopy(dataDir: string): Promise<number> {
  const copy = await mkdtemp(join(tmpdir(), 'keybrake-books-'))
  try {
    await cp(dataDir, copy, { recursive: true })
    return await verifyBooks(copy)
  } finally {
    await rm(copy, { recursive: true, force: true })
  }
}

export async function verifyBooks(dataDir: string): Promise<number> {
  const store = await openBooks(dataDir)
  try {
    assert.deepEqual(await store.ledger.verify(), [], 'every counter equals the sum of its rows')
    const report = await store.audit.verify()
    assert.ok(report.ok, `the audit log verifies: ${report.fault}`)
    return report.entries
  } finally {
    await store.close()
  }
}
