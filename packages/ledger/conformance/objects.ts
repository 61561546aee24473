import { equal } from 'node:assert/strict'
import { suite, test } from 'node:test'
import { DAY_MS } from '@keybrake/core'
import { type OpenStore, own, usd, withRig } from './rig.ts'

export function objectsConformance(openStore: OpenStore): void {
  suite('one object counts once in each budget and window', () => {
    test('confirm after create adds nothing; update and over-capture reserve the difference', () =>
      withRig(openStore, async (rig) => {
        const key = await rig.issue({ caps: { total: usd('60') } })
        const create = await rig.admit(key, '50')
        await rig.settle(create.callId, '50', { object: 'pi_1' })
        const confirm = await rig.admit(key, '50', rig.naming('pi_1', '50'))
        equal(confirm.reserved, 0n)
        await rig.settle(confirm.callId, '50', { object: 'pi_1' })
        equal(await rig.count(own(key)), '50+0')
        equal(await rig.code(key, '61', rig.naming('pi_1', '61')), 'cap_exhausted')
        const update = await rig.admit(key, '60', rig.naming('pi_1', '60'))
        equal(update.reserved, usd('10'))
        await rig.settle(update.callId, '60', { object: 'pi_1' })
        equal(await rig.count(own(key)), '60+0')
      }))

    test('an object that another budget counted is reserved in full on this one', () =>
      withRig(openStore, async (rig) => {
        const [creator, confirmer] = [await rig.issue(), await rig.issue()]
        const create = await rig.admit(creator, '50')
        await rig.settle(create.callId, '50', { object: 'pi_1' })
        const confirm = await rig.admit(confirmer, '50', rig.naming('pi_1', '50'))
        equal(confirm.reserved, usd('50'))
        await rig.settle(confirm.callId, '50', { object: 'pi_1' })
        equal(await rig.count(own(confirmer)), '50+0')
        equal(await rig.count(own(creator)), '50+0')
        equal(await rig.count('bud-stripe'), '50+0')
      }))

    test('a later day counts the object in full, the total does not', () =>
      withRig(openStore, async (rig) => {
        const key = await rig.issue({ caps: { day: usd('50') } })
        const create = await rig.admit(key, '50')
        await rig.settle(create.callId, '50', { object: 'pi_1' })
        rig.pass(DAY_MS)
        const confirm = await rig.admit(key, '50', rig.naming('pi_1', '50'))
        await rig.settle(confirm.callId, '50', { object: 'pi_1' })
        equal(await rig.count(own(key), 'day'), '50+0')
        equal(await rig.count(own(key), 'total'), '50+0')
        equal(await rig.code(key, '1'), 'cap_exhausted')
      }))

    test('a later total replaces the earlier one and never counts twice', () =>
      withRig(openStore, async (rig) => {
        const key = await rig.issue()
        const create = await rig.admit(key, '50')
        await rig.settle(create.callId, '50', { object: 'pi_1' })
        const capture = await rig.admit(key, '50', rig.naming('pi_1', '50'))
        await rig.settle(capture.callId, '30', { object: 'pi_1' })
        equal(await rig.count(own(key)), '30+0')
        equal(await rig.count('bud-stripe'), '30+0')
      }))

    test('an old answer told again lowers nothing', () =>
      withRig(openStore, async (rig) => {
        const key = await rig.issue()
        const claim = rig.claim()
        const create = await rig.admit(key, '50', { claim })
        await rig.settle(create.callId, '50', { object: 'pi_1' })
        const update = await rig.admit(key, '80', rig.naming('pi_1', '80'))
        await rig.settle(update.callId, '80', { object: 'pi_1' })
        const repeat = await rig.admit(key, '50', { claim })
        await rig.settle(repeat.callId, '50', { object: 'pi_1', replayed: true })
        equal(await rig.count(own(key)), '80+0')
      }))

    test('a proven total takes over what an unknown call on the object holds', () =>
      withRig(openStore, async (rig) => {
        const key = await rig.issue({ caps: { total: usd('80') } })
        const create = await rig.admit(key, '50')
        await rig.settle(create.callId, '50', { object: 'pi_1' })
        const update = await rig.admit(key, '80', rig.naming('pi_1', '80'))
        await rig.lose(update.callId)
        const confirm = await rig.admit(key, '80', rig.naming('pi_1', '80'))
        equal(confirm.reserved, 0n)
        const end = await rig.settle(confirm.callId, '80', { object: 'pi_1' })
        equal(end.status === 'closed' ? end.overage : null, 0n)
        equal(await rig.count(own(key)), '80+0')
        const resolve = {
          at: rig.at,
          callId: update.callId,
          executed: false,
          cost: null,
          reason: 'x',
          principalId: 'a',
        }
        await rig.ledger.resolve(resolve)
        equal(await rig.count(own(key)), '80+0')
      }))

    test('a cancel that proves nothing moved gives the counted amount back on every budget', () =>
      withRig(openStore, async (rig) => {
        const [creator, other] = [await rig.issue(), await rig.issue()]
        const create = await rig.admit(creator, '50')
        await rig.settle(create.callId, '50', { object: 'pi_1' })
        const confirm = await rig.admit(other, '50', rig.naming('pi_1', '50'))
        await rig.settle(confirm.callId, '50', { object: 'pi_1' })
        const cancel = await rig.admit(creator, null)
        await rig.settle(cancel.callId, '0', { object: 'pi_1', givesBack: true })
        equal(await rig.count(own(creator)), '0+0')
        equal(await rig.count(own(other)), '0+0')
        equal(await rig.count('bud-stripe'), '0+0')
      }))
  })
}
