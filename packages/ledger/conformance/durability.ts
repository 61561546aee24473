import { equal, ok, rejects } from 'node:assert/strict'
import { suite, test } from 'node:test'
import { type OpenStore, own, Rig, usd } from './rig.ts'

export interface Durability {
  /** A folder that no store used yet. */
  newFolder(): string
  /** A store whose disk is full after a little writing. */
  openFull(folder: string): ReturnType<OpenStore>
}

export function durabilityConformance(openStore: OpenStore, { newFolder, openFull }: Durability): void {
  suite('what was answered is kept', () => {
    test('reopening keeps holds, spending, claims and objects; a call in flight is unknown', async () => {
      const folder = newFolder()
      const before = await Rig.open(openStore, folder)
      const key = await before.issue({ caps: { total: usd('20') } })
      const claim = before.claim()
      const flying = await before.admit(key, '5', { claim })
      const settled = await before.admit(key, '4')
      await before.settle(settled.callId, '3', { object: 'pi_1' })
      await before.store.close()

      const after = await Rig.open(openStore, folder)
      equal(await after.count(own(key)), '3+5')
      equal((await after.admit(key, '3', after.naming('pi_1', '3'))).reserved, 0n)
      const repeat = await after.admit(key, '5', { claim })
      equal(repeat.firstCallId, flying.callId)
      equal(repeat.reserved, 0n)
      equal((await after.store.audit.call(flying.callId))?.state, 'unknown')
      equal((await after.ledger.verify()).length, 0)
      await after.store.close()
    })

    test('a command that fails takes nothing else of its commit with it', async () => {
      const rig = await Rig.open(openStore)
      const key = await rig.issue()
      const used = rig.command(key, '1')
      const results = await Promise.allSettled([
        rig.ledger.admit(rig.command(key, '1')),
        rig.ledger.admit(used),
        rig.ledger.admit(used),
        rig.ledger.admit(rig.command(key, '1')),
      ])
      equal(results.map(({ status }) => status).join(' '), 'fulfilled fulfilled rejected fulfilled')
      equal(await rig.count(own(key)), '0+3')
      equal((await rig.ledger.verify()).length, 0)
      await rig.store.close()
    })

    test('a folder in use is refused to a second store', async () => {
      const folder = newFolder()
      const rig = await Rig.open(openStore, folder)
      await rejects(openStore(folder), /in use/)
      await rig.store.close()
    })

    test('where the disk is full nothing is admitted, and what was admitted before stands', async () => {
      const folder = newFolder()
      const rig = await Rig.open(openFull, folder)
      const key = await rig.issue()
      let admitted = 0
      let failed = 0
      while (failed < 5) {
        const facts = JSON.stringify({ padding: 'x'.repeat(2000) })
        const result = await rig.ledger.admit(rig.command(key, '1', { facts })).catch(() => null)
        if (result === null) failed++
        else admitted++
        ok(admitted < 5000, 'the disk never filled up')
      }
      await rejects(rig.store.ready())
      await rig.store.close().catch(() => undefined)
      const after = await Rig.open(openStore, folder)
      equal(await after.count(own(key)), `0+${admitted}`)
      equal((await after.ledger.verify()).length, 0)
      await after.store.ready()
      await after.store.close()
    })

    test('after closing, every command is rejected', async () => {
      const rig = await Rig.open(openStore)
      const key = await rig.issue()
      await rig.store.close()
      await rejects(rig.ledger.admit(rig.command(key, '1')))
    })
  })
}
