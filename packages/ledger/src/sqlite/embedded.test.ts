import assert from 'node:assert/strict'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { Rig, usd } from '../../conformance/rig.ts'
import { openStore } from './testing/open-store.ts'

test('a store whose audit log cannot be read gives its folder back', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'keybrake-embedded-'))
  await using cleanUp = new AsyncDisposableStack()
  cleanUp.defer(() => rm(dataDir, { recursive: true, force: true }))
  const audit = join(dataDir, 'audit')
  const first = await Rig.open(() => openStore(dataDir))
  const key = await first.issue({ caps: { total: usd('10') } })
  await first.admit(key, '1')
  await first.store.close()
  const day = (await readdir(audit)).find((name) => name.endsWith('.db')) ?? assert.fail('no audit file')
  const ours = changeVersion(join(audit, day), 1000)
  await assert.rejects(openStore(dataDir), /was written by a newer version of Keybrake/)
  changeVersion(join(audit, day), ours)
  const again = await openStore(dataDir)
  cleanUp.defer(() => again.close())
  assert.equal((await again.audit.verify()).fault, null)
  assert.deepEqual(await again.ledger.verify(), [])
})

/** Returns what it was. */
function changeVersion(file: string, version: number): number {
  const db = new DatabaseSync(file)
  try {
    return Number(db.prepare('PRAGMA user_version').get()?.['user_version'])
  } finally {
    db.exec(`PRAGMA user_version = ${version}`)
    db.close()
  }
}
