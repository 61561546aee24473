import { equal, ok, rejects } from 'node:assert/strict'
import { suite, test } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import { type OpenStore, own, Rig, usd } from './rig.ts'

export interface Durability {
  /** A folder that no store used yet. */
  newFolder(): string
  /** A store whose disk is full after a little writing. */
  readonly openFull: OpenStore
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
      await rig.store.close().catch(() => undefined)
      const after = await Rig.open(openStore, folder)
      equal(await after.count(own(key)), `0+${admitted}`)
      equal((await after.ledger.verify()).length, 0)
      await after.store.ready()
      await after.store.close()
    })

    test('closing answers what was sent before and rejects what comes later, while it goes on and afterwards', async () => {
      const folder = newFolder()
      const rig = await Rig.open(openStore, folder)
      const key = await rig.issue()
      const sent = Array.from({ length: 50 }, () => rig.admit(key, '1'))
      const closed = rig.store.close()
      equal((await Promise.all(sent)).length, 50)
      let later = 0
      let isOver = false
      const storm = (async () => {
        while (!isOver) {
          later += (await rig.code(key, '1').catch(() => null)) === 'admitted' ? 1 : 0
          await setImmediate()
        }
      })()
      await closed
      isOver = true
      await storm
      await rejects(rig.ledger.admit(rig.command(key, '1')), /closed/)
      const after = await Rig.open(openStore, folder)
      equal(await after.count(own(key)), `0+${50 + later}`)
      await after.store.close()
    })
  })
}
