import { equal, ok } from 'node:assert/strict'
import { suite, test } from 'node:test'
import { type OpenStore, own, usd, withRig } from './rig.ts'

export function repeatsConformance(openStore: OpenStore): void {
  suite('repeats with one idempotency key', () => {
    test('while one is under way a second is refused, and other parameters never pass', () =>
      withRig(openStore, async (rig) => {
        const key = await rig.issue()
        const claim = rig.claim()
        const { callId } = await rig.admit(key, '5', { claim })
        equal(await rig.code(key, '5', { claim }), 'idempotency_in_progress')
        equal(await rig.code(key, '6', { claim: { ...claim, fingerprint: 'other' } }), 'idempotency_mismatch')
        await rig.settle(callId, '5')
        equal(await rig.code(key, '6', { claim: { ...claim, fingerprint: 'other' } }), 'idempotency_mismatch')
        equal(await rig.count(own(key)), '5+0')
      }))

    test('a repeat of an unknown or settled call reserves nothing more, even at the cap', () =>
      withRig(openStore, async (rig) => {
        const key = await rig.issue({ caps: { total: usd('5') } })
        const claim = rig.claim()
        const first = await rig.admit(key, '5', { claim })
        await rig.lose(first.callId)
        const second = await rig.admit(key, '5', { claim })
        equal(second.firstCallId, first.callId)
        equal(second.replayOf, first.callId)
        equal(second.reserved, 0n)
        await rig.settle(second.callId, '5', { replayed: true })
        equal(await rig.count(own(key)), '5+0')
        const third = await rig.admit(key, '5', { claim })
        await rig.settle(third.callId, '5', { replayed: true })
        equal(await rig.count(own(key)), '5+0')
      }))

    test('a refused or unsent repeat leaves the first call’s state, a refusal that disproves it ends both', () =>
      withRig(openStore, async (rig) => {
        const key = await rig.issue()
        const claim = rig.claim()
        const first = await rig.admit(key, '5', { claim })
        await rig.lose(first.callId)
        for (const proof of ['not_sent', 'refused'] as const) {
          const { callId } = await rig.admit(key, '5', { claim })
          await rig.release(callId, proof)
          equal(await rig.count(own(key)), '0+5')
        }
        const last = await rig.admit(key, '5', { claim })
        await rig.release(last.callId, 'refused', { endsUnknown: true })
        equal(await rig.count(own(key)), '0+0')
        const anew = await rig.admit(key, '5', { claim })
        equal(anew.replayOf, null)
        equal(anew.reserved, usd('5'))
      }))

    test('a definite refusal of a repeat never gives a settled call back', () =>
      withRig(openStore, async (rig) => {
        const key = await rig.issue()
        const claim = rig.claim()
        const first = await rig.admit(key, '5', { claim })
        await rig.settle(first.callId, '5')
        const second = await rig.admit(key, '5', { claim })
        await rig.release(second.callId, 'refused', { endsUnknown: true })
        equal(await rig.count(own(key)), '5+0')
        const third = await rig.admit(key, '5', { claim })
        await rig.lose(third.callId)
        equal(await rig.count(own(key)), '5+0')
      }))

    test('a repeat with another key reserves on those of its budgets that do not count the call yet', () =>
      withRig(openStore, async (rig) => {
        const [first, second] = [await rig.issue(), await rig.issue({ caps: { total: usd('7') } })]
        const claim = rig.claim()
        const { callId } = await rig.admit(first, '5', { claim })
        await rig.settle(callId, '5')
        const repeat = await rig.admit(second, '5', { claim })
        equal(repeat.reserved, usd('5'))
        equal(await rig.count(own(second)), '0+5')
        equal(await rig.count('bud-stripe'), '5+0')
        await rig.settle(repeat.callId, '5', { replayed: true })
        equal(await rig.count(own(second)), '5+0')
        equal(await rig.count('bud-stripe'), '5+0')
        equal(await rig.count(own(first)), '5+0')
      }))

    test('where the vendor does not honour the key, an unknown call bars a repeat and a settled one is paid again', () =>
      withRig(openStore, async (rig) => {
        const key = await rig.issue()
        const claim = rig.claim({ onUnknown: 'refuse' })
        const first = await rig.admit(key, '5', { claim })
        await rig.lose(first.callId)
        const barred = await rig.ledger.admit(rig.command(key, '5', { claim }))
        ok(barred.status === 'refused' && barred.code === 'outcome_unknown')
        equal(barred.firstCallId, first.callId)
        await rig.settle(first.callId, '5')
        const second = await rig.admit(key, '5', { claim })
        equal(second.reserved, usd('5'))
        equal(second.replayOf, null)
      }))

    test('after the vendor’s window a repeat is a new reservation', () =>
      withRig(openStore, async (rig) => {
        const key = await rig.issue()
        const claim = rig.claim()
        const { callId } = await rig.admit(key, '5', { claim })
        await rig.settle(callId, '5')
        rig.pass(claim.endsAt - rig.at - 1)
        equal((await rig.admit(key, '5', { claim })).reserved, 0n)
        const other = rig.claim({ endsAt: rig.at })
        await rig.settle((await rig.admit(key, '1', { claim: other })).callId, '1')
        equal((await rig.admit(key, '1', { claim: other })).reserved, usd('1'))
      }))

    test('an answer marked as a replay of a call the ledger does not know is settled in full', () =>
      withRig(openStore, async (rig) => {
        const key = await rig.issue()
        const { callId } = await rig.admit(key, '5', { claim: rig.claim() })
        await rig.settle(callId, '5', { object: 'pi_before', replayed: true })
        equal(await rig.count(own(key)), '5+0')
        const again = await rig.admit(key, '5', { claim: rig.claim() })
        await rig.settle(again.callId, '5', { object: 'pi_before', replayed: true })
        equal(await rig.count(own(key)), '5+0')
      }))
  })
}
