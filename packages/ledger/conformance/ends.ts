import { deepEqual, equal, ok } from 'node:assert/strict'
import { suite, test } from 'node:test'
import { DAY_MS } from '@keybrake/core'
import { type OpenStore, own, usd, withRig } from './rig.ts'

export function endsConformance(openStore: OpenStore): void {
  suite('ends of a hold', () => {
    test('a settlement below the hold gives the difference back, one above is recorded and flagged', () =>
      withRig(openStore, async (rig) => {
        const key = await rig.issue({ caps: { total: usd('10') } })
        const below = await rig.admit(key, '5')
        deepEqual(await rig.settle(below.callId, '3'), {
          status: 'closed',
          state: 'settled',
          counted: usd('3'),
          overage: 0n,
        })
        const above = await rig.admit(key, '7')
        const end = await rig.settle(above.callId, '9')
        ok(end.status === 'closed')
        equal(end.overage, usd('2'))
        equal(await rig.count(own(key)), '12+0')
        equal(await rig.code(key, '0.000001'), 'cap_exhausted')
      }))

    test('a reservation ends once', () =>
      withRig(openStore, async (rig) => {
        const key = await rig.issue()
        const { callId } = await rig.admit(key, '5')
        await rig.settle(callId, '5')
        for (const again of [rig.settle(callId, '1'), rig.release(callId, 'refused'), rig.lose(callId)]) {
          deepEqual(await again, { status: 'already_closed', state: 'settled' })
        }
        deepEqual(await rig.settle('call_never', '1'), { status: 'not_found' })
        equal(await rig.count(own(key)), '5+0')
      }))

    test('a call that was not sent, or was the only one and definitely refused, gives its hold back', () =>
      withRig(openStore, async (rig) => {
        const key = await rig.issue()
        for (const proof of ['not_sent', 'refused'] as const) {
          const { callId } = await rig.admit(key, '5')
          equal((await rig.release(callId, proof)).status, 'closed')
        }
        equal(await rig.count(own(key)), '0+0')
      }))

    test('an unknown call stays counted; only a person or proof ends it', () =>
      withRig(openStore, async (rig) => {
        const key = await rig.issue({ caps: { total: usd('10') } })
        const [lost, found, denied] = [await rig.admit(key, '4'), await rig.admit(key, '3'), await rig.admit(key, '3')]
        for (const { callId } of [lost, found, denied]) await rig.lose(callId)
        equal(await rig.count(own(key)), '0+10')
        deepEqual(await rig.release(lost.callId, 'refused'), { status: 'already_closed', state: 'unknown' })
        await rig.settle(found.callId, '2')
        const person = { at: rig.at, reason: 'looked it up', principalId: 'admin' }
        await rig.ledger.resolve({ ...person, callId: denied.callId, executed: false, cost: null })
        equal(await rig.count(own(key)), '2+4')
        await rig.ledger.resolve({ ...person, callId: lost.callId, executed: true, cost: usd('3.5') })
        equal(await rig.count(own(key)), '5.5+0')
        const again = await rig.ledger.resolve({ ...person, callId: lost.callId, executed: false, cost: null })
        deepEqual(again, { status: 'already_closed', state: 'settled' })
      }))

    test('after the vendor’s window an unknown hold is assumed: counted in full, never given back by time', () =>
      withRig(openStore, async (rig) => {
        const key = await rig.issue()
        const { callId } = await rig.admit(key, '4')
        await rig.lose(callId)
        rig.pass(DAY_MS - 1)
        equal(await rig.ledger.assume(rig.at), 0)
        rig.pass(1)
        equal(await rig.ledger.assume(rig.at), 1)
        equal(await rig.ledger.assume(rig.at), 0)
        equal(await rig.count(own(key)), '4+0')
        const found = await rig.settle(callId, '3')
        ok(found.status === 'closed' && found.state === 'settled')
        equal(await rig.count(own(key)), '3+0')
      }))

    test('a price that came late replaces what a settled call counts', () =>
      withRig(openStore, async (rig) => {
        const key = await rig.issue()
        const { callId } = await rig.admit(key, '0.05')
        const late = { at: rig.at, callId, actual: usd('0.07'), reason: 'price of the message' }
        deepEqual(await rig.ledger.adjust(late), { status: 'already_closed', state: 'held' })
        await rig.settle(callId, '0.05')
        const adjusted = await rig.ledger.adjust(late)
        ok(adjusted.status === 'closed')
        equal(adjusted.overage, usd('0.02'))
        equal(await rig.count(own(key)), '0.07+0')
        await rig.ledger.adjust({ ...late, actual: usd('0.01') })
        equal(await rig.count(own(key)), '0.01+0')
      }))

    test('a call thought free that did cost is counted on every budget', () =>
      withRig(openStore, async (rig) => {
        const key = await rig.issue()
        const { callId } = await rig.admit(key, null)
        const end = await rig.settle(callId, '2')
        ok(end.status === 'closed' && end.state === 'settled')
        equal(end.overage, usd('2'))
        equal(await rig.count(own(key)), '2+0')
        equal(await rig.count('bud-stripe'), '2+0')
      }))
  })
}
