import { equal, rejects } from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { own, Rig } from '../../../conformance/rig.ts'
import { openSqliteStore } from '../index.ts'

const root = mkdtempSync(join(tmpdir(), 'keybrake-room-'))
after(() => rmSync(root, { recursive: true, force: true }))

const checkpointKey = new Uint8Array(32).fill(7)
const BYTES_MAX = 1 << 20
const LARGE = 'x'.repeat(60_000)

for (const durability of ['commit', 'lease'] as const)
  test(`${durability}: where an operator’s word finds no room no call leaves, until there is some`, async () => {
    const dataDir = mkdtempSync(join(root, 'store-'))
    const rig = await Rig.open(() => openSqliteStore({ dataDir, checkpointKey, durability, bytesMax: BYTES_MAX }))
    const key = await rig.issue()
    const { callId } = await rig.admit(key, '1')
    const { registry } = rig.store
    let count = 0
    await rejects(async () => {
      for (; ; count++) await registry.setSetting(`large-${count}`, LARGE)
    }, /full/)
    // The journal would take it.
    await rejects(rig.ledger.admit(rig.command(key, '1')), /full/)
    await rejects(rig.ledger.enter(rig.command(key, '1')), /full/)
    // What was sent is still told.
    equal((await rig.settle(callId, '1')).status, 'closed')
    equal(await rig.count(own(key)), '1+0')
    await registry.setSetting('large-0', '')
    equal((await rig.admit(key, '2')).status, 'admitted')
    equal(await rig.count(own(key)), '1+2')
    await rig.store.close()
  })
