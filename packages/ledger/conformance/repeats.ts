import { equal, ok } from 'node:assert/strict'
import { suite, test } from 'node:test'
import { DAY_MS } from '@keybrake/core'
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

    test('the vendor gets the first call’s id again where that was sent, and the repeat’s own where nothing ever was', () =>
      withRig(openStore, async (rig) => {
        const key = await rig.issue()
        for (const proof of ['refused', 'not_sent'] as const) {
          const claim = rig.claim()
          const first = await rig.admit(key, '5', { claim })
          await rig.release(first.callId, proof)
          const repeat = await rig.admit(key, '5', { claim })
          equal(repeat.firstCallId, proof === 'refused' ? first.callId : repeat.callId)
        }
        const claim = rig.claim()
        const first = await rig.admit(key, '5', { claim })
        await rig.release(first.callId, 'refused')
        const unsent = await rig.admit(key, '5', { claim })
        await rig.release(unsent.callId, 'not_sent')
        equal((await rig.admit(key, '5', { claim })).firstCallId, first.callId, 'the one between does not hide it')
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

    test('where the vendor does not honour the key, no repeat of a call that may have happened is sent', () =>
      withRig(openStore, async (rig) => {
        const key = await rig.issue()
        const claim = rig.claim({ onUnknown: 'refuse' })
        const first = await rig.admit(key, '5', { claim })
        await rig.lose(first.callId)
        const barred = await rig.ledger.admit(rig.command(key, '5', { claim }))
        ok(barred.status === 'refused' && barred.code === 'outcome_unknown')
        equal(barred.firstCallId, first.callId)
        equal(barred.happened, false)
        // Proof that came late, or from a person, tells what it cost and not what was answered.
        await rig.settle(first.callId, '5')
        const again = await rig.ledger.admit(rig.command(key, '5', { claim }))
        ok(again.status === 'refused' && again.code === 'outcome_unknown')
        equal(again.happened, true)
        equal(await rig.count(own(key)), '5+0')
        rig.pass(claim.endsAt - rig.at)
        equal((await rig.admit(key, '5', { claim })).reserved, usd('5'))
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

    for (const end of ['lost', 'failed'] as const) {
      test(`a repeat of a call that was ${end} is refused when it would move more than is counted for it`, () =>
        withRig(openStore, async (rig) => {
          const [small, large] = [await rig.issue({ caps: { total: usd('10') } }), await rig.issue()]
          const create = await rig.admit(small, '10')
          await rig.settle(create.callId, '10', { object: 'pi_1' })
          const claim = rig.claim()
          const confirm = (amount: string) => ({ ...rig.naming('pi_1', amount), claim })
          for (let attempt = 0; attempt < 2; attempt++) {
            const { callId } = await rig.admit(small, '10', confirm('10'))
            if (end === 'lost') await rig.lose(callId)
            else await rig.settle(callId, '10', { object: 'pi_1', keeps: true })
          }
          const raise = await rig.admit(large, '100', rig.naming('pi_1', '100'))
          await rig.settle(raise.callId, '100', { object: 'pi_1' })
          equal(await rig.code(small, '100', confirm('100')), 'cost_unknown')
          // Nor through another key: the first one's budgets count this call.
          equal(await rig.code(large, '100', confirm('100')), 'cost_unknown')
          equal(await rig.count(own(small)), '10+0')
        }))
    }

    test('a rise is seen in every window of the hold, not in the total alone', () =>
      withRig(openStore, async (rig) => {
        const [small, large] = [await rig.issue({ caps: { day: usd('50') } }), await rig.issue()]
        const create = await rig.admit(small, '50')
        await rig.settle(create.callId, '50', { object: 'pi_1' })
        rig.pass(DAY_MS)
        const lower = await rig.admit(large, '10', rig.naming('pi_1', '10'))
        await rig.settle(lower.callId, '10', { object: 'pi_1' })
        const claim = rig.claim()
        const confirm = await rig.admit(small, '10', { ...rig.naming('pi_1', '10'), claim })
        await rig.lose(confirm.callId)
        const raise = await rig.admit(large, '50', rig.naming('pi_1', '50'))
        await rig.settle(raise.callId, '50', { object: 'pi_1' })
        equal(await rig.code(small, '50', { ...rig.naming('pi_1', '50'), claim }), 'cost_unknown')
      }))

    test('a repeat of a call that happened passes whatever its object costs now', () =>
      withRig(openStore, async (rig) => {
        const [small, large] = [await rig.issue({ caps: { total: usd('10') } }), await rig.issue()]
        const claim = rig.claim()
        const confirm = await rig.admit(small, '10', { ...rig.naming('pi_1', '10'), claim })
        await rig.settle(confirm.callId, '10', { object: 'pi_1' })
        const raise = await rig.admit(large, '100', rig.naming('pi_1', '100'))
        await rig.settle(raise.callId, '100', { object: 'pi_1' })
        const repeat = await rig.admit(small, '100', { ...rig.naming('pi_1', '100'), claim })
        await rig.settle(repeat.callId, '10', { object: 'pi_1', replayed: true })
        equal(await rig.count(own(small)), '10+0')
      }))

    test('a lost repeat of a call that failed may still land: later totals lower nothing', () =>
      withRig(openStore, async (rig) => {
        const key = await rig.issue()
        const claim = rig.claim()
        const raise = { ...rig.naming('pi_1', '80'), claim }
        const failed = await rig.admit(key, '80', raise)
        await rig.settle(failed.callId, '80', { object: 'pi_1', keeps: true })
        const repeat = await rig.admit(key, '80', raise)
        await rig.lose(repeat.callId)
        const lower = await rig.admit(key, '10', rig.naming('pi_1', '10'))
        await rig.settle(lower.callId, '10', { object: 'pi_1' })
        equal(await rig.count(own(key)), '80+0')
      }))
  })
}
