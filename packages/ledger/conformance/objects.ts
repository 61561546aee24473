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

    test('the old answer to one of two lost updates leaves what the other holds on top', () =>
      withRig(openStore, async (rig) => {
        const key = await rig.issue()
        const create = await rig.admit(key, '10')
        await rig.settle(create.callId, '10', { object: 'pi_1' })
        const claim = rig.claim()
        const first = await rig.admit(key, '23', { ...rig.naming('pi_1', '23'), claim })
        await rig.lose(first.callId)
        const second = await rig.admit(key, '30', { ...rig.naming('pi_1', '30'), claim: rig.claim() })
        await rig.lose(second.callId)
        const again = await rig.admit(key, '23', { ...rig.naming('pi_1', '23'), claim })
        await rig.settle(again.callId, '23', { object: 'pi_1', replayed: true })
        equal(await rig.count(own(key)), '23+7')
        const person = { at: rig.at, principalId: 'admin', reason: 'seen at the vendor' }
        await rig.ledger.resolve({ ...person, callId: second.callId, executed: true, cost: null })
        equal(await rig.count(own(key)), '30+0')
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

    test('a lower total replaces nothing while a raise of unknown fate may still land', () =>
      withRig(openStore, async (rig) => {
        const key = await rig.issue({ caps: { total: usd('100') } })
        const create = await rig.admit(key, '50')
        await rig.settle(create.callId, '50', { object: 'pi_1' })
        const raise = await rig.admit(key, '100', rig.naming('pi_1', '100'))
        await rig.lose(raise.callId)
        const lower = await rig.admit(key, '1', rig.naming('pi_1', '1'))
        await rig.settle(lower.callId, '1', { object: 'pi_1' })
        equal(await rig.count(own(key)), '50+50')
        equal(await rig.code(key, '0.000001'), 'cap_exhausted')
        // Late proof, as a reconciler brings it: nothing is in doubt any more, and the next total replaces all.
        await rig.settle(raise.callId, '100', { object: 'pi_1' })
        equal(await rig.count(own(key)), '100+0')
        const again = await rig.admit(key, '1', rig.naming('pi_1', '1'))
        await rig.settle(again.callId, '1', { object: 'pi_1' })
        equal(await rig.count(own(key)), '1+0')
      }))

    test('a failure that left the object as it was lowers nothing, and takes nothing from calls of unknown fate', () =>
      withRig(openStore, async (rig) => {
        const key = await rig.issue({ caps: { total: usd('100') } })
        const create = await rig.admit(key, '21.61')
        await rig.settle(create.callId, '21.61', { object: 'pi_1' })
        const update = await rig.admit(key, '16.58', rig.naming('pi_1', '16.58'))
        await rig.settle(update.callId, '16.58', { object: 'pi_1', keeps: true })
        equal(await rig.count(own(key)), '21.61+0')
        const lost = await rig.admit(key, '30', rig.naming('pi_1', '30'))
        await rig.lose(lost.callId)
        const failed = await rig.admit(key, '30', rig.naming('pi_1', '30'))
        const end = await rig.settle(failed.callId, '30', { object: 'pi_1', keeps: true })
        equal(end.status === 'closed' ? end.counted : null, 0n)
        equal(await rig.count(own(key)), '21.61+8.39')
        const raise = await rig.admit(key, '40', rig.naming('pi_1', '40'))
        await rig.settle(raise.callId, '40', { object: 'pi_1', keeps: true })
        equal(await rig.count(own(key)), '31.61+8.39')
      }))

    test('what a disproved call gives back goes to a later one of open fate that counted on it', () =>
      withRig(openStore, async (rig) => {
        const key = await rig.issue({ caps: { total: usd('80') } })
        const create = await rig.admit(key, '50')
        await rig.settle(create.callId, '50', { object: 'pi_1' })
        const claim = rig.claim()
        const first = await rig.admit(key, '80', { ...rig.naming('pi_1', '80'), claim })
        await rig.lose(first.callId)
        const second = await rig.admit(key, '80', rig.naming('pi_1', '80'))
        equal(second.reserved, 0n)
        await rig.lose(second.callId)
        const repeat = await rig.admit(key, '80', { ...rig.naming('pi_1', '80'), claim })
        await rig.release(repeat.callId, 'refused', { endsUnknown: true })
        equal(await rig.count(own(key)), '50+30')
        equal((await rig.store.audit.call(second.callId))?.cost, usd('30'))
        const person = { at: rig.at, callId: second.callId, cost: null, reason: 'looked it up', principalId: 'admin' }
        await rig.ledger.resolve({ ...person, executed: false })
        equal(await rig.count(own(key)), '50+0')
      }))

    test('what a call turns out not to have moved goes to a later one of open fate that counted on it', () =>
      withRig(openStore, async (rig) => {
        const person = { at: rig.at, reason: 'looked it up', principalId: 'admin' }
        for (const end of ['an old failure told again', 'less than reserved', 'a person’s word'] as const) {
          const key = await rig.issue({ caps: { total: usd('100') } })
          const object = `pi_${key.id}`
          const create = await rig.admit(key, '5')
          await rig.settle(create.callId, '5', { object })
          const claim = rig.claim()
          const capture = await rig.admit(key, '19.33', { ...rig.naming(object, '19.33'), claim })
          await rig.lose(capture.callId)
          const raise = await rig.admit(key, '20', rig.naming(object, '20'))
          equal(raise.reserved, usd('0.67'))
          await rig.lose(raise.callId)
          if (end === 'a person’s word') {
            await rig.ledger.resolve({ ...person, callId: capture.callId, executed: true, cost: usd('0') })
          } else {
            const again = await rig.admit(key, '19.33', { ...rig.naming(object, '19.33'), claim })
            const isOld = end === 'an old failure told again'
            await rig.settle(again.callId, '5', { object, ...(isOld ? { replayed: true, keeps: true } : {}) })
          }
          equal(await rig.count(own(key)), '5+15', end)
          equal((await rig.store.audit.call(raise.callId))?.cost, usd('15'), end)
          await rig.ledger.resolve({ ...person, callId: raise.callId, executed: true, cost: null })
          equal(await rig.count(own(key)), '20+0', end)
        }
      }))

    test('two calls that each make an object count each by itself, also where the vendor names them alike', () =>
      withRig(openStore, async (rig) => {
        const key = await rig.issue({ caps: { total: usd('100') } })
        for (const total of ['50+0', '100+0']) {
          const create = await rig.admit(key, '50')
          await rig.settle(create.callId, '50', { object: 'pi_1', creates: true })
          equal(await rig.count(own(key)), total)
        }
        equal(await rig.code(key, '0.000001'), 'cap_exhausted')
      }))
  })
}
